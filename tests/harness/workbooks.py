"""Reads back the workbooks that the office prints: values as a spreadsheet sees them, and the raw XML."""

import io
import zipfile
from pathlib import Path

from python_calamine import CalamineWorkbook


def sheet_values(file: bytes | Path) -> dict[str, list[list]]:
    """Each sheet's rows by its name; an empty cell is ''."""
    book = CalamineWorkbook.from_filelike(_opened(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def part(file: bytes | Path, name: str) -> str:
    """One XML file out of the workbook: xl/workbook.xml."""
    with zipfile.ZipFile(_opened(file)) as archive:
        return archive.read(name).decode()


def sheet_parts(file: bytes | Path) -> list[str]:
    """The XML of every sheet, in the book's order."""
    count = part(file, "xl/workbook.xml").count("<sheet ")
    return [part(file, f"xl/worksheets/sheet{number}.xml") for number in range(1, count + 1)]


def _opened(file):
    return io.BytesIO(file if isinstance(file, bytes) else file.read_bytes())
