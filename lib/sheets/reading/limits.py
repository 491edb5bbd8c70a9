"""How much of a file is read: enough for any office's ledger, too little to bring the server down."""

from lib.sheets.reading.page import Unreadable

BYTES = 50 * 1024 * 1024  # of the upload; 200,000 rows of 15 columns take about 30 MB
TEXT_BYTES = 24 * 1024 * 1024  # of a CSV or HTML file: its characters take twice that in memory
UNPACKED = 256 * 1024 * 1024  # of a workbook's parts, and of its text with shared strings written out
SMALL_PART = 32 * 1024 * 1024  # parts other than sheets and strings; styles of worn workbooks reach 10 MB
PARTS = 10_000  # files inside a workbook
ROWS = 200_000  # the largest street's units with room to spare; Excel itself ends at 1,048,576
COLUMNS = 256  # the widest ledger has 14; old .xls ends here too
CELLS = 4_000_000  # 200,000 rows of 20 columns; a cell costs 30 to 100 bytes of memory
EMPTY_CELLS = 4_000_000  # cells that only have a colour or a border
MERGED = 50_000  # ranges
PAGES = 256
SPLIT = "请删除不用的部分，或把内容分成几个文件后再上传。"
MANY_MERGED = "合并的单元格太多。请取消不需要的合并后再上传。"
LONG_TEXTS = f"表格里的长文字太多，超出了能读的大小。{SPLIT}"


class Extent:
    """How far a workbook's filled cells reach, and their text. Raises Unreadable beyond the limits."""

    def __init__(self):
        self._cells = 0
        self._text = 0

    def add(self, rows: int, columns: int) -> None:
        """One page whose last filled row and column (from 1) are these; reading allocates the rectangle."""
        if rows > ROWS:
            raise Unreadable(f"第{rows}行还有内容，最多能读{ROWS}行。{SPLIT}")
        if columns > COLUMNS:
            raise Unreadable(f"第{columns}列还有内容，最多能读{COLUMNS}列。请删除右侧不用的列后再上传。")
        self._cells += rows * columns
        if self._cells > CELLS:
            raise Unreadable(
                f"表格太大：占了{rows}行×{columns}列，所有工作表合计最多{CELLS // 10_000}万格。"
                "请删除远处零星的内容和不用的行列，或把内容分成几个文件后再上传。"
            )

    def add_text(self, size: int) -> None:
        """Bytes of one page's text."""
        self._text += size
        if self._text > UNPACKED:
            raise Unreadable(LONG_TEXTS)
