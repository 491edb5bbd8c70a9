"""A workbook as an answer."""

import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO

from django.http import FileResponse

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, write: Callable[[BinaryIO], Any]) -> FileResponse:
    """What `write` puts into a file, sent from the disk."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)
