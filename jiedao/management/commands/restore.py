"""`manage.py restore jiedao-20261121-153000.tar --erasures erasures.jsonl`"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.backup import BackupError, restore
from orgs import audit
from orgs.enums import AuditAct
from orgs.personal import erasure_list, retention
from orgs.personal.replay import replay


class Command(BaseCommand):
    help = (
        "先检查备份，再恢复到这台机器的空数据库和空文件目录。恢复以后，所有人都要重新登录；"
        "备份以后按本人要求删除的、已经到期的个人信息，再删除一次。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="哪一份备份")
        parser.add_argument(
            "--replace", action="store_true", help="这里已有内容时，用备份代替：现有的记录和文件都会删去"
        )
        parser.add_argument(
            "--erasures",
            metavar="LIST",
            type=Path,
            action="append",
            default=[],
            help="另外存放的删除清单（erasures.jsonl）；本机的和备份里的总会用到",
        )

    def handle(self, *args, file, replace, erasures, **options):
        lines = self._listed(erasures)
        try:
            manifest = restore(file, replace)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self._erase_again([*lines, *manifest.erasures], manifest.moment)
        audit.log(
            AuditAct.RESTORE, name="备份", detail=f"{file.name}，{manifest.moment:%Y-%m-%d %H:%M:%S}的内容。"
        )
        self.stdout.write(
            f"已恢复到{manifest.moment:%Y-%m-%d %H:%M:%S}：{len(manifest.tables)}张表，"
            f"{manifest.row_count}条记录，{len(manifest.files)}个文件。所有人都要重新登录。"
        )
        if manifest.missing:
            self.stderr.write(f"注意：备份时已有{len(manifest.missing)}个文件只见于记录，恢复后也没有。")

    def _listed(self, paths):
        """This machine's list and the others, before anything is changed."""
        try:
            return [line for path in (None, *paths) for line in erasure_list.read(path)]
        except OSError as error:
            raise CommandError(
                f"读不了删除清单（{error.filename}：{error.strerror}）。没有恢复，什么也没有改动。请检查路径和权限。"
            ) from None

    def _erase_again(self, lines, made_at):
        """What was erased since; and whatever machine comes next knows of it too."""
        try:
            erasure_list.merge(lines)
        except OSError as error:
            self.stderr.write(f"注意：删除清单写不了（{error.strerror}），请改好后再运行一次。")
        counts, broken = replay(lines, made_at)
        counts += retention.erase()
        if counts:
            self.stdout.write(f"备份以后已删除的、已到期的个人信息，再次删除：{retention.told(counts)}")
        if broken:
            self.stderr.write(f"注意：删除清单有{broken}行读不懂，没有照做。请和管机器的人核对。")
