"""Text as a cell can hold it, and how much room it takes."""

import re
import unicodedata

from lib.printable import printable

# Excel's limit for one cell, counted as Excel counts: in UTF-16 units.
LONGEST = 32_767
CUT = "……（原文过长，此处截断）"

_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_WIDE = ("W", "F", "A")  # "A" too: “”、… are as wide as a character in Chinese type faces


def clean(text: str) -> str:
    """Without what XML cannot carry, line ends as \\n, and cut (visibly) to what one cell holds."""
    text = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    if _units_of_storage(text) <= LONGEST:
        return text
    room = (LONGEST - len(CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT


def width(text: str) -> int:
    """How wide one line of text is, in half-width characters: a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


def longest_piece(text: str) -> int:
    """How wide the longest part is that spreadsheets keep on one line: a word, a number, a character."""
    return max(map(width, _PIECE.findall(text)), default=0)


def lines(text: str, room: int) -> int:
    """How many lines the text fills when wrapped at `room` half-width characters.

    Latin words and numbers are kept whole where they fit on a line, as spreadsheets do.
    """
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def _wrapped(paragraph, room):
    count, used = 1, 0
    for piece in _PIECE.findall(paragraph):
        wide = width(piece)
        if used + wide <= room:
            used += wide
        elif wide <= room:
            count, used = count + 1, wide
        else:  # a word longer than the line: begun on a new one, broken anywhere
            count += -(-wide // room) - (used == 0)
            used = wide % room or room
    return count


def _units_of_storage(text):
    return len(text) if len(text) * 2 <= LONGEST else len(text.encode("utf-16-le")) // 2
