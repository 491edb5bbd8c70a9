"""QR codes: drawn into a page, or as a picture for a document."""

import io
from html import escape

import segno
from django.utils.safestring import SafeString, mark_safe

# A poster is read from some steps away, on paper that was folded: a quarter of the code may be lost.
_ERROR = "q"
_QUIET = 4  # modules of white around it, which the standard asks for


def svg(text: str, label: str = "二维码") -> SafeString:
    """As an element of a page, black on white whatever the page's colours; `label` is read to the blind."""
    buffer = io.BytesIO()
    drawn = {"xmldecl": False, "svgns": False, "nl": False, "omitsize": True}
    classes = {"svgclass": "qr", "lineclass": None}
    _code(text).save(
        buffer, kind="svg", border=_QUIET, dark="#000", light="#fff", title=None, **drawn, **classes
    )
    named = f'<svg role="img" aria-label="{escape(label)}"'
    return mark_safe(buffer.getvalue().decode().replace("<svg", named, 1))  # nosec B308 B703


def png(text: str, scale: int = 8) -> bytes:
    """`scale` pixels a module."""
    buffer = io.BytesIO()
    _code(text).save(buffer, kind="png", border=_QUIET, scale=scale)
    return buffer.getvalue()


def _code(text):
    return segno.make(text, error=_ERROR, micro=False)
