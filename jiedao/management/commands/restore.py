"""`manage.py restore jiedao-20261121-153000.tar`"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.backup import BackupError, restore
from orgs import audit
from orgs.enums import AuditAct


class Command(BaseCommand):
    help = "先检查备份，再恢复到这台机器的空数据库和空文件目录。恢复以后，所有人都要重新登录。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="哪一份备份")
        parser.add_argument(
            "--replace", action="store_true", help="这里已有内容时，用备份代替：现有的记录和文件都会删去"
        )

    def handle(self, *args, file, replace, **options):
        try:
            manifest = restore(file, replace)
        except BackupError as error:
            raise CommandError(str(error)) from None
        audit.log(
            AuditAct.RESTORE, name="备份", detail=f"{file.name}，{manifest.moment:%Y-%m-%d %H:%M:%S}的内容。"
        )
        self.stdout.write(
            f"已恢复到{manifest.moment:%Y-%m-%d %H:%M:%S}：{len(manifest.tables)}张表，"
            f"{manifest.row_count}条记录，{len(manifest.files)}个文件。所有人都要重新登录。"
        )
        if manifest.missing:
            self.stderr.write(f"注意：备份时已有{len(manifest.missing)}个文件只见于记录，恢复后也没有。")
