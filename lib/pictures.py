"""Pictures from phones: checked before decoding, turned upright, stripped of metadata, made two sizes."""

import io
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageOps, UnidentifiedImageError

FULL_EDGE = 1600
SMALL_EDGE = 640
_FORMATS = ("JPEG", "PNG", "WEBP")
_TOO_MANY_PIXELS = "照片的像素太多，请用手机或看图软件缩小后再上传。"


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be stored: two JPEG files and the pixel size of the larger one."""

    full: ContentFile
    small: ContentFile
    width: int
    height: int


def validate_picture(file) -> None:
    """A JPEG, PNG or WebP picture within `settings.PICTURE_MAX_BYTES` and `settings.PICTURE_MAX_PIXELS`.

    The size in pixels is read from the header, so that a bomb is refused before it is decoded. What is
    small enough is decoded as cheaply as its format allows, so that half a file is refused too.
    Raises ValidationError in Chinese.
    """
    if getattr(file, "_committed", False):
        return
    if file.size > settings.PICTURE_MAX_BYTES:
        raise ValidationError(f"照片不能超过{filesizeformat(settings.PICTURE_MAX_BYTES)}，请压缩后再上传。")
    try:
        file.seek(0)
        with Image.open(file, formats=_FORMATS) as picture:
            if picture.width * picture.height > settings.PICTURE_MAX_PIXELS:
                raise ValidationError(_TOO_MANY_PIXELS)
            picture.draft("RGB", (1, 1))
            picture.load()
    except Image.DecompressionBombError:
        raise ValidationError(_TOO_MANY_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ValidationError("这不是能用的照片，请上传完好的 JPG、PNG 或 WebP 文件。") from None
    finally:
        file.seek(0)


def prepare(file) -> Prepared:
    """Decode an upload that passed `validate_picture` into the two sizes that pages use."""
    file.seek(0)
    name = PurePath(file.name).stem or "photo"
    with Image.open(file, formats=_FORMATS) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.info.clear()  # a comment would be written into the new file
    full, small = upright.copy(), upright
    full.thumbnail((FULL_EDGE, FULL_EDGE), Image.Resampling.LANCZOS)
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return Prepared(
        _jpeg(full, f"{name}.jpg"), _jpeg(small, f"{name}-{SMALL_EDGE}.jpg"), full.width, full.height
    )


def _jpeg(picture, name):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(buffer.getvalue(), name=name)
