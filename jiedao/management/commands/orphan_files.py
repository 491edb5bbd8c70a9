"""Stored files that no record names any more."""

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from lib.held import forget_old
from lib.orphans import orphans


class Command(BaseCommand):
    help = "列出没有任何记录使用、存放超过一天的上传文件。加上 --delete 才删除。"

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="删除列出的文件")

    def handle(self, *args, delete, **options):
        count = total = 0
        for name, size in orphans():
            self.stdout.write(name)
            count, total = count + 1, total + size
            if delete:
                default_storage.delete(name)
        if delete:
            forget_old()
        if not count:
            self.stdout.write("没有多余的文件。")
            return
        done = "已删除。" if delete else "要删除请加上 --delete。"
        self.stdout.write(f"共{count}个文件，{filesizeformat(total)}。{done}")
