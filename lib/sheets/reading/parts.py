"""The parts of an .xlsx package, unpacked with care, and packed again for the parser.

The parser is given only parts that were unpacked here to their last byte, in a package written here:
whatever else the uploaded file holds, and however it is laid out, the parser never sees.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lib.sheets.reading import limits
from lib.sheets.reading.page import Unreadable

DAMAGED = "文件不完整或已损坏。请重新下载或复制一份，能在 Excel 或 WPS 中打开后再上传。"
BOMB = "文件解压后过大，不是普通的表格。请在 Excel 或 WPS 中把需要的内容复制到新文件后再上传。"
_CHUNK = 1 << 18  # larger ones are slower: they leave the processor's cache
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME = 0x800
_FIRST_DAY = 0x21  # 1980-01-01: the time of packing says nothing


@dataclass
class Part:
    name: str
    method: int  # 0 stored, 8 deflated
    packed: bytes
    size: int  # unpacked
    crc: int

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece; Unreadable unless it is exactly what the package declares."""
        size, crc = 0, 0
        for chunk in self._unpacked():
            size += len(chunk)
            if size > self.size:
                raise Unreadable(DAMAGED)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if (size, crc) != (self.size, self.crc):
            raise Unreadable(DAMAGED)

    def _unpacked(self):
        if self.method == zipfile.ZIP_STORED:
            yield from (self.packed[at : at + _CHUNK] for at in range(0, len(self.packed), _CHUNK))
            return
        inflater, rest = zlib.decompressobj(-zlib.MAX_WBITS), self.packed
        while not inflater.eof:
            try:
                chunk = inflater.decompress(rest, _CHUNK)
            except zlib.error as error:
                raise Unreadable(DAMAGED) from error
            rest = inflater.unconsumed_tail
            if not chunk and not rest and not inflater.eof:
                raise Unreadable(DAMAGED)
            yield chunk

    @classmethod
    def made(cls, name: str, chunks: Iterable[bytes]) -> "Part":
        """A new part of this content."""
        deflater, packed, size, crc = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS), [], 0, 0
        for chunk in chunks:
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            packed.append(deflater.compress(chunk))
        packed.append(deflater.flush())
        return cls(name, zipfile.ZIP_DEFLATED, b"".join(packed), size, crc)


def unpack(data: bytes) -> list[Part]:
    """Every part's entry, nothing unpacked yet. Unreadable for a damaged, locked or exploding package."""
    # Every entry of the directory begins so; zipfile would make an object for each of a million.
    if data.count(b"PK\x01\x02") > limits.PARTS:
        raise Unreadable(BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except Exception as error:  # zipfile fails in many ways on damaged directories
        raise Unreadable(DAMAGED) from error
    if sum(entry.file_size for entry in entries) > limits.UNPACKED:
        raise Unreadable(BOMB)
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise Unreadable(DAMAGED)
    return [_part(data, entry) for entry in entries if not entry.is_dir()]


def _part(data, entry):
    if entry.flag_bits & 1:
        raise Unreadable("文件有打开密码，请取消密码后再上传。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(DAMAGED)
    head = data[entry.header_offset : entry.header_offset + _LOCAL.size] if entry.header_offset >= 0 else b""
    if len(head) < _LOCAL.size:
        raise Unreadable(DAMAGED)
    name_length, extra_length = _LOCAL.unpack(head)[-2:]
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    packed = data[start : start + entry.compress_size]
    return Part(entry.filename, entry.compress_type, packed, entry.file_size, entry.CRC)


def pack(parts: Iterable[Part]) -> bytes:
    """A package of the parts as they are packed already."""
    body, directory, count, offset = [], [], 0, 0
    for part in parts:
        name = part.name.encode()
        common = (_UTF8_NAME, part.method, 0, _FIRST_DAY, part.crc, len(part.packed), part.size, len(name), 0)
        directory += [_CENTRAL.pack(b"PK\x01\x02", 20, 20, *common, 0, 0, 0, 0, offset), name]
        body += [_LOCAL.pack(b"PK\x03\x04", 20, *common), name, part.packed]
        offset += _LOCAL.size + len(name) + len(part.packed)
        count += 1
    size = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)
    return b"".join([*body, *directory, end])
