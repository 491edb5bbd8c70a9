"""How a visitor wants to see the pages: 高对比度 and 大字版, kept in two cookies of this browser."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 60 * 60
# What each cookie may say; the first is the ordinary look and needs no cookie.
CHOICES = {"contrast": ("normal", "high"), "size": ("normal", "large")}


@dataclass(frozen=True)
class Display:
    contrast: str
    size: str

    @classmethod
    def of(cls, request: HttpRequest) -> Display:
        """As the request's cookies say; anything unknown in them is the ordinary look."""
        return cls(**{name: _known(name, request.COOKIES.get(_cookie(name))) for name in CHOICES})


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep the choice for a year, or drop the cookie when it is the ordinary look. Unknown: nothing."""
    if value not in CHOICES.get(name, ()):
        return
    if value == CHOICES[name][0]:
        response.delete_cookie(_cookie(name), samesite="Lax")
    else:
        response.set_cookie(
            _cookie(name), value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )


def _cookie(name):
    # Under HTTPS a browser takes a cookie of such a name from this very host only.
    return f"__Host-{name}" if settings.HTTPS else name


def _known(name, value):
    return value if value in CHOICES[name] else CHOICES[name][0]
