"""How every stored file leaves. Whoever may see it is asked before; here it is made harmless on its way.

Nothing is shown by the browser itself but pictures that were decoded and written anew here. The type of a
file is read from a table by the ending that its content was checked against, never taken from an upload.

With `settings.MEDIA_ACCEL_PREFIX` the answer is empty and names the file for the web server to send
(X-Accel-Redirect). The storage may also be a bucket elsewhere: then the file is streamed through here, since
no page may send a browser to another host.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from lib.uploads import safe_name

WEEK = 7 * 24 * 60 * 60
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
}
_ANYTHING = "application/octet-stream"
# Should a browser show it after all, it runs nothing and asks for nothing.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
# The page that browsers make up around a picture has a style of their own, about whose lack they complain.
_PICTURE_POLICY = "sandbox; script-src 'none'; object-src 'none'; frame-ancestors 'none'"
_FOR_ONE_READER = {"Cache-Control": "private, no-store", "Cross-Origin-Resource-Policy": "same-origin"}
_FOR_EVERYBODY = {"Cache-Control": f"public, max-age={WEEK}"}
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def deliver(request: HttpRequest, file: FieldFile, name: str) -> HttpResponseBase:
    """The file as an attachment called so; no cache keeps it. Http404 when it is gone."""
    return _answer(request, file, _as_attachment(file.name, name))


def deliver_made(content: bytes, name: str) -> HttpResponse:
    """What was just made by program, as an attachment called so; its type is that of the name."""
    headers = _as_attachment(name, name) | {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, headers=headers | {"Content-Length": str(len(content))})


def _as_attachment(stored, name):
    headers = {
        "Content-Type": _TYPES.get(PurePath(stored).suffix.lower(), _ANYTHING),
        "Content-Disposition": content_disposition_header(True, safe_name(name)),
        "Content-Security-Policy": _POLICY,
    }
    return headers | _FOR_ONE_READER


def deliver_picture(request: HttpRequest, file: FieldFile, *, is_public: bool) -> HttpResponseBase:
    """A JPEG that `lib.pictures` wrote, to be shown. Http404 when it is gone."""
    kept = _FOR_EVERYBODY if is_public else _FOR_ONE_READER
    headers = {"Content-Type": "image/jpeg", "Content-Security-Policy": _PICTURE_POLICY}
    return _answer(request, file, headers | kept)


def _answer(request, file, headers):
    headers["X-Content-Type-Options"] = "nosniff"
    try:
        size = file.storage.size(file.name)
        if prefix := settings.MEDIA_ACCEL_PREFIX:
            return HttpResponse(headers=headers | {"X-Accel-Redirect": prefix + quote(file.name)})
        headers["Accept-Ranges"] = "bytes"
        if request.method == "HEAD":
            return HttpResponse(headers=headers | {"Content-Length": str(size)})
        return _content(file.storage.open(file.name), size, _asked(request, size), headers)
    except FileNotFoundError as error:
        raise Http404(f"{file.name} is gone") from error


def _content(stored, size, asked, headers):
    if asked is None:
        return _streamed(stored, headers | {"Content-Length": str(size)})
    if not asked:
        stored.close()
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    place = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    headers |= {"Content-Range": place, "Content-Length": str(len(asked))}
    return _streamed(_Part(stored, asked), headers, status=206)


def _streamed(content, headers, status=200):
    response = FileResponse(content, status=status)
    # It makes up a name and whether to show the file.
    response.headers.pop("Content-Disposition", None)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _asked(request, size) -> range | None:
    """Which bytes; empty when none of them exist. None for all: also for several ranges at once, for what
    makes no sense, and for a rest of what was read before, since no answer here says which version it was.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or not any(found.groups()) or "If-Range" in request.headers:
        return None
    first, last = (int(digits) if digits else None for digits in found.groups())
    if first is None:
        return range(max(size - last, 0), size)
    if last is not None and last < first:
        return None
    return range(first, size if last is None else min(last + 1, size))


class _Part:
    """A file that ends early."""

    def __init__(self, stored: File, asked: range):
        self._stored, self._left = stored, len(asked)
        stored.seek(asked.start)

    def read(self, size: int) -> bytes:
        chunk = self._stored.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._stored.close()
