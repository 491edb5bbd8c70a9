"""Anybody may check a certificate by its code: is it valid, for how many hours, of whom in two letters."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.models import HoursCertificate
from events.workflow.certificates import code_in
from orgs.public_posts import admit, sent_since, source_of

_KEY = "cert-check"  # of the limiter: wrong codes are counted, right ones are not


@never_cache
@require_safe
def certificate_check(request: HttpRequest) -> HttpResponse:
    """The field for the code; what was typed and can be none is said here."""
    typed = request.GET.get("code", "").strip()[:40]
    if code := code_in(typed):
        return redirect("events:certificate_detail", code)
    return _check_page(request, typed, "unread" if typed else "")


@never_cache
@require_safe
def certificate_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever tries many wrong codes has to wait, and is then told nothing of right ones either."""
    if _has_guessed_enough(request):
        return _check_page(request, "", "throttled", 429)
    certificate = HoursCertificate.objects.filter(code=code_in(code) or None).first()
    if certificate is None:
        admit(_KEY, request)
        return _check_page(request, code, "unknown", 404)
    context = {"certificate": certificate, "masked_name": masked_name(certificate.contact_name)}
    return render(request, "events/certificate_detail.html", context)


def _has_guessed_enough(request):
    span = timedelta(minutes=settings.PUBLIC_POSTS_MINUTES)
    return sent_since(_KEY, source_of(request), span) >= settings.PUBLIC_POSTS


def _check_page(request, typed, failure, status=200):
    """`failure`: "unread", "unknown", "throttled", or "" for none."""
    context = {"typed": typed, "failure": failure}
    return render(request, "events/certificate_check.html", context, status=status)


def masked_name(name: str) -> str:
    """示例甲 → 示**: as many stars for every name."""
    return f"{name[0]}**" if name else ""
