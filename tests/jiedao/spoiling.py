"""What offices' real sheets have instead of a clean table, applied to a good one. All of it is read right.

Here: around the table, its header, the file; in spoiling_cells.py: its cells.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import xlsxwriter

from orgs.intake.counts import PartyMembers
from orgs.intake.inlets import Inlet, Number
from orgs.ledgers.base import Kind
from tests.harness.spreadsheets import csv_bytes, html_bytes, xls_bytes, xlsx_bytes
from tests.jiedao.ledger_files import Grid

NUMBERS = (Number, PartyMembers)
File = tuple[str, bytes]  # name and content


def headers_of(grid: Grid, *entries: type[Inlet]) -> list[str]:
    return [column.header for column in grid.ledger.columns if isinstance(column.writes, entries)]


def dated(grid: Grid) -> list[str]:
    return [column.header for column in grid.ledger.columns if column.kind in (Kind.DATE, Kind.MOMENT)]


def _always(grid):
    return True


# name → (what the ledger must have, the file made of a good grid)
READ_RIGHT: dict[str, tuple[Callable[[Grid], object], Callable[[Grid], File]]] = {}


def kind(name: str, needs: Callable[[Grid], object] = _always):
    """Registers a function that spoils a grid, or makes a file of it."""

    def register(function):
        def spoil(grid):
            return function(grid) or ("台账.xlsx", grid.xlsx())

        READ_RIGHT[name] = needs, spoil
        return function

    return register


# Around the table


def _above(grid, *rows):
    """Put rows above the header."""
    width = len(grid.headers)
    lifted = [[*row, *[None] * (width - len(row))] for row in rows]
    grid.rows = [*lifted[1:], grid.headers, *grid.rows]
    grid.headers = lifted[0]


@kind("merged title")
def _(grid):
    _above(grid, [f"{grid.ledger.title}（2019年）"], [])
    grid.merged.append((0, 0, 1, len(grid.headers) - 1))


@kind("reporter's line")
def _(grid):
    _above(grid, [grid.ledger.title], ["填报单位：示例街道党工委", None, None, "填报日期：2019年6月30日"], [])
    grid.merged.append((0, 0, 0, len(grid.headers) - 1))


@kind("blank rows")
def _(grid):
    for at in (6, 3, 3, 0):
        grid.rows.insert(at, [None] * len(grid.headers))
    grid.rows += [["", "  ", None], []]


@kind("total at the end")
def _(grid):
    sums = {header: sum(n for n in grid.column(header) if n) for header in headers_of(grid, *NUMBERS)}
    grid.rows.append([sums.get(header) for header in grid.headers])
    grid.rows[-1][0] = "合 计"


@kind("reporter below the table")
def _(grid):
    grid.rows += [[], ["填表人：王示例", None, "审核人：李示例", "联系电话：0532-88880000"]]


@kind("example row")
def _(grid):
    example = [column.example or None for column in grid.ledger.columns]
    grid.rows.insert(0, [f"【示例】{example[0] or ''}", *example[1:]])


@kind("header again on the next page")
def _(grid):
    grid.rows.insert(3, list(grid.headers))


@kind("running numbers, prepared rows")
def _(grid):
    grid.headers.insert(0, "序号")
    for number, row in enumerate(grid.rows, start=1):
        row.insert(0, number)
    grid.rows += [[7], [8]]


@kind("unknown column")
def _(grid):
    grid.headers.insert(2, "网格员意见")
    for row in grid.rows:
        row.insert(2, "同意")


@kind("columns the other way round")
def _(grid):
    grid.headers.reverse()
    for row in grid.rows:
        row.reverse()


@kind("cells merged downward", lambda grid: grid.ledger.in_charge)
def _(grid):
    at, places = grid.at(grid.ledger.in_charge), grid.column(grid.ledger.in_charge)
    first = next(i for i, place in enumerate(places) if place and place == places[i + 1])
    grid.rows[first + 1][at] = None
    grid.merged.append((first + 1, at, first + 2, at))


# The header


@kind("header of two rows")
def _(grid):
    width = len(grid.headers)
    upper = [*grid.headers[:-2], "其他情况", None]
    grid.rows.insert(0, [*[None] * (width - 2), *grid.headers[-2:]])
    grid.headers = upper
    grid.merged += [(0, at, 1, at) for at in range(width - 2)] + [(0, width - 2, 0, width - 1)]


@kind("spaces and line breaks in the header")
def _(grid):
    grid.headers = [
        f" {header[:2]}\n{header[2:]} " if at % 2 else " ".join(header)
        for at, header in enumerate(grid.headers)
    ]


@kind("marks and units in the header")
def _(grid):
    numbers = headers_of(grid, *NUMBERS)
    required = [column.header for column in grid.ledger.columns if column.required]
    grid.headers = [
        f"{header}（人）："
        if header in numbers
        else f"*{header}"
        if header in required
        else f"{header}（选填）"
        for header in grid.headers
    ]


# Its usual name behind each header.
USUAL = {
    "units": "单位名称=名称 单位性质=性质 属地社区=所属社区 职工人数=员工人数 联系电话=电话 行业=所属行业",
    "organizations": "党组织名称=名称 类别=党组织类别 上级党组织=上级组织 成立日期=成立时间",
    "agreements": "协议编号=编号 协议名称=名称 签约方=签约单位 签约日期=签订时间 到期日期=有效期至",
    "resources": "编号=资源编号 名称=资源名称 类别=资源类别 单位=提供单位 发布日期=发布时间",
    "demands": "编号=需求编号 名称=需求名称 类别=需求类别 单位=提出单位 有效期至=截止时间",
    "services": "编号=服务编号 名称=服务名称 类别=服务类别 单位=提供单位 有效期至=到期时间",
    "projects": "项目编号=编号 项目名称=名称 类别=项目类别 确定日期=确定时间 所属协议=关联协议",
    "problems": "问题=问题名称 来源=问题来源 提出日期=提出时间 解决日期=解决时间 问题编号=编号",
    "seats": "议事机构=议事机构名称 成员单位=单位名称 加入日期=加入时间 退出日期=退出时间",
    "activities": "活动名称=名称 类别=活动类别 主办党组织=主办单位 开始时间=活动时间 参加人数=参与人数",
}


@kind("usual other headers")
def _(grid):
    others = dict(pair.split("=") for pair in USUAL[grid.ledger.key].split())
    grid.headers = [others.pop(header, header) for header in grid.headers]
    assert not others


# The file


def book(*sheets: tuple[str, list[list], bool]) -> bytes:
    """A workbook of several sheets: name, rows, whether hidden."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm"}) as workbook:
        for name, rows, hidden in sheets:
            sheet = workbook.add_worksheet(name)
            sheet.hide() if hidden else sheet.activate()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return file.getvalue()


@kind("renamed sheet")
def _(grid):
    return "我的表.xlsx", xlsx_bytes(grid.all, name="Sheet1 (2)")


@kind("sheet of instructions in front")
def _(grid):
    how = [["填写说明"], [], ["栏目", "怎么填"], *([header, "按实际填写"] for header in grid.headers)]
    return "台账.xlsx", book(("填写说明", how, False), ("台账", grid.all, False))


@kind("hidden sheet in front and behind")
def _(grid):
    other = [grid.headers, [*grid.rows[0][:1], *grid.rows[1][1:]]]
    return "台账.xlsx", book(("数据源", other, True), ("台账", grid.all, False), ("旧", other, True))


for _encoding in ("utf-8", "utf-8-sig", "gb18030"):

    @kind(f"CSV in {_encoding}")
    def _(grid, encoding=_encoding):
        return "台账.csv", csv_bytes(grid.all, encoding)


@kind("old .xls")
def _(grid):
    return "台账.xls", xls_bytes(grid.all)


@kind("HTML named .xls")
def _(grid):
    return "台账.xls", html_bytes(grid.all)


@kind("everything is text")
def _(grid):
    return "台账.xlsx", xlsx_bytes(
        [[None if cell is None else str(cell) for cell in row] for row in grid.all]
    )
