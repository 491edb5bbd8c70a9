"""Workbooks as an office prints them, on XlsxWriter."""

from lib.sheets.book import Book
from lib.sheets.column import Align, Cell, Column, fitted
from lib.sheets.sheet import Sheet

__all__ = ["Align", "Book", "Cell", "Column", "Sheet", "fitted"]
