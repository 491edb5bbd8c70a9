"""Picture files made for tests, well-formed and otherwise."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS_TAG, ORIENTATION_TAG, MAKER_TAG = 0x8825, 0x0112, 0x010F


def upload(content: bytes, name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **save) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    buffer = io.BytesIO()
    picture.save(buffer, kind, **save)
    return buffer.getvalue()


def phone_photo(size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """As a phone writes it: with its maker, where it was taken, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    exif[MAKER_TAG] = "PhoneMaker"
    exif[GPS_TAG] = {1: "N", 2: (36.0, 6.0, 30.0), 3: "E", 4: (120.0, 28.0, 0.0)}
    return photo(size, exif=exif, comment=b"secret comment")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes whose header promises width × height pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def png(picture: bytes, **chunks: bytes) -> bytes:
    """The PNG with these chunks after its header."""
    head = 33  # signature and header
    return picture[:head] + b"".join(_chunk(k.encode(), data) for k, data in chunks.items()) + picture[head:]


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
