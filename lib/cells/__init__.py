"""What one cell of an uploaded sheet means. A function takes any cell, returns its type or raises Misread.

A cell is a str, int, float, bool, date, datetime, time, timedelta or None; spreadsheets hold floats.
"""

from lib.cells.misread import Misread
from lib.cells.numbers import decimal, whole
from lib.cells.times import day, moment
from lib.cells.words import code, phone, text

__all__ = ["Misread", "code", "day", "decimal", "moment", "phone", "text", "whole"]
