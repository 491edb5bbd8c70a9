"""The monthly report: one workbook of the month's figures and of the records that the month touched.

A month prints the same whenever it is printed: every figure and every cell is as of the month's end, and
the day of filing is the first of the next month unless somebody gives another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from events.ledgers import ACTIVITIES
from jiedao.reports import community_sheet, figures_sheet, ledger_sheet
from jiedao.reports.measures import LABELS, Measures
from lib.days import today
from lib.months import Month
from lib.sheets import Book
from orgs.ledgers import APPLICATIONS, INDICATORS, NEW_SECTOR_UNITS, SEATS
from orgs.models import Organization
from partnerships.ledgers import AGREEMENTS, DEMANDS, PROBLEMS, PROJECTS, RESOURCES, SERVICES

LEDGER_SHEETS = {
    "共建协议": AGREEMENTS,
    "资源清单": RESOURCES,
    "需求清单": DEMANDS,
    "服务清单": SERVICES,
    "共建项目": PROJECTS,
    "实际问题": PROBLEMS,
    "议事会成员": SEATS,
    "活动": ACTIVITIES,
    "两新企业": NEW_SECTOR_UNITS,
    "两新审批": APPLICATIONS,
    "指标": INDICATORS,
}
_FIRST_YEAR = 1921  # no party organisation is older


@dataclass(frozen=True)
class MonthlyReport:
    organization: Organization
    month: Month
    filed_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.organization.label}{self.month.label}共建月报"

    @property
    def file_name(self) -> str:
        return f"{self.name.replace('/', '-')}.xlsx"

    @property
    def filed(self) -> date:
        return self.filed_on or self.month.next.first

    def heading(self, subject: str) -> str:
        """The title over one sheet."""
        return f"{self.organization.label}{self.month.label}{subject}"

    @cached_property
    def places(self) -> list[Organization]:
        """The organisation itself, then the areas and communities below it, each area before its own."""
        line = Organization.objects.street_line().within(self.organization).order_by("path")
        return [self.organization, *(place for place in line if place != self.organization)]

    @cached_property
    def measures(self) -> Measures:
        return Measures.of(self.places, self.month)

    def save(self, file: BinaryIO | str | Path) -> None:
        """Write the workbook. The number of queries does not depend on the number of rows."""
        book = Book(title=self.name, author=self.organization.name, created=self.filed)
        figures_sheet.write(book, self)
        if len(self.places) > 1:
            for measure in LABELS:
                community_sheet.write(book, self, measure)
        for name, ledger in LEDGER_SHEETS.items():
            ledger_sheet.write(book, self, name, ledger)
        book.save(file)


def read_month(text: str) -> Month:
    """A month that can be reported: one that has begun. ValueError in Chinese otherwise."""
    month = Month.parse(text)
    if month > Month.of(today()):
        raise ValueError(f"{month.label}还没有到，不能出月报。")
    if month.year < _FIRST_YEAR:
        raise ValueError(f"{month.label}太早了，请检查年份。")
    return month
