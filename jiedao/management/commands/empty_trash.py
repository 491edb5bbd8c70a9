"""`manage.py empty_trash --days 180`, for a timer"""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orgs import trash
from orgs.models import TrashedRecord


class Command(BaseCommand):
    help = "彻底删除在回收站里放满一定天数的记录，连同它们的附件。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--days",
            type=int,
            default=settings.TRASH_KEEP_DAYS,
            help=f"放了多少天的才删除，不写即{settings.TRASH_KEEP_DAYS}天（TRASH_KEEP_DAYS）",
        )

    def handle(self, *args, days, **options):
        if days < 0:
            raise CommandError("天数不能小于0。")
        try:
            until = timezone.now() - timedelta(days=days)
        except OverflowError:
            raise CommandError(f"天数太大：{days}。") from None
        old = TrashedRecord.objects.filter(deleted_at__lt=until).defer("rows").order_by("pk")
        for trashed in old:
            trash.purge(trashed)
        self.stdout.write(f"已彻底删除{len(old)}条记录。")
