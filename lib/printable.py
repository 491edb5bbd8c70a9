"""Text as files and programs take it: pasted text may hold marks that XML and calendars forbid."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Without what XML 1.0 and RFC 5545 forbid; lines and tabs stay."""
    return _FORBIDDEN.sub("", text)
