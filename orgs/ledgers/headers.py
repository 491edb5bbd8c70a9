"""The headers under which offices know a ledger's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lib.sheets.table import Table, plain
from orgs.ledgers.base import Column, Ledger

# 签约日期 is also written 签约时间.
_DAYS, _TIMES = "日期", "时间"


def known(ledger: Ledger) -> dict[str, str]:
    """{header as compared (`plain`): header}: the ledger's own, and other usual ones of one meaning."""
    own = {plain(column.header): column.header for column in ledger.columns}
    others = {plain(name): column.header for column in ledger.columns for name in column.aliases.split()}
    guessed = [
        (plain(name), column.header) for column in ledger.columns for name in _variants(ledger, column)
    ]
    claims = Counter(name for name, _ in set(guessed))
    derived = {name: header for name, header in guessed if claims[name] == 1}
    parts = {plain(part): part for column in ledger.columns for part in column.parts.split()}
    return derived | parts | others | own


def join_parts(ledger: Ledger, table: Table) -> None:
    """Put the columns that hold one name each (甲方, 乙方) together as the one that the ledger has."""
    for column in ledger.columns:
        at = [table.headers[part] for part in column.parts.split() if part in table.headers]
        if not at or column.header in table.headers:
            continue
        table.headers[column.header] = len(table.labels)
        table.labels.append(column.header)
        table.rows = [[*row, _joined(row[i] for i in at)] for row in table.rows]


def _joined(cells):
    return "、".join(text for cell in cells if cell is not None and (text := str(cell).strip()))


def shown_at(ledger: Ledger, table: Table) -> dict[str, int]:
    """{header: the first of its parts' columns} for what was put together: there a mistake is shown."""
    joined = {}
    for column in ledger.columns:
        at = [table.headers[part] for part in column.parts.split() if part in table.headers]
        if at and table.labels[-1] == column.header:
            joined[column.header] = min(at)
    return joined


def _variants(ledger: Ledger, column: Column) -> Iterator[str]:
    """The header with and without the record's word in front, and with 时间 for 日期 at the end."""
    for name in (column.header, *column.aliases.split()):
        bare = [name.removeprefix(word) for word in ledger.words if name.startswith(word) and name != word]
        for variant in (name, *bare, *(word + each for word in ledger.words for each in (name, *bare))):
            yield variant
            if variant.endswith(_DAYS):
                yield variant.removesuffix(_DAYS) + _TIMES
