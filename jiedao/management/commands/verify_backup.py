"""`manage.py verify_backup /var/backups/jiedao/jiedao-20261121-153000.tar`"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.backup import BackupError, prove


class Command(BaseCommand):
    help = "逐字节检查一份备份：文件有没有损坏，数据库打不打得开，行数对不对。有问题时退出码是1。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="哪一份备份")

    def handle(self, *args, file, **options):
        try:
            with prove(file) as proved:
                manifest, engine = proved.manifest, proved.engine
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"备份完好：{file}（{manifest.moment:%Y-%m-%d %H:%M:%S}，{engine.LABEL}；"
            f"{len(manifest.tables)}张表，{manifest.row_count}条记录，{len(manifest.files)}个文件）。"
        )
        if manifest.missing:
            self.stderr.write(f"注意：备份时已有{len(manifest.missing)}个文件只见于记录，不在存放处。")
