"""Rows of records: dozens on a page, so each is written at once.

What is marked safe (`nosec`) has each of its parts escaped here.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from jiedao.rows import Row

register = template.Library()


@register.filter
def row_text(row: Row) -> SafeString:
    """What the record is called, with its address if it has one, and what is said of it."""
    title = escape(row.title)
    linked = f'<a href="{escape(row.url)}">{title}</a>' if row.url else title
    meta = "".join(f"<span>{escape(part)}</span>" for part in row.meta)
    text = f'<p class="row__title">{linked}</p><p class="row__meta">{meta}</p>'
    return mark_safe(text)  # nosec B308 B703
