"""The figures of an organisation as tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from events.figures import ACTIVITIES
from jiedao.figures import (
    AGREEMENTS_IN_FORCE,
    AGREEMENTS_SIGNED,
    COUNCIL_UNITS,
    DEMANDS,
    FIGURES,
    PARTNER_UNITS,
    PROBLEMS_SOLVED,
    PROJECTS,
    RESOURCES,
    SERVICES,
)
from jiedao.sentence import figure_url
from lib.months import Month
from orgs.course import timeline
from orgs.enums import OrganizationLevel
from orgs.figures import Figure, Number, numbers, tables
from orgs.models import Organization

# The columns of the tables by area and community.
COLUMNS = (
    PARTNER_UNITS,
    COUNCIL_UNITS,
    AGREEMENTS_IN_FORCE,
    PROJECTS,
    PROBLEMS_SOLVED,
    RESOURCES,
    DEMANDS,
    SERVICES,
    ACTIVITIES,
)
# What the bars of each community show, and the lines over the months: three colours at most.
BARS = (PARTNER_UNITS, PROJECTS, PROBLEMS_SOLVED)
LINES = (PARTNER_UNITS, AGREEMENTS_SIGNED, PROBLEMS_SOLVED)
MONTHS = 12
_LEVELS = {OrganizationLevel.AREA: "各管区", OrganizationLevel.COMMUNITY: "各社区"}


class Cell(NamedTuple):
    number: Number
    url: str


@dataclass(frozen=True)
class FigureLine:
    """A figure of the organisation itself, with its rule."""

    figure: Figure
    number: Number
    url: str


class TableRow(NamedTuple):
    label: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """Organisations of one level below the one asked for."""

    level: str
    title: str
    rows: list[TableRow]


@dataclass(frozen=True)
class Overview:
    """An organisation's own numbers, and how some of them grew."""

    lines: list[FigureLine]
    months: list[tuple[str, list[int]]]  # label of the month's end, numbers of LINES

    def charts(self) -> dict:
        """What chart.js draws, by the name that a figure element carries."""
        series = [
            {"name": figure.label, "values": [counts[place] for _, counts in self.months]}
            for place, figure in enumerate(LINES)
        ]
        return {"months": {"kind": "lines", "labels": [label for label, _ in self.months], "series": series}}


@dataclass(frozen=True)
class Comparison:
    """The places below an organisation beside each other."""

    total: list[Cell]  # COLUMNS of the organisation itself
    tables: list[Table]

    def charts(self) -> dict:
        """As those of an `Overview`."""
        return {
            table.level: {"kind": "bars", "series": [_bars(table, figure) for figure in BARS]}
            for table in self.tables
        }


def choices(office: Organization) -> list[Organization]:
    """The office, its areas and communities: what statistics are asked of. One query."""
    line = Organization.objects.public().street_line().within(office)
    return list(line.only("parent", "path", "level", "name", "short_name"))


def overview(organization: Organization, at: date) -> Overview:
    """Two queries."""
    own = numbers(FIGURES, organization, at)
    lines = [FigureLine(figure, own[figure.key], figure_url(figure, organization, at)) for figure in FIGURES]
    return Overview(lines, _months(organization, at))


def comparison(organization: Organization, places: Sequence[Organization], at: date) -> Comparison:
    """Of `places` below the organisation. Two queries."""
    found = tables(COLUMNS, [organization, *places], at)
    return Comparison(_row(organization, found, at).cells, _tables(places, found, at))


def month_ends(at: date) -> list[date]:
    """The last days of the eleven months before, and the day itself."""
    month, ends = Month.of(at), [at]
    for _ in range(MONTHS - 1):
        month = month.previous
        ends.insert(0, month.last)
    return ends


def _months(organization, at):
    ends = month_ends(at)
    found = timeline(LINES, organization, ends)
    rows = zip(*(found[figure.key] for figure in LINES), strict=True)
    return [(f"{end.year}年{end.month}月", list(counts)) for end, counts in zip(ends, rows, strict=True)]


def _tables(places, found, at):
    made = []
    for level, title in _LEVELS.items():
        rows = [_row(place, found, at) for place in places if place.level == level]
        if rows:
            made.append(Table(level.value, title, rows))
    return made


def _row(place, found, at):
    # One address is made of pieces, not reversed for each of two hundred cells.
    query = f"?date={at}&organization={place.pk}"
    cells = [Cell(found[figure.key][place.pk], f"{figure.key}/{query}") for figure in COLUMNS]
    return TableRow(place.label, place.get_absolute_url(), cells)


def _bars(table: Table, figure: Figure) -> dict:
    """The longest bar first."""
    column = COLUMNS.index(figure)
    pairs = [(row.label, row.cells[column].number) for row in table.rows]
    pairs.sort(key=lambda pair: -pair[1])
    return {
        "name": f"{figure.label}（{figure.measure}）",
        "labels": [label for label, _ in pairs],
        "values": [number for _, number in pairs],
    }
