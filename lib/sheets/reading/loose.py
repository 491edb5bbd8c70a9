"""Counts a sheet whose XML is not written as usual, with an XML parser: right for any writing, but slower."""

from collections.abc import Iterable
from xml.parsers import expat

from lib.sheets.reading.markings import ENTITIES, Markings, column_number
from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import DAMAGED

_MOST_TAGS = 1_500_000  # rows and cells; a second's work
_RESAVE = "这个表格的内部格式少见，且太大。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"


def count(chunks: Iterable[bytes], markings: Markings) -> None:
    """Adds to `markings` the last filled row and column, and the number of filled cells."""
    parser = expat.ParserCreate()
    counter = _Counter(markings)
    parser.buffer_text = True
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    parser.StartDoctypeDeclHandler = counter.refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


class _Counter:
    def __init__(self, markings):
        self._markings = markings
        self._row = self._column = self._tags = 0
        self._filled = False

    def refuse(self, *_declaration):
        raise Unreadable(ENTITIES)

    def start(self, name, attributes):
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
                self._tick()
            case "c":
                self._move(attributes.get("r"))
                self._filled = False
                self._tick()

    def _tick(self):
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise Unreadable(_RESAVE)

    def _move(self, place):
        self._column += 1
        if place:
            letters = place.rstrip("0123456789").upper()
            self._column, self._row = column_number(letters.encode()), int(place[len(letters) :])
            if not (0 < self._column <= 1 << 14):
                raise Unreadable(DAMAGED)

    def text(self, text):
        if text.strip():
            self._filled = True

    def end(self, name):
        if name.rpartition(":")[2] == "c" and self._filled:
            self._markings.filled += 1
            self._markings.rows = max(self._markings.rows, self._row)
            self._markings.columns = max(self._markings.columns, self._column)
            self._filled = False
