"""`manage.py export_ledger agreements 共建协议台账.xlsx`"""

import io
from pathlib import Path

from django.core.management.base import BaseCommand

from jiedao.ledgers import LEDGERS
from jiedao.reports.writing import named_organization, write
from lib.days import today
from orgs import audit
from orgs.enums import AuditAct
from orgs.ledgers.rows import ALL
from orgs.ledgers.workbook import export_workbook
from orgs.models import Organization


class _Workbook(io.BytesIO):
    """Kept until it is complete, so that an export that breaks off leaves the file as it was."""

    def save(self, file: str | Path) -> None:
        Path(file).write_bytes(self.getbuffer())


class Command(BaseCommand):
    help = "把一本台账导出成 Excel 工作簿。"

    def add_arguments(self, parser):
        names = "、".join(f"{ledger.key}（{ledger.title}）" for ledger in LEDGERS.values())
        parser.add_argument("ledger", metavar="LEDGER", choices=LEDGERS, help=names)
        parser.add_argument("file", metavar="FILE", help="写到哪个文件，如 台账.xlsx")
        parser.add_argument("--organization", metavar="NAME", help="只导出这个党组织及其下级的；不写即全部")

    def handle(self, *args, ledger, file, organization, **options):
        organization = organization and named_organization(organization)
        reporter = organization or Organization.objects.office()
        ledger, name = LEDGERS[ledger], str(reporter or "")
        workbook = _Workbook()
        records = ledger.complete(today(), organization)
        count = export_workbook(ledger, records, name, workbook, today(), ALL)
        write(workbook, file)
        detail = f"共{count}{ledger.measure}{'，含完整联系电话' if ledger.personal else ''}。"
        audit.log(AuditAct.EXPORT, name=ledger.title, detail=detail, organization=reporter)
        self.stdout.write(f"已导出{ledger.title}{count}条：{file}")
