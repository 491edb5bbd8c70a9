"""The tables of an HTML file named .xls, as WPS and older systems write them. Every cell is a str."""

import re
from html import unescape

from lib.sheets.reading import limits
from lib.sheets.reading.page import Page, Unreadable, clipped
from lib.sheets.reading.text import decode

_HEAD = 4096  # bytes in which a page says how it is encoded
_CHARSET = re.compile(rb"""<meta[^<>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_SPAN = re.compile(r"""(?:^|\s)(col|row)span\s*=\s*["']?\s*(\d{1,7})""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n]+")
_UNSEEN = {"style", "script", "head"}
_MOST_TAGS = 4_000_000
_NO_TABLE = "网页里没有表格。请用 Excel 或 WPS 打开原来的文件，另存为 .xlsx 后再上传。"


def read(data: bytes) -> list[Page]:
    """One page a table; tables inside tables count as text of their cells."""
    declared = _CHARSET.search(data[:_HEAD])
    encoding = declared[1].decode("ascii", "ignore").lower() if declared else ""
    # gb2312 is declared by files that hold the characters of its successors as well
    text = decode(data, "gb18030" if encoding in ("gb2312", "gbk") else encoding)
    reader = _Reader()
    reader.feed(_uncommented(text))
    if not reader.tables:
        raise Unreadable(_NO_TABLE)
    return [table.page(f"表{number}") for number, table in enumerate(reader.tables, start=1)]


def _uncommented(text):
    first, *others = text.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


class _Reader:
    """Walks the tags: which table, row and cell the text belongs to."""

    def __init__(self):
        self.tables = []
        self._extent = limits.Extent()
        self._depth = 0
        self._unseen = None
        self._cell = None  # (columns, rows, texts) of the open cell

    def feed(self, text):
        end = 0
        for number, tag in enumerate(_TAG.finditer(text)):
            if number > _MOST_TAGS:
                raise Unreadable(f"表格太大。{limits.SPLIT}")
            if self._cell and not self._unseen:
                self._cell[2].append(_SPACE.sub(" ", text[end : tag.start()]))
            end = tag.end()
            self._turn(tag[1] == "/", tag[2].lower(), tag[3])
        while self._depth:
            self._close_table()

    def _turn(self, closes, name, attributes):
        if self._unseen or name in _UNSEEN:
            self._unseen = None if closes and name == (self._unseen or name) else self._unseen or name
        elif name == "table":
            self._close_table() if closes else self._open_table()
        elif name in ("br", "p", "div"):
            if self._cell and (name == "br" or closes):
                self._cell[2].append("\n")
        elif self._depth == 1 and name in ("tr", "td", "th"):
            self._close_cell()
            if not closes:
                self._open(name, attributes)

    def _open(self, name, attributes):
        if name == "tr":
            self.tables[-1].add_row()
            return
        spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(attributes)}
        self._cell = max(spans.get("col", 1), 1), max(spans.get("row", 1), 1), []

    def _open_table(self):
        self._depth += 1
        if self._depth == 1:
            if len(self.tables) == limits.PAGES:
                raise Unreadable(f"文件里的表格超过{limits.PAGES}张。{limits.SPLIT}")
            self.tables.append(_Table())

    def _close_table(self):
        if self._depth == 1:
            self._close_cell()
            self._extent.add(len(self.tables[-1].rows), self.tables[-1].width)
        self._depth = max(self._depth - 1, 0)

    def _close_cell(self):
        if self._cell:
            columns, rows, texts = self._cell
            lines = unescape("".join(texts)).replace("\xa0", " ").split("\n")
            self.tables[-1].add_cell("\n".join(map(str.strip, lines)).strip(), columns, rows)
        self._cell = None


class _Table:
    def __init__(self):
        self.rows = []
        self.width = 0  # of the widest row, empty cells at its end left out
        self._merged = []
        self._until = {}  # column → the last row that a cell from above fills

    def add_row(self):
        if len(self.rows) >= limits.ROWS:
            raise Unreadable(f"表格超过{limits.ROWS}行。{limits.SPLIT}")
        self.rows.append([])

    def add_cell(self, text, columns, rows):
        if not self.rows:
            self.add_row()
        line, row = len(self.rows) - 1, self.rows[-1]
        while self._until.get(len(row), -1) >= line:
            row.append("")
        left = len(row)
        if left >= limits.COLUMNS:
            if text:
                raise Unreadable(f"表格有一行超过{limits.COLUMNS}列。请删除右侧不用的列后再上传。")
            return
        columns = min(columns, limits.COLUMNS - left)
        row += [text] + [""] * (columns - 1)
        self.width = max(self.width, left + 1 if text else 0)
        if columns > 1 or rows > 1:
            self._span(line, left, line + rows - 1, left + columns - 1)

    def _span(self, top, left, bottom, right):
        if len(self._merged) == limits.MERGED:
            raise Unreadable(limits.MANY_MERGED)
        self._merged.append((top, left, bottom, right))
        if bottom > top:
            self._until |= dict.fromkeys(range(left, right + 1), bottom)

    def page(self, name):
        return Page(name, self.rows, clipped(self._merged, self.rows))
