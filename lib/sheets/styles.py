"""Type faces, sizes and number formats of printed sheets."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

_SONG, _HEI = "宋体", "黑体"
_GB2312 = 134  # tells spreadsheets that a face is Chinese, where they know it by another name

DAY = 'yyyy"年"m"月"d"日"'
MOMENT = 'yyyy"年"m"月"d"日" hh:mm'
# Half-width characters that the longest date takes; numbers and dates never wrap.
DAY_WIDTH, MOMENT_WIDTH = 14, 20

TITLE_SIZE, SIZE, SMALL = 18, 10.5, 9
LINE_HEIGHT = {TITLE_SIZE: 27, SIZE: 14.25, SMALL: 12.5}  # in points, with room for any face
FOOTER = f'&C&"{_SONG},常规"&9第 &P 页 共 &N 页'


@dataclass(frozen=True)
class Style:
    """What a cell looks like; equal styles become one format in the workbook."""

    size: float = SIZE
    face: str = _SONG
    bold: bool = False
    align: str = "left"
    indent: int = 0
    border: bool = True
    shade: str = ""
    number: str = ""

    def face_properties(self) -> dict:
        """The part of `properties` that a workbook's own type face has, by which columns are measured."""
        return {"font_name": self.face, "font_charset": _GB2312, "font_size": self.size}

    def properties(self) -> dict:
        """As XlsxWriter's `add_format` takes them."""
        properties = {
            **self.face_properties(),
            "bold": self.bold,
            "align": self.align,
            "valign": "vcenter",
            "text_wrap": not self.number,
        }
        optional = {"indent": self.indent, "num_format": self.number, "bg_color": self.shade}
        properties |= {name: value for name, value in optional.items() if value}
        return properties | ({"border": 1} if self.border else {})


TITLE = Style(size=TITLE_SIZE, bold=True, align="center", border=False)
LINE = Style(border=False)
HEADER = Style(face=_HEI, align="center", shade="#F2F2F2")
TOTAL = Style(bold=True)
SECTION = Style(bold=True, shade="#F2F2F2")
NOTE = Style(size=SMALL, border=False)
EMPTY = Style(align="center")


def number_format(value: int | float | Decimal, signed: bool = False) -> str:
    """As many decimals as the number has, two at most; with its sign where it tells a change."""
    places = min(2, max(0, -Decimal(str(value)).normalize().as_tuple().exponent))
    pattern = "0." + "0" * places if places else "0"
    return f"+{pattern};-{pattern};0" if signed else pattern


def date_format(value: date) -> tuple[str, int]:
    """The format of a date or datetime, and the half-width characters that it takes."""
    return (MOMENT, MOMENT_WIDTH) if isinstance(value, datetime) else (DAY, DAY_WIDTH)
