"""What visitors read when something went wrong. Bad requests and failures do without database and site."""

import logging
import sys
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static

from lib.outage import outage

# Seconds after which programs may ask again.
RETRY_AFTER = 30
logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return HttpResponse(_bare("400.html"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 for what passes by itself or is for whoever keeps the machine, else 500."""
    _take_the_rest(request)
    if found := outage(sys.exception()):
        page = _bare("503.html", outage=found, is_post=request.method == "POST")
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(_bare("500.html"), status=500)


def _take_the_rest(request):
    """A browser that is still sending its files reads no answer: its connection would just break."""
    with suppress(OSError):
        while request.read(65_536):
            pass


def _bare(template, **told):
    return loader.render_to_string(template, {"contact": settings.SITE_CONTACT, "style": _style(), **told})


def _style():
    try:
        return static("site.css")
    except ValueError:  # the manifest itself is missing: then the words must do without a sheet
        logger.exception("No style sheet for the error page")
        return ""
