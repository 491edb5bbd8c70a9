"""`manage.py audit_log export 操作日志.xlsx --from 2026-01-01`, `manage.py audit_log prune`"""

from datetime import date
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jiedao.reports.writing import write
from lib.days import beginning, ending, parse_day, today
from lib.months import Month
from orgs import audit
from orgs.audit_sheet import MOST, export
from orgs.enums import AuditAct
from orgs.models import AuditEntry

_NAME = "操作日志"


class _Sheet:
    def __init__(self, entries):
        self.save = partial(export, entries)


class Command(BaseCommand):
    help = "导出操作日志，或删除过了保存期限的操作日志（期限见设置 AUDIT_KEEP_MONTHS）。"

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        exporting = acts.add_parser("export", help="导出成 Excel 工作簿")
        exporting.add_argument("file", metavar="FILE", help="写到哪个文件，如 操作日志.xlsx")
        exporting.add_argument("--from", dest="first", metavar="DAY", help="从这一天起，如 2026-01-01")
        exporting.add_argument("--to", dest="last", metavar="DAY", help="到这一天止")
        acts.add_parser("prune", help="删除过了保存期限的")

    def handle(self, *, act, file="", first=None, last=None, **options):
        if act == "export":
            self._export(file, first and _day(first), last and _day(last))
        else:
            self._prune()

    def _export(self, file, first, last):
        entries = AuditEntry.objects.order_by("pk")
        entries = entries.filter(at__gte=beginning(first)) if first else entries
        entries = entries.filter(at__lt=ending(last)) if last else entries
        number = entries.count()
        if number > MOST:
            raise CommandError(f"共{number}条，一个工作簿最多{MOST}条，请用 --from、--to 分次导出。")
        write(_Sheet(entries), file)
        span = f"{first or '开始'}至{last or '现在'}"
        audit.log(AuditAct.EXPORT, name=_NAME, detail=f"共{number}条，{span}。")
        self.stdout.write(f"已导出操作日志{number}条：{file}")

    def _prune(self):
        first = kept_since(today())
        number, _ = AuditEntry.objects.before(beginning(first)).delete()
        if number:
            audit.log(AuditAct.PURGE, name=_NAME, detail=f"{first}以前的{number}条，保存期限已过。")
        self.stdout.write(f"已删除{first}以前的操作日志{number}条。")


def kept_since(day: date) -> date:
    """The first day whose entries are kept: a month's first, so that none is kept for less than was set."""
    month = Month.of(day)
    for _ in range(settings.AUDIT_KEEP_MONTHS):
        month = month.previous
    return month.first


def _day(text):
    try:
        return parse_day(text)
    except ValueError as error:
        raise CommandError(str(error)) from None
