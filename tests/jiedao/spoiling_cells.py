"""What real sheets have in their cells, applied to a good grid. All of it is read right."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import cycle

from orgs.intake.inlets import Phone
from orgs.intake.members import Members
from orgs.intake.references import Reference
from orgs.intake.seats import Holder
from tests.jiedao.good_rows import AREA, BRANCH, EAST, HOSPITAL, SCHOOL, STREET, WEST
from tests.jiedao.spoiling import NUMBERS, dated, headers_of, kind

_NAMES = (Reference, Members, Holder)
_FULL = {ord(half): chr(ord(half) + 0xFEE0) for half in "0123456789:-"}
_FIRST_SERIAL = date(1899, 12, 30)


def _each(grid, headers, change):
    """Change every filled cell below these headers."""
    for at in map(grid.at, headers):
        for row in grid.rows:
            row[at] = change(row[at]) if row[at] is not None else None


def _day_in(form):
    """A date as the form says, with the hour behind where there is one."""

    def write(cell):
        day = form.format(cell, cell.month, cell.day)
        return f"{day} {cell.hour}:{cell.minute:02}" if isinstance(cell, datetime) else day

    return write


def _serial(cell):
    midnight = datetime.combine(cell, time.min) if not isinstance(cell, datetime) else cell
    number = (midnight - datetime.combine(_FIRST_SERIAL, time.min)) / timedelta(days=1)
    return int(number) if number == int(number) else number


for _name, _form in {
    "2019年5月14日": "{0:%Y}年{1}月{2}日",
    "2019.5.14": "{0:%Y}.{1}.{2}",
    "2019/5/14": "{0:%Y}/{1}/{2}",
    "2019-05-14": "{0:%Y-%m-%d}",
    "20190514": "{0:%Y%m%d}",
}.items():

    @kind(f"days like {_name}", dated)
    def _(grid, form=_form):
        _each(grid, dated(grid), _day_in(form))


@kind("days as numbers like 20190514", lambda grid: dated(grid) and grid.ledger.key != "activities")
def _(grid):
    _each(grid, dated(grid), lambda day: int(f"{day:%Y%m%d}"))


@kind("days as serial numbers", dated)
def _(grid):
    _each(grid, dated(grid), _serial)


@kind("days as serial numbers in text", dated)
def _(grid):
    _each(grid, dated(grid), lambda day: str(_serial(day)))


@kind("full-width digits")
def _(grid):
    _each(grid, dated(grid), lambda day: _day_in("{0:%Y}年{1}月{2}日")(day).translate(_FULL))
    _each(grid, headers_of(grid, *NUMBERS, Phone), lambda cell: str(cell).translate(_FULL))


@kind("numbers as text", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    _each(grid, headers_of(grid, *NUMBERS), lambda number: f" {number} ")


@kind("numbers with their unit", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    units = {"数量": "个", "期数": "期", "志愿服务时长": "小时"}
    for header in headers_of(grid, *NUMBERS):
        unit = units.get(header, "人")
        _each(grid, [header], lambda number, unit=unit: f"{number}{unit}")


@kind("spaces that nobody sees")
def _(grid):
    texts = [h for h in grid.headers if any(isinstance(cell, str) for cell in grid.column(h))]
    _each(grid, texts, lambda cell: f"\u3000{cell}\u200b \xa0\n")


@kind("other separators", lambda grid: headers_of(grid, Members))
def _(grid):
    marks = cycle(["，", ",", ";", "；", "/", "\n", " 、 "])
    _each(grid, headers_of(grid, Members), lambda cell: cell.replace("、", next(marks)))


def _renamed(grid, names):
    def rename(cell):
        for name, other in names.items():
            cell = cell.replace(name, other)
        return cell

    _each(grid, headers_of(grid, *_NAMES), rename)


@kind("short names")
def _(grid):
    _renamed(grid, {EAST: "东风社区", WEST: "西山社区", STREET: "示例街道"})


@kind("names as on the seal")
def _(grid):
    seals = {EAST: "中共东风社区委员会", WEST: "中国共产党西山社区委员会", STREET: "中共示例街道工作委员会"}
    _renamed(grid, seals | {AREA: "中共示例管区委员会", BRANCH: "中共东风社区第一支部委员会"})


@kind("names with other brackets and spaces")
def _(grid):
    _renamed(
        grid,
        {HOSPITAL: "示例医院 (东院)", SCHOOL: "示例 第二中学", EAST: "东风社区 党委", WEST: "“西山社区”党委"},
    )
