"""An .xls of Excel 97 and later, and of WPS."""

from collections.abc import Callable

from lib.sheets.reading.compound import contained, workbook_stream
from lib.sheets.reading.engine import pages
from lib.sheets.reading.page import Page
from lib.sheets.reading.records import check


def read(data: bytes, check_ending: Callable[[], None]) -> list[Page]:
    """The pages; Unreadable for whatever else lies in such a container, and for hostile workbooks."""
    stream = workbook_stream(data)
    check_ending()
    sheets, records = check(stream)
    found = pages(contained(records))
    for page, sheet in zip(found, sheets, strict=False):  # alike, unless the workbook is damaged
        _write_errors(page, sheet.errors)
    return found


def _write_errors(page, cells):
    """The parser leaves cells such as #REF! empty."""
    for (row, column), text in cells.items():
        if row < len(page.rows) and column < len(page.rows[row]):
            page.rows[row][column] = text
