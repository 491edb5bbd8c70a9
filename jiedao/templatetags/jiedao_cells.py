"""Cells of the tables of figures: hundreds on a page, so written at once instead of one by one."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from jiedao.statistics import Cell

register = template.Library()


@register.filter
def figure_cells(cells: Iterable[Cell]) -> SafeString:
    """Each number as a table cell that links to its rows."""
    written = (f'<td class="number"><a href="{escape(cell.url)}">{cell.number}</a></td>' for cell in cells)
    return mark_safe("".join(written))
