"""The table of shared strings of an .xls, of which only the lengths are wanted."""

import struct

from lib.sheets.reading.page import Unreadable
from lib.sheets.reading.parts import DAMAGED

_WIDE, _EXTENDED, _RICH = 1, 4, 8


def lengths(records: list[bytes]) -> list[int]:
    """Bytes of every string, from the bodies of the SST record and those that continue it."""
    if not records:
        return []
    try:
        table = _Table(records)
        table.skip(4)
        count = int.from_bytes(table.take(4), "little")
        found = []
        while len(found) < count and not table.ended:
            table.plain_strings(found)
            if len(found) < count and not table.ended:
                found.append(table.string())
        if len(found) != count:  # the parser reserves room for as many as are claimed
            raise Unreadable(DAMAGED)
        return found
    except (IndexError, struct.error) as error:
        raise Unreadable(DAMAGED) from error


class _Table:
    """A cursor over records; the head of a string never crosses into the next one, its text may."""

    def __init__(self, records):
        self._records, self._number, self._at = records, 0, 0

    @property
    def ended(self):
        return self._number == len(self._records) - 1 and self._left == 0

    @property
    def _left(self):
        return len(self._records[self._number]) - self._at

    def take(self, count):
        if not self._left:
            self._number, self._at = self._number + 1, 0
        body = self._records[self._number][self._at : self._at + count]
        self._at += count
        if len(body) < count:
            raise IndexError
        return body

    def skip(self, count):
        while count > self._left:
            count -= self._left
            self._number, self._at = self._number + 1, 0
        self._at += count

    def plain_strings(self, found):
        """Adds the lengths of those that follow in this record and are nothing but text."""
        body, at = self._records[self._number], self._at
        last = len(body) - 3
        while at <= last and body[at + 2] <= _WIDE:
            characters = body[at] | body[at + 1] << 8
            after = at + 3 + (characters << body[at + 2])
            if after > len(body):
                break
            found.append(2 * characters)
            at = after
        self._at = at

    def string(self):
        """Length of the next one, whatever it is like and wherever it goes on."""
        characters, flags = struct.unpack("<HB", self.take(3))
        rest = 4 * int.from_bytes(self.take(2), "little") if flags & _RICH else 0
        rest += int.from_bytes(self.take(4), "little") if flags & _EXTENDED else 0
        self._skip_text(characters, 2 if flags & _WIDE else 1)
        self.skip(rest)
        return 2 * characters

    def _skip_text(self, characters, width):
        while characters * width > self._left:
            characters -= self._left // width
            self._at += self._left
            width = 2 if self.take(1)[0] & _WIDE else 1  # every continued text says anew how wide it is
        self._at += characters * width
