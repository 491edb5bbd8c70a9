"""A cell that cannot be taken as written."""

_LONGEST_QUOTE = 30


class Misread(ValueError):
    """str() is the message for the user, in Chinese, without row and column."""


def quoted(value: object) -> str:
    """The cell in Chinese quotes, on one line and cut to what fits a message."""
    shown = " ".join(str(value).split())
    return f"“{shown[:_LONGEST_QUOTE]}{'…' if len(shown) > _LONGEST_QUOTE else ''}”"
