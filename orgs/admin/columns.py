"""Cells of lists."""

from django.utils.html import format_html

# How a state looks: see static/css/components/states.css.
GOOD, WARN, BAD, QUIET = "good", "warn", "bad", "quiet"


def state(word: str, tone: str) -> str:
    """A state as a word with the shape and colour of its tone."""
    return format_html('<span class="state state--{}">{}</span>', tone, word)


def joined(names) -> str:
    """Several names in one cell."""
    return "、".join(str(name) for name in names)


def yes_or_no(value: bool) -> str:
    """Django's tick and cross are pictures that say "True" and "False" to those who listen."""
    return "是" if value else "否"
