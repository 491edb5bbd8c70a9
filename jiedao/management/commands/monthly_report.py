"""`manage.py monthly_report 2019-06 report.xlsx`"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from jiedao.reports.monthly import MonthlyReport, read_month
from jiedao.reports.writing import named_organization, write
from lib.days import today
from lib.months import Month
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import Organization


class Command(BaseCommand):
    help = "生成一个月的共建月报（Excel 工作簿）。同一个月不论何时生成，内容都一样。"

    def add_arguments(self, parser):
        parser.add_argument("month", metavar="YYYY-MM", help="月份，如 2019-06")
        parser.add_argument("file", metavar="FILE", help="写到哪个文件，如 月报.xlsx")
        parser.add_argument("--organization", metavar="NAME", help="党组织名称或简称；不写即本街道")
        parser.add_argument("--filed-on", metavar="YYYY-MM-DD", help="填报日期；不写即次月1日")

    def handle(self, *args, month, file, organization, filed_on, **options):
        try:
            report = MonthlyReport(_reporter(organization), read_month(month), _day(filed_on))
        except ValueError as error:
            raise CommandError(error) from None
        write(report, file)
        detail = f"共建月报，{report.month.label}。"
        audit.log(AuditAct.REPORT, record=report.organization, detail=detail)
        if today() < report.month.last and report.month == Month.of(today()):
            self.stderr.write(f"{report.month.label}还没有结束，月末前的数字还会变。")
        self.stdout.write(f"已生成{report.name}：{file}")


def _reporter(name):
    if name:
        return named_organization(name)
    if office := Organization.objects.office():
        return office
    raise CommandError("系统里还没有党组织，请先录入，或运行 manage.py demo 载入示例。")


def _day(text):
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}”不是一个日期，请写成 2019-07-01 这样。") from None
