"""Rows of records: dozens on a page, so each is written at once."""

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
    return mark_safe(f'<p class="row__title">{linked}</p><p class="row__meta">{meta}</p>')
