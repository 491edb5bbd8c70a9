"""A workbook, made in memory: equal content gives equal bytes, whenever it is made."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from lib.sheets.column import Column
from lib.sheets.form import Field, lay_out
from lib.sheets.sheet import Sheet
from lib.sheets.styles import Style
from lib.sheets.text import clean

_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class Book:
    """`add` sheets, fill each from top to bottom, then `save`."""

    def __init__(self, *, title: str, author: str, created: date):
        """`created` is written into the file's properties in place of the time of writing."""
        self._buffer = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(
            self._buffer, {"in_memory": True, "default_format_properties": Style().face_properties()}
        )
        self._workbook.set_properties(
            {"title": clean(title), "author": clean(author), "created": datetime.combine(created, time.min)}
        )
        self._formats = {}
        self._sheets = []
        self._names = set()

    def add(self, name: str, columns: Sequence[Column], *, frozen_columns: int = 0) -> Sheet:
        """A new sheet after the others. Its name is made legal and unique where it isn't."""
        page = self._workbook.add_worksheet(self._free_name(name))
        sheet = Sheet(page, columns, self._format, frozen_columns=frozen_columns)
        self._sheets.append(sheet)
        return sheet

    def form(self, name: str, fields: Sequence[Field], lists: str) -> None:
        """A new sheet to be filled in, and after it a hidden one, called `lists`, of what can be chosen."""
        page = self._workbook.add_worksheet(self._free_name(name))
        hidden = self._workbook.add_worksheet(self._free_name(lists))
        hidden.hide()
        lay_out(page, hidden, fields, self._format)

    def save(self, file: BinaryIO | str | Path) -> None:
        """Write the workbook to an open binary file or to a path; once only. OSError from a path."""
        for sheet in self._sheets:
            sheet.finish()
        self._workbook.close()
        if isinstance(file, str | Path):
            Path(file).write_bytes(self._buffer.getvalue())
        else:
            file.write(self._buffer.getvalue())

    def _format(self, style: Style):
        if style not in self._formats:
            self._formats[style] = self._workbook.add_format(style.properties())
        return self._formats[style]

    def _free_name(self, wanted):
        legal, turn = legal_name(wanted), 1
        name = legal
        while name.casefold() in self._names:
            turn += 1
            suffix = f"（{turn}）"
            name = legal[: _NAME_LENGTH - len(suffix)] + suffix
        self._names.add(name.casefold())
        return name


def legal_name(wanted: str) -> str:
    """The name of a sheet, as near to the wanted one as Excel allows."""
    legal = _NOT_IN_NAMES.sub("", clean(wanted).replace("\n", "")).strip("' ")
    if legal.casefold() in ("", "history"):  # Excel keeps the latter for itself
        legal = f"表{legal}"
    return legal[:_NAME_LENGTH].strip("' ")
