"""`manage.py import_ledger agreements 共建协议台账.xlsx --commit`"""

import sys
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from jiedao.ledgers import LEDGERS
from jiedao.reports.writing import named_organization
from orgs.enums import ImportState, Verdict
from orgs.intake import workflow
from orgs.intake.refusal import Refused


class Command(BaseCommand):
    help = "检查一个台账文件；加 --commit 才入库，要么全部入库，要么一行也不入。有一行出错，退出码就不是0。"

    def add_arguments(self, parser):
        names = "、".join(f"{ledger.key}（{ledger.title}）" for ledger in LEDGERS.values())
        parser.add_argument("ledger", metavar="LEDGER", choices=LEDGERS, help=names)
        parser.add_argument("file", metavar="FILE", help="读哪个文件：.xlsx、.xls 或 .csv")
        parser.add_argument("--commit", action="store_true", help="检查无误就入库；不写只检查")
        parser.add_argument(
            "--organization",
            metavar="NAME",
            help="只收这个党组织及其下级的；表中没有归口党组织一栏时，都归到这里",
        )
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="表中出现、系统里没有的单位（议事机构、类别），一并新建",
        )

    def handle(self, *args, ledger, file, commit, organization, create_missing, **options):
        ledger = LEDGERS[ledger]
        organization = organization and named_organization(organization)
        batch = self._receive(ledger, file, organization, create_missing)
        try:
            workflow.check(batch, ledger)
            self._tell(batch, ledger)
            if batch.state != ImportState.PREVIEWED or batch.wrong_count:
                sys.exit(1)
            if commit:
                self._commit(batch, ledger)
        finally:
            if batch.state != ImportState.COMMITTED:
                batch.delete()

    def _receive(self, ledger, file, organization, create_missing):
        try:
            with Path(file).open("rb") as stream:
                upload = File(stream, name=Path(file).name)
                return workflow.receive(
                    ledger, upload, user=None, organization=organization, create_missing=create_missing
                )
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{error.strerror}。请检查路径。") from None

    def _tell(self, batch, ledger):
        if batch.state == ImportState.REFUSED:
            raise CommandError(batch.message)
        if batch.state == ImportState.ASKING:
            raise CommandError("没有找到表头。请把表头放在前30行之内，栏目名称按模板写。")
        for why in batch.remarks["skipped"]:
            self.stdout.write(f"第{why[0]}行没有读：{why[1]}")
        for what, names in batch.remarks["created"].items():
            self.stdout.write(f"将新建{what}{len(names)}个：{'、'.join(names)}")
        for page in batch.pages.filter(verdict=Verdict.WRONG):
            for row in page.rows:
                for header, message in row["errors"]:
                    where = f"第{row['line']}行" + (f"“{header}”" if header else "")
                    self.stdout.write(f"{where}：{message}")
        counts = ", ".join(f"{batch.count(v)} {v.label}" for v in _ORDER)
        self.stdout.write(f"{ledger.title}：{counts}")

    def _commit(self, batch, ledger):
        if not batch.new_count + batch.changed_count:
            self.stdout.write("表中各行与系统里的完全一样，不用入库。")
            return
        try:
            workflow.commit(batch, ledger, None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"已入库（第{batch.pk}批）。")


_ORDER = (Verdict.NEW, Verdict.CHANGED, Verdict.SAME, Verdict.WRONG)
