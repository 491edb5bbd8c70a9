"""Workbooks as an office prints them, on XlsxWriter."""

from lib.sheets.book import Book
from lib.sheets.sheet import Align, Cell, Column, Sheet

__all__ = ["Align", "Book", "Cell", "Column", "Sheet"]
