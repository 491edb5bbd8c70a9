"""Ledgers as an office keeps them in Excel, made up: rows of units, of agreements, and of their parties.

Row n is the same in every file, so that all ways of importing write the same records.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

from lib.days import today

STREET = "测量街道党工委"
COMMUNITIES = [f"第{n}社区党委" for n in range(1, 31)]
KNOWN_UNITS = [f"存量单位{n:04}" for n in range(5_000)]
NATURES = ("机关", "事业单位", "学校", "医院", "国有企业", "非公有制企业", "社会组织", "其他")
CONTENT = "双方围绕组织共建、活动共联、资源共享开展合作，每季度至少开展一次联合活动，年底共同总结。" * 2

_FIRST_DAY, _A_DAY = date(2015, 1, 1), 6  # agreements signed

UNIT_HEADERS = (
    "单位名称", "统一社会信用代码", "单位性质", "行业", "属地社区", "职工人数", "党员人数", "联系人",
    "联系电话", "地址", "备注",
)  # fmt: skip
AGREEMENT_HEADERS = (
    "协议编号", "协议名称", "归口党组织", "签约方", "见证方", "签约日期", "生效日期", "到期日期", "终止日期",
    "终止原因", "主要内容", "备注",
)  # fmt: skip
# What stock needs besides, for tables of their own.
MEMBER_HEADERS = ("单位名称", "党员人数", "截至日期")
PARTY_HEADERS = ("协议编号", "签约党组织", "签约单位", "顺序")

Row = tuple[str | int | date | None, ...]


def units(count: int) -> Iterator[Row]:
    for n in range(count):
        code = f"91370200{n:09}"
        yield (
            f"新增单位{n:06}",
            code + uscc.calc_check_digit(code),
            NATURES[n % len(NATURES)],
            "科技服务",
            COMMUNITIES[n % len(COMMUNITIES)],
            10 + n % 500,
            1 + n % 60,
            f"联系人{n}",
            f"139{n:08}",
            f"测量路{n}号",
            "每年走访一次" if n % 3 == 0 else None,
        )


def agreements(count: int) -> Iterator[Row]:
    for n in range(count):
        signed_on = signing_day(n)
        is_terminated = n % 10 == 0
        yield (
            number(n),
            f"{COMMUNITIES[n % len(COMMUNITIES)]}结对共建协议（{n}）",
            COMMUNITIES[n % len(COMMUNITIES)],
            "、".join(signatories(n)),
            STREET if n % 2 else None,
            signed_on,
            signed_on + timedelta(days=1),
            signed_on + timedelta(days=1_095) if n % 3 else None,
            signed_on + timedelta(days=200) if is_terminated else None,
            "一方搬离本街道" if is_terminated else None,
            CONTENT,
            None,
        )


def members(count: int) -> Iterator[Row]:
    """The units' numbers of party members."""
    as_of = today()
    for row in units(count):
        yield row[0], row[6], as_of


def parties(count: int) -> Iterator[Row]:
    """Of so many agreements, three rows each."""
    for n in range(count):
        organization, *others = signatories(n)
        yield number(n), organization, None, 0
        for order, unit in enumerate(others, start=1):
            yield number(n), None, unit, order


def signing_day(n: int) -> date:
    return _FIRST_DAY + timedelta(days=n // _A_DAY)


def number(n: int) -> str:
    """Without gaps in a year, as offices give them."""
    year = signing_day(n).year
    first = (date(year, 1, 1) - _FIRST_DAY).days * _A_DAY
    return f"GJ-{year}-{n - first + 1:04}"


def signatories(n: int) -> tuple[str, str, str]:
    """A party organisation and two units, which never are the same: 6n + 1 is odd."""
    community = COMMUNITIES[n % len(COMMUNITIES)]
    return community, KNOWN_UNITS[n % len(KNOWN_UNITS)], KNOWN_UNITS[(7 * n + 1) % len(KNOWN_UNITS)]


FILES: dict[str, tuple[tuple[str, ...], Callable[[int], Iterable[Row]]]] = {
    "units": (UNIT_HEADERS, units),
    "agreements": (AGREEMENT_HEADERS, agreements),
    "members": (MEMBER_HEADERS, members),
    "parties": (PARTY_HEADERS, parties),
}


def rows(kind: str, count: int) -> Iterator[dict]:
    """{header: value} of so many rows."""
    headers, make = FILES[kind]
    for row in make(count):
        yield dict(zip(headers, row, strict=True))


def write(kind: str, count: int, path: Path) -> None:
    """`count` units, agreements, or agreements' parties as the only sheet of an .xlsx."""
    headers, make = FILES[kind]
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers)
        for line, row in enumerate(make(count), start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                else:
                    sheet.write(line, column, value)
