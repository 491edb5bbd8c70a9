"""`manage.py backup /var/backups/jiedao --keep 14`"""

import tomllib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from lib.backup import BackupError, take
from orgs.personal import erasure_list

PREFIX = "jiedao"
_TOLD = 20


class Command(BaseCommand):
    help = "把数据库和全部上传文件备份成一个文件，核对无误才算数。备份时可以照常使用网站。"

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path, help="放到哪个目录（要已经存在）")
        parser.add_argument("--keep", metavar="N", type=int, help="只留最近 N 份，做完以后删去更早的")

    def handle(self, *args, folder, keep, **options):
        if keep is not None and keep < 1:
            raise CommandError("--keep 至少是1。")
        try:
            taken = take(folder, PREFIX, _version(), keep, self._erasures())
        except BackupError as error:
            raise CommandError(str(error)) from None
        manifest = taken.manifest
        self.stdout.write(
            f"已备份：{taken.path}（{filesizeformat(taken.size)}；{len(manifest.tables)}张表，"
            f"{manifest.row_count}条记录，{len(manifest.files)}个文件），已核对。"
        )
        for old in taken.deleted:
            self.stdout.write(f"已删去旧备份：{old.name}")
        if manifest.missing:
            self._tell_missing(manifest.missing)

    def _erasures(self):
        try:
            return erasure_list.read()
        except OSError as error:
            raise CommandError(
                f"读不了删除清单 {settings.ERASURES_FILE}：{error.strerror}。没有备份。请检查它的权限。"
            ) from None

    def _tell_missing(self, missing):
        """The backup is right; but these are gone, or were deleted while it was made."""
        self.stderr.write(f"注意：有{len(missing)}个文件，记录里有，存放处却没有：")
        for each in missing[:_TOLD]:
            self.stderr.write(f"  {each.file}（{each.table}.{each.column}）")
        if len(missing) > _TOLD:
            self.stderr.write("  ……全部名单在备份的 manifest.json 里。")


def _version():
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]
