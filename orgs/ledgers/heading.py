"""The lines above every sheet's table."""

from datetime import date

from lib.sheets import Sheet


def write(sheet: Sheet, title: str, reporter: str, filed_on: date) -> None:
    """Title, who reports and when, a place for the reviewer to sign, and the table's header."""
    sheet.title(title)
    day = f"{filed_on.year}年{filed_on.month}月{filed_on.day}日"
    sheet.line([f"填报单位：{reporter}", f"填报日期：{day}", "审核人："])
    sheet.header()
