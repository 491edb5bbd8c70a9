"""The parser of workbooks (calamine), held so that nothing but pages or Unreadable comes out of it."""

import io
from contextlib import contextmanager

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from lib.sheets.reading import limits
from lib.sheets.reading.page import Page, Unreadable, clipped
from lib.sheets.reading.parts import DAMAGED

LOCKED = "文件有打开密码，请在 Excel 或 WPS 中取消密码后再上传。"


def pages(data: bytes) -> list[Page]:
    """The worksheets of a workbook that was checked before; chart sheets and the like are left out."""
    with _held(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > limits.PAGES:
            raise Unreadable(f"文件里的工作表超过{limits.PAGES}张。请只保留需要的工作表后再上传。")
        extent = limits.Extent()
        return [_page(book, sheet, extent) for sheet in sheets]


def _page(book, metadata, extent):
    sheet = book.get_sheet_by_name(metadata.name)
    extent.add(sheet.total_height, sheet.total_width)  # again: a workbook may name one part many times
    rows = sheet.to_python(skip_empty_area=False)
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    hidden = metadata.visible != SheetVisibleEnum.Visible
    return Page(metadata.name, rows, clipped(merged, rows), hidden)


@contextmanager
def _held():
    try:
        yield
    except (Unreadable, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except PasswordError as error:
        raise Unreadable(LOCKED) from error
    except BaseException as error:  # a panic of the Rust parser is no Exception
        raise Unreadable(DAMAGED) from error
