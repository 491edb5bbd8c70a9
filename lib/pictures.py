"""Pictures from phones: checked before decoding, turned upright, stripped of metadata, made two sizes."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageOps

FULL_EDGE = 1600
SMALL_EDGE = 640
FORMATS = ("JPEG", "PNG", "WEBP")
# A decoder of WebP holds the picture four times over.
_MOST_PIXELS = {"WEBP": 20_000_000}
_TOO_MANY_PIXELS = "照片的像素太多，请用手机或看图软件缩小后再上传。"
_NO_PHOTO = "这不是能用的照片，请上传完好的 JPG、PNG 或 WebP 文件。"
_HEIC = "这是 HEIC 照片，网页不能显示。请在手机“设置”“相机”“格式”里选“兼容性最佳”再拍，或转成 JPG 后再上传。"
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
# However many are uploaded at once, the memory of one is taken: up to 600 MB for 60 million pixels.
_turn = threading.Lock()


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be stored: two JPEG files and the pixel size of the larger one."""

    full: ContentFile
    small: ContentFile
    width: int
    height: int


class TooManyPixels(Exception):
    pass


class NoPicture(Exception):
    """Of another kind, or damaged."""


def validate_picture(file) -> None:
    """A JPEG, PNG or WebP picture within `settings.PICTURE_MAX_BYTES` and `settings.PICTURE_MAX_PIXELS`.

    Raises ValidationError in Chinese.
    """
    if getattr(file, "_committed", False):
        return
    if file.size > settings.PICTURE_MAX_BYTES:
        raise ValidationError(f"照片不能超过{filesizeformat(settings.PICTURE_MAX_BYTES)}，请压缩后再上传。")
    try:
        check(file, FORMATS)
    except TooManyPixels:
        raise ValidationError(_TOO_MANY_PIXELS) from None
    except NoPicture:
        file.seek(0)
        is_heic = file.read(12)[4:] in _HEIC_BRANDS
        raise ValidationError(_HEIC if is_heic else _NO_PHOTO) from None
    finally:
        file.seek(0)


def check(file, formats: tuple[str, ...]) -> None:
    """TooManyPixels before anything is decoded; NoPicture for what cannot be decoded to its end.

    A JPEG is decoded at an eighth of its size: half a file is found out all the same.
    """
    with opened(file, formats) as picture:
        picture.draft(None, (1, 1))
        picture.load()


@contextmanager
def opened(file, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """The picture, not decoded yet, and no other at the same time; the errors are those of `check`."""
    file.seek(0)
    try:
        with _turn, Image.open(file, formats=formats) as picture:
            most = min(settings.PICTURE_MAX_PIXELS, _MOST_PIXELS.get(picture.format, 1 << 62))
            if picture.width * picture.height > most:
                raise TooManyPixels
            yield picture
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except Exception as error:  # Pillow fails in many ways on damaged files
        raise NoPicture from error


def upright(picture: Image.Image, edge: int) -> Image.Image:
    """Decoded, no longer than `edge` pixels, turned as its camera was held, without metadata.

    In mode L, LA, RGB or RGBA, or as small as it was in 1 or P; of an animation, the first picture.
    """
    if max(picture.size) > edge or picture.mode not in ("1", "P") or "transparency" in picture.info:
        picture = _plain(picture)  # bits and palettes cannot be resized
        picture.thumbnail((edge, edge), Image.Resampling.LANCZOS)  # a JPEG shrinks while it is decoded
        if picture.mode not in ("L", "LA", "RGB", "RGBA"):
            picture = picture.convert("RGB")
    turned = _turned(picture)
    turned.info.clear()  # a comment would be written into the new file
    return turned


def prepare(file) -> Prepared:
    """Decode an upload that passed `validate_picture` into the two sizes that pages use."""
    name = PurePath(file.name).stem or "photo"
    with opened(file, FORMATS) as picture:
        full = _on_white(upright(picture, FULL_EDGE))
    small = full.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return Prepared(
        _jpeg(full, f"{name}.jpg"), _jpeg(small, f"{name}-{SMALL_EDGE}.jpg"), full.width, full.height
    )


def _turned(picture):
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # Pillow fails in many ways on damaged notes, and the picture itself is whole
        return picture.copy()


def _plain(picture):
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off instead of scaling
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA") if "transparency" in picture.info else picture


def _on_white(picture):
    """What shines through a picture is paper, not the colour that its maker left behind there."""
    if picture.mode not in ("LA", "RGBA"):
        return picture.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return white


def _jpeg(picture, name):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(buffer.getvalue(), name=name)
