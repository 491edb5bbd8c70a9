"""The audit as a plain workbook, for whoever inspects it or keeps it elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.db.models import QuerySet
from django.utils import timezone

from lib.sheets.plain import ROWS, Holds, PlainColumn, write
from orgs.models import AuditEntry

MOST = ROWS - 1  # entries in one workbook
_AT_ONCE = 2_000
_COLUMNS = (
    PlainColumn(header="时间", width=9, holds=Holds.MOMENT),
    PlainColumn(header="用户名", width=8),
    PlainColumn(header="姓名", width=6),
    PlainColumn(header="来源地址", width=8),
    PlainColumn(header="操作", width=6),
    PlainColumn(header="结果", width=4),
    PlainColumn(header="种类", width=6),
    PlainColumn(header="记录", width=4),
    PlainColumn(header="对象", width=20),
    PlainColumn(header="所在党组织", width=14),
    PlainColumn(header="改动", width=40),
    PlainColumn(header="说明", width=30),
)


def export(entries: QuerySet[AuditEntry], file: BinaryIO | str | Path) -> int:
    """Write the entries into the file; returns their number, at most `MOST`. Constant memory."""
    rows = entries.prefetch_related(None).select_related("user", "organization").iterator(_AT_ONCE)
    return write(file, "操作日志", _COLUMNS, _rows(rows))


def _rows(entries) -> Iterator[list]:
    for entry in entries:
        yield [
            timezone.make_naive(entry.at).replace(microsecond=0),
            entry.user_name,
            entry.user.display_name if entry.user else "",
            entry.address or "",
            entry.get_act_display(),
            entry.get_result_display(),
            entry.kind_label,
            entry.record,
            entry.name,
            str(entry.organization or ""),
            entry.changes_text,
            entry.detail,
        ]
