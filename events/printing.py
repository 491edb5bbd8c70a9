"""The certificate of hours as it is printed: one A4 page, with the whole name and a code to check it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lib import qr

if TYPE_CHECKING:
    from django.http import HttpRequest

    from events.models import HoursCertificate


def certificate_context(request: HttpRequest, certificate: HoursCertificate, back: str) -> dict[str, Any]:
    public = reverse("events:certificate_detail", args=[certificate.code])
    address = request.build_absolute_uri(public)
    return {
        "certificate": certificate,
        "number": certificate.volunteer.number,
        "code": qr.svg(address, label="验证地址的二维码"),
        "check_address": request.build_absolute_uri(reverse("events:certificate_check")),
        "back": back,
    }
