"""Counts what a sheet's XML will cost the parser, in one pass over its bytes, before the parser sees it.

The parser allocates the rectangle of all filled cells and copies out every shared string. Sheets as Excel,
WPS and every usual library write them are counted with regular expressions; a sheet that writes its cells
in another way (with a prefix, or without addresses) is parsed (`loose.py`).
"""

import re
from collections.abc import Iterable, Iterator

from lib.sheets.reading import limits
from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import DAMAGED

_REST = rb'(?: s="[0-9]+")?(?: t="[a-zA-Z]+")?'
_ANY = re.compile(rb"<(?:[^\s<>/!?:]+:)?(?:c|row)[\s/>]")
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_FILLED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"' + _REST + rb">")
_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"' + _REST + rb"/>")
_ROW = re.compile(rb'<row r="[0-9]{1,7}"([^<>]*)>')
_ADDRESS = re.compile(rb"\sr\s*=")  # one more, of which the parser takes the last
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_INDEX = re.compile(rb' t="s"[^<>/]*><v>([0-9]{1,8})</v>')
_STRING_END = re.compile(rb"</(?:[^\s<>/!?:]+:)?si\s*>|<(?:[^\s<>/!?:]+:)?si\s*/>")
_MERGED = re.compile(rb"[<:]mergeCell[\s/>]")
_DECLARATION = re.compile(rb"<!(?:doctype|entity|element|attlist|notation)", re.IGNORECASE)
# The parser reserves room for as many strings and styles as are claimed.
_HUGE_COUNT = re.compile(rb"""ount\s*=\s*["'](?:[^"'<>]{0,20}&|[^"'<>1-9]{0,20}[0-9]{8})""")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_LITTLE_TEXT = limits.UNPACKED // 4  # by the highest guess; not worth another pass
_LONGEST_TEXT = 1 << 22  # bytes between two tags; a cell holds 32,767 characters
ENTITIES = "文件里有不安全的实体声明，不是普通的表格。请在 Excel 或 WPS 中把内容复制到新文件后再上传。"
TOO_MANY_EMPTY = "表格下方或右侧有大量空行、空格子。请选中并删除这些空行、空列，保存后再上传。"


def whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut so that no tag is cut. Unreadable for what cannot be a sheet's XML."""
    rest = b""
    for chunk in chunks:
        if b"\0" in chunk or len(rest) > _LONGEST_TEXT:
            raise Unreadable(DAMAGED)
        chunk = rest + chunk
        cut = max(chunk.rfind(b"<"), 0)
        rest = chunk[cut:]
        yield chunk[:cut]
    yield rest


class Strings:
    """Lengths of a workbook's shared strings, in bytes of XML."""

    def __init__(self):
        self.lengths = []
        self.longest = 0

    def count(self, chunks: Iterable[bytes]) -> None:
        open_length = None
        for chunk in whole_tags(chunks):
            if open_length is None:  # what stands before the first string is none
                chunk, open_length = chunk[max(chunk.find(b"<si"), 0) :], 0
            first, *others = map(len, _split(chunk))
            lengths = [open_length + first, *others]
            open_length = lengths.pop()
            self.lengths += lengths
            if len(self.lengths) > limits.CELLS:
                raise Unreadable(limits.LONG_TEXTS)
        self.longest = max([*self.lengths, open_length or 0])

    def length(self, indexes: list[bytes]) -> int:
        """Of the strings with these numbers, together."""
        try:
            return sum(map(self.lengths.__getitem__, map(int, indexes)))
        except IndexError as error:
            raise Unreadable(DAMAGED) from error


def _split(chunk):
    """At the ends of strings; the expression is only needed where they are not written as usual."""
    plain = chunk.split(b"</si>")
    if len(plain) - 1 == chunk.count(b"</si") and not (
        b"<si/" in chunk or b"<si " in chunk or b":si" in chunk
    ):
        return plain
    return _STRING_END.split(chunk)


class Markings:
    """What was counted in one sheet. Raises Unreadable as soon as a limit is passed."""

    def __init__(self, strings: Strings):
        self._strings = strings
        self.rows = self.columns = 0  # the last filled ones, from 1
        self.tags = self.filled = self.empty = self.merged = 0
        self.loose = False  # some cells are not written as usual: parse
        self.has_errors = False

    def count(self, chunks: Iterable[bytes]) -> None:
        for chunk in whole_tags(chunks):
            refuse_declarations(chunk)
            self._count_cells(chunk)
            self.merged += len(_MERGED.findall(chunk)) if b"mergeCell" in chunk else 0
            self.has_errors = self.has_errors or b'"e"' in chunk
            self._refuse_excess()
            if self.loose:
                return

    def _refuse_excess(self):
        limits.Extent().add(self.rows, self.columns)
        if self.tags > limits.ROWS or self.empty > limits.EMPTY_CELLS:
            raise Unreadable(TOO_MANY_EMPTY)
        if self.merged > limits.MERGED:
            raise Unreadable(limits.MANY_MERGED)

    def _count_cells(self, chunk):
        if b"<c" not in chunk and b"<row" not in chunk and not _PREFIXED.search(chunk):
            return  # shared strings, mostly
        places, rows = _FILLED.findall(chunk), _ROW.findall(chunk)
        empty = len(_EMPTY.findall(chunk)) if b"/>" in chunk else 0
        self.loose = not _are_all(chunk, len(places) + empty, rows)
        self.filled += len(places)
        self.empty += empty
        self.tags += len(rows)
        if places:
            joined = b" ".join(places)
            numbers, letters = joined.translate(None, _LETTERS), joined.translate(None, _DIGITS)
            self.rows = max(self.rows, *map(int, set(numbers.split())))
            self.columns = max(self.columns, *map(column_number, set(letters.split())))

    def text(self, chunks: Iterable[bytes]) -> int:
        """Bytes of the shared strings that the sheet's cells show, each counted where it is shown."""
        if self.filled * self._strings.longest <= _LITTLE_TEXT:
            return self.filled * self._strings.longest
        return sum(map(self._text_of, whole_tags(chunks)))

    def _text_of(self, chunk):
        indexes = _SHARED_INDEX.findall(chunk)
        unknown = len(_SHARED.findall(chunk)) - len(indexes)  # as long as any, for all that is known
        return self._strings.length(indexes) + unknown * self._strings.longest


def _are_all(chunk, cells, rows):
    """Whether the chunk has no more cells and rows than these. Plain counting tells mostly, and fast."""
    if any(map(_ADDRESS.search, rows)):
        return False
    if chunk.count(b"<c") == cells and chunk.count(b"<row") == len(rows) and not _PREFIXED.search(chunk):
        return True
    return len(_ANY.findall(chunk)) == cells + len(rows)


def refuse_declarations(chunk: bytes) -> None:
    """Of entities, which can swell a text to gigabytes, and of absurd counts; no program writes either."""
    if _DECLARATION.search(chunk):
        raise Unreadable(ENTITIES)
    if _HUGE_COUNT.search(chunk):
        raise Unreadable(DAMAGED)


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
