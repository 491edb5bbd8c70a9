"""Tables of figures and long choices: hundreds of values on a page, so written at once, not one by one.

What is marked safe (`nosec`) has each of its parts escaped here.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from jiedao.statistics import Cell, TableRow
from orgs.models import Organization

register = template.Library()


@register.filter
def figure_cells(cells: Iterable[Cell]) -> SafeString:
    """Each number as a table cell that links to its rows."""
    written = (f'<td class="number"><a href="{escape(cell.url)}">{cell.number}</a></td>' for cell in cells)
    return mark_safe("".join(written))  # nosec B308 B703


@register.filter
def figure_rows(rows: Iterable[TableRow]) -> SafeString:
    """Each organisation as a row: its name, which links to its page, and its numbers."""
    heads = (f'<a href="{escape(row.url)}">{escape(row.label)}</a>' for row in rows)
    return _rows(zip(heads, (figure_cells(row.cells) for row in rows), strict=True))


@register.filter
def month_rows(months: Iterable[tuple[str, list[int]]]) -> SafeString:
    """Each month as a row: its label and its numbers."""
    return _rows(
        (escape(label), "".join(f'<td class="number">{count}</td>' for count in counts))
        for label, counts in months
    )


@register.filter
def organization_options(organizations: Iterable[Organization], chosen: Organization) -> SafeString:
    """The organisations to choose from, `chosen` among them."""
    written = (
        f'<option value="{choice.pk}"{" selected" * (choice == chosen)}>{escape(choice.label)}</option>'
        for choice in organizations
    )
    return mark_safe("".join(written))  # nosec B308 B703


def _rows(rows):
    written = (f'<tr><th scope="row">{head}</th>{cells}</tr>\n' for head, cells in rows)
    return mark_safe("".join(written))  # nosec B308 B703
