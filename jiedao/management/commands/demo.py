"""Load the demo office."""

from django.core.management.base import BaseCommand

from jiedao.demo.activities import move_to
from jiedao.demo.loading import is_loaded, load
from lib.days import today
from orgs.models import Organization


class Command(BaseCommand):
    help = "载入示例街道的数据。已经载入过的，不再增加也不改动任何记录。"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="库里已有任何党组织时，什么也不做")
        parser.add_argument(
            "--refresh", action="store_true", help="把没有被人改过的示例近期活动挪到今天前后（按整周）"
        )

    def handle(self, *, once=False, refresh=False, **options):
        if once and Organization.objects.exists():
            return
        if not is_loaded():
            self._say_what_was_added(load())
        elif refresh:
            self.stdout.write(f"已把{move_to(today())}场示例活动挪到今天前后。")
        else:
            self.stdout.write("示例数据已经在库里：0 新增，0 更新。")

    def _say_what_was_added(self, office):
        lines = [f"  {model._meta.verbose_name} {count}" for model, count in office.added.items()]
        self.stdout.write("\n".join(["已载入示例数据：", *lines]))
