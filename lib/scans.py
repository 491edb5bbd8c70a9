"""Scans of papers that come as pictures: made anew, so that nothing but what can be seen is kept."""

import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from lib.pictures import NoPicture, TooManyPixels, check, opened, upright

# A4 at 600 dots per inch: what is finer shows the paper's fibres.
EDGE = 7016
_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
_OPTIONS = {"JPEG": {"quality": 90, "optimize": True}, "PNG": {}}
_TOO_MANY_PIXELS = "图片的像素太多。请用较低的分辨率（300 dpi 就够）重新扫描后再上传。"
_DAMAGED = "图片不完整或已损坏。请重新扫描，或用看图软件打开后另存一份再上传。"


def is_scan(suffix: str) -> bool:
    return suffix in _FORMATS


def check_scan(file, suffix: str) -> None:
    """ValidationError, in Chinese, for a picture that is too large to decode or cannot be decoded."""
    _refusing(check, file, (_FORMATS[suffix],))


def made_anew(file, suffix: str) -> ContentFile:
    """The same picture in the same format, upright: no metadata, nothing behind its end."""
    return _refusing(_made_anew, file, _FORMATS[suffix])


def _made_anew(file, kind):
    with opened(file, (kind,)) as picture:
        dots = picture.info.get("dpi")  # the size on paper, when it is printed
        scan = upright(picture, EDGE)
    if kind == "JPEG" and scan.mode in ("LA", "RGBA"):
        scan = scan.convert("RGB")
    options = _OPTIONS[kind] | ({"dpi": dots} if dots and all(1 <= each <= 10_000 for each in dots) else {})
    buffer = io.BytesIO()
    scan.save(buffer, kind, **options)
    return ContentFile(buffer.getvalue())


def _refusing(act, *args):
    try:
        return act(*args)
    except TooManyPixels:
        raise ValidationError(_TOO_MANY_PIXELS) from None
    except NoPicture:
        raise ValidationError(_DAMAGED) from None
    finally:
        args[0].seek(0)
