"""Points in words."""

from django import template

from events import point_book
from events.models import PointEntry

register = template.Library()


@register.filter
def point_words(entry: PointEntry) -> str:
    return point_book.words(entry)


@register.filter
def signed(points: int) -> str:
    """+10, -3"""
    return f"{points:+}"
