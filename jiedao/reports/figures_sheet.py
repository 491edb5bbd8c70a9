"""汇总: every figure of the organisation, with its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiedao.figures import FIGURES
from jiedao.reports.measures import LABELS
from lib.sheets import Align, Book, Column, fitted
from orgs.ledgers import heading

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport

_COLUMNS = (
    Column(header="序号", width=4, align=Align.CENTER),
    Column(header="指标", width=12),
    Column(header="计量单位", width=5, align=Align.CENTER),
    *(
        Column(header=label, width=6, align=Align.CENTER, signed=name == "change")
        for name, label in LABELS.items()
    ),
    Column(header="口径", width=36),
)


def write(book: Book, report: MonthlyReport) -> None:
    rows = list(_rows(report))
    sheet = book.add("汇总", fitted(_COLUMNS, rows))
    heading.write(sheet, report.heading("共建月报"), report.organization.name, report.filed)
    for row in rows:
        sheet.row(row)
    end, before = report.month.last, report.month.previous.last
    sheet.note(
        f"注：累计截至{end.year}年{end.month}月{end.day}日，"
        f"上月累计截至{before.year}年{before.month}月{before.day}日；增减为两者之差。"
        "本月新增只计本月进入的，不减本月退出、终止、撤回的，因此可以大于增减。"
    )


def _rows(report):
    pk = report.organization.pk
    for place, figure in enumerate(FIGURES, start=1):
        numbers = [getattr(report.measures, name)[figure.key][pk] for name in LABELS]
        yield [place, figure.label, figure.measure, *numbers, figure.rule]
