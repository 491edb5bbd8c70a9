"""Mistakes that real sheets hold, put into a good one: each is refused where it stands, and told why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.core.validators import MaxLengthValidator
from django.db.models import CharField, DecimalField

from orgs.intake.inlets import Choice, Code, Day, Moment, Number, Phone, Text
from orgs.intake.members import Members
from orgs.intake.membership import RelatedMembers
from orgs.intake.references import CategoryReference, UnitReference
from tests.jiedao.good_rows import EAST, SCHOOL
from tests.jiedao.ledger_files import Grid
from tests.jiedao.spoiling import NUMBERS, dated, headers_of

# (line, header, part of the message); "" for a header means the row as a whole.
Told = tuple[int, str, str]
# name → (what the ledger must have, the act that puts the mistake in and says what must be told)
REFUSED: dict[str, tuple[Callable[[Grid], object], Callable[[Grid], list[Told]]]] = {}

EARLIER_AND_LATER = {
    "organizations": ("成立日期", "任期届满日期"),
    "agreements": ("签约日期", "到期日期"),
    "projects": ("确定日期", "完成日期"),
    "problems": ("提出日期", "解决日期"),
    "seats": ("加入日期", "退出日期"),
    "activities": ("开始时间", "结束时间"),
}


def mistake(name: str, needs: Callable[[Grid], object] = lambda grid: True):
    def register(function):
        REFUSED[name] = needs, function
        return function

    return register


def _one(grid, header, value, part, row=0):
    grid.put(header, value, row)
    return [(row + 2, header, part)]


def _entry(grid, header):
    return grid.ledger.column(header).writes


@mistake("empty required cell")
def _(grid):
    required = [column.header for column in grid.ledger.columns if column.required]
    return [
        told
        for row, header in enumerate(required)
        for told in _one(grid, header, None, f"请填写{header}", row)
    ]


@mistake("cell of spaces")
def _(grid):
    required = next(column.header for column in grid.ledger.columns if column.required)
    return _one(grid, required, " \u3000\n", f"请填写{required}", row=3)


@mistake("vague number", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    return _one(grid, headers_of(grid, *NUMBERS)[0], "100余", "“100余”不是确定的数，请填一个数字", row=2)


@mistake("number in words", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    return _one(grid, headers_of(grid, *NUMBERS)[-1], "十二", "“十二”不是数字")


@mistake("negative number", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    return _one(grid, headers_of(grid, *NUMBERS)[-1], -5, "“-5”小于0")


@mistake("half a person", lambda grid: _wholes(grid))
def _(grid):
    return _one(grid, _wholes(grid)[0], 2.5, "“2.5”不是整数")


def _wholes(grid):
    return [h for h in headers_of(grid, *NUMBERS) if h not in _decimals(grid)]


@mistake("number beyond what is kept", lambda grid: headers_of(grid, *NUMBERS))
def _(grid):
    return _one(grid, headers_of(grid, *NUMBERS)[0], 99_999_999_999, "。")


@mistake("phone that Excel spoilt", lambda grid: headers_of(grid, Phone))
def _(grid):
    return _one(grid, headers_of(grid, Phone)[0], "1.38E+10", "科学计数", row=1)


@mistake("unknown organisation")
def _(grid):
    told = _one(grid, grid.ledger.in_charge, "东凤社区党委", "没有叫“东凤社区党委”的", row=1)
    return [*told, (told[0][0], grid.ledger.in_charge, EAST)]


@mistake("unknown unit", lambda grid: headers_of(grid, Members, UnitReference))
def _(grid):
    header = headers_of(grid, Members, UnitReference)[0]
    others = f"{EAST}、" if isinstance(_entry(grid, header), RelatedMembers) else ""
    told = _one(grid, header, f"{others}示例第二种学", "没有叫“示例第二种学”的")
    return [*told, (2, header, SCHOOL)]


@mistake("unknown choice", lambda grid: headers_of(grid, Choice))
def _(grid):
    return _one(grid, headers_of(grid, Choice)[0], "外星", "没有“外星”这一项，请写成其中之一", row=3)


@mistake("unknown category", lambda grid: headers_of(grid, CategoryReference))
def _(grid):
    return _one(grid, "类别", "无此类别", "没有“无此类别”这个类别，已有：为民服务")


@mistake("day that never was", dated)
def _(grid):
    return _one(grid, dated(grid)[0], "2019年2月30日", "“2019年2月30日”不是一个真实的日期")


@mistake("day without a year", dated)
def _(grid):
    return _one(grid, dated(grid)[-1], "5月14日", "“5月14日”没有年份")


@mistake("month without a day", dated)
def _(grid):
    return _one(grid, dated(grid)[-1], "2019年5月", "没有写到哪一天")


@mistake("words for a day", dated)
def _(grid):
    return _one(grid, dated(grid)[-1], "待定", "“待定”不是日期")


@mistake("year that cannot be", dated)
def _(grid):
    return _one(grid, dated(grid)[0], "1019-05-14", "年份应在")


@mistake("truth for a day", dated)
def _(grid):
    return _one(grid, dated(grid)[0], True, "不是日期")


@mistake("end before the beginning", lambda grid: grid.ledger.key in EARLIER_AND_LATER)
def _(grid):
    first, last = EARLIER_AND_LATER[grid.ledger.key]
    grid.put(last, grid.rows[0][grid.at(first)] - timedelta(days=1))
    return [(2, last, "不能早于")]


@mistake("signed tomorrow", lambda grid: grid.ledger.key == "agreements")
def _(grid):
    grid.put("到期日期", None, 1)
    return _one(grid, "签约日期", date.today() + timedelta(days=2), "签约日期不能晚于今天", row=1)


@mistake("end without its reason", lambda grid: grid.ledger.key in ("agreements", "problems"))
def _(grid):
    header, part = {"agreements": ("终止原因", "请写明终止原因"), "problems": ("解决情况", "请写明解决情况")}[
        grid.ledger.key
    ]
    return _one(grid, header, None, part)


@mistake("the same row twice")
def _(grid):
    grid.rows.append(list(grid.rows[0]))
    return [(2, "", "与第8行是同一条记录"), (8, "", "与第2行是同一条记录")]


@mistake("the same row twice, differing")
def _(grid):
    grid.rows.insert(3, list(grid.rows[1]))
    grid.put("备注", "不一样", 3)
    return [(3, "", "与第5行是同一条记录"), (5, "", "与第3行是同一条记录")]


@mistake("the same number twice", lambda grid: grid.ledger.number)
def _(grid):
    number = grid.column(grid.ledger.number)[5]
    for row in (0, 5):
        grid.put(grid.ledger.in_charge, EAST, row)
    grid.put(grid.ledger.number, number or grid.column(grid.ledger.number)[0], 5)
    grid.put(grid.ledger.number, grid.column(grid.ledger.number)[5], 0)
    return [(2, "", "与第7行是同一条记录"), (7, "", "与第2行是同一条记录")]


def _limited(grid):
    return [
        h
        for h in headers_of(grid, Text)
        if isinstance(_entry(grid, h).field, CharField) and not isinstance(_entry(grid, h), Phone | Code)
    ]


@mistake("text too long", _limited)
def _(grid):
    header = _limited(grid)[-1]
    field = _entry(grid, header).field
    limit = next(v.limit_value for v in field.validators if isinstance(v, MaxLengthValidator))
    return _one(grid, header, "长" * (limit + 1), str(limit))


@mistake("broken formula")
def _(grid):
    return _one(grid, "备注", "#REF!", "公式的错误值 #REF!")


@mistake("broken formula in a required cell")
def _(grid):
    header = next(column.header for column in grid.ledger.columns if column.required)
    return _one(grid, header, "#N/A", "公式的错误值 #N/A", row=4)


@mistake("wrong credit code", lambda grid: headers_of(grid, Code))
def _(grid):
    code = grid.rows[0][grid.at("统一社会信用代码")]
    return _one(grid, "统一社会信用代码", code[:-1] + ("1" if code[-1] != "1" else "2"), "校验位不对")


@mistake("short credit code", lambda grid: headers_of(grid, Code))
def _(grid):
    return _one(grid, "统一社会信用代码", "91370212MA", "应为18位")


@mistake("one party alone", lambda grid: grid.ledger.key == "agreements")
def _(grid):
    return _one(grid, "签约方", EAST, "至少要有2方")


@mistake("the same name twice in a cell", lambda grid: headers_of(grid, Members))
def _(grid):
    header = headers_of(grid, Members)[0]
    return _one(grid, header, f"{SCHOOL}、{SCHOOL}", f"“{SCHOOL}”写了两次")


@mistake("personal number in a text", lambda grid: _impersonal(grid))
def _(grid):
    return _one(grid, _impersonal(grid)[0], "请联系13812345678", "")


def _impersonal(grid):
    names = [
        column.header
        for column in grid.ledger.columns
        if isinstance(column.writes, Text)
        and any(getattr(v, "__name__", "") == "validate_impersonal" for v in column.writes.field.validators)
    ]
    return names


@mistake("too many decimals", lambda grid: _decimals(grid))
def _(grid):
    return _one(grid, _decimals(grid)[0], 1.2345, "小数")


def _decimals(grid):
    return [h for h in headers_of(grid, Number) if isinstance(_entry(grid, h).field, DecimalField)]


@mistake("time span in one cell", lambda grid: headers_of(grid, Moment))
def _(grid):
    return _one(grid, "开始时间", "2019-05-14 9:00-11:00", "一段时间", row=2)


@mistake("several days in one cell", lambda grid: headers_of(grid, Day))
def _(grid):
    return _one(grid, headers_of(grid, Day)[0], "2019-05-14、2019-05-15", "", row=3)
