"""What may be uploaded: documents judged by size and content, not by name alone; and what they are called."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.template.defaultfilters import filesizeformat

from lib import documents, scans

_CHECKS = {
    ".pdf": documents.check_pdf,
    ".doc": documents.check_compound,
    ".docx": documents.check_package,
    ".xls": documents.check_compound,
    ".xlsx": documents.check_package,
}
_BEGINNINGS = {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
ENDINGS = (*_CHECKS, *_BEGINNINGS)
NAME_BYTES = 120  # 40 Chinese characters; file systems end at 255, and stores add to a name
_UNSEEN = {"Cc", "Cf", "Cs"}  # controls, writing turned round, halves of characters
_RESERVED = '"*/:<>?\\|'  # no name on a clerk's own machine may hold them


def validate_document(file) -> None:
    """A PDF, picture, Word or Excel file no larger than `settings.DOCUMENT_MAX_BYTES`.

    Raises ValidationError, in Chinese, naming what is wrong and what to do.
    """
    if getattr(file, "_committed", False):  # stored long ago; only new uploads are judged
        return
    limit = settings.DOCUMENT_MAX_BYTES
    if file.size > limit:
        raise ValidationError(
            f"文件有{filesizeformat(file.size)}，超过了{filesizeformat(limit)}的上限。"
            "请压缩，或用较低的分辨率重新扫描后再上传。"
        )
    suffix = _suffix(file.name)
    if suffix not in ENDINGS:
        raise ValidationError("只能上传 PDF、JPG、PNG、Word 或 Excel 文件。")
    try:
        _check_content(file, suffix)
    finally:
        file.seek(0)


def _check_content(file, suffix):
    file.seek(0)
    if suffix in _CHECKS:
        _CHECKS[suffix](file.read(), suffix)
    elif not file.read(16).startswith(_BEGINNINGS[suffix]):
        raise documents.other_kind(suffix)
    else:
        scans.check_scan(file, suffix)


def safe_name(name: str, most: int = NAME_BYTES) -> str:
    """The name of a file as anybody may read and save it: no folders, no signs that hide or turn letters
    round, no dot in front; at most so many bytes in UTF-8, its ending kept.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(" " if each.isspace() else each for each in last if not _is_bad(each))
    plain = " ".join(seen.split()).lstrip(". ").rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    room = most - len((dot + ending).encode())
    stem = (stem or "文件").encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}{dot}{ending}"


def _is_bad(character):
    if character.isspace():
        return False
    return character in _RESERVED or unicodedata.category(character) in _UNSEEN


def _suffix(name):
    return PurePath(name).suffix.lower()


class DocumentField(models.FileField):
    """A file that passed `validate_document`. Scans are made anew before they are stored."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [validate_document])
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """As a plain file field: the database knows no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def pre_save(self, model_instance, add):
        file = getattr(model_instance, self.attname)
        if file and not file._committed:
            file.save(safe_name(file.name), _as_stored(file), save=False)
        return super().pre_save(model_instance, add)


def _as_stored(file: models.fields.files.FieldFile) -> File:
    suffix = _suffix(file.name)
    return scans.made_anew(file.file, suffix) if scans.is_scan(suffix) else file.file
