"""分社区: one measure of every figure, a row for each area and community; a sheet for each measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiedao.figures import FIGURES
from jiedao.reports.measures import LABELS
from lib.sheets import Align, Book, Column
from orgs.ledgers import heading

if TYPE_CHECKING:
    from jiedao.reports.monthly import MonthlyReport


def write(book: Book, report: MonthlyReport, measure: str) -> None:
    """`measure` is a key of `measures.LABELS`."""
    sheet = book.add(f"分社区{LABELS[measure]}", _columns(signed=measure == "change"), frozen_columns=1)
    title = report.heading(f"各社区{LABELS[measure]}")
    heading.write(sheet, title, report.organization.name, report.filed)
    numbers = getattr(report.measures, measure)
    for place in report.places:
        # The tree's indent: the areas, and in them the communities.
        indent = place.depth - report.organization.depth
        values = [numbers[figure.key][place.pk] for figure in FIGURES]
        sheet.row([place.label, *values], strong=not place.is_community, indent=indent)
    distinct = "、".join(figure.label for figure in FIGURES if not figure.adds_up)
    sheet.note(
        f"注：{distinct}按去重计数，同一对象在几个社区都有的，各社区各计一次，上级只计一次，各行之和不等于上级数；"
        "上级的数还包括直接归口在上级的记录。"
    )


def _columns(signed):
    figures = (
        Column(header=f"{figure.label}\n（{figure.measure}）", width=3, align=Align.CENTER, signed=signed)
        for figure in FIGURES
    )
    return (Column(header="党组织", width=11), *figures)
