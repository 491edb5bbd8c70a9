"""Pages that say one thing each: site map, accessibility, personal data, health, robots."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.retention import keep_days
from orgs.models import ConsentText


@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    return render(request, "jiedao/sitemap_page.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "jiedao/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept, what for and how long; the text that people agree to, with its version."""
    consent = ConsentText.objects.current()
    context = {
        "consent": consent,
        "signup_days": keep_days(consent),
        "file_days": settings.PERSONAL_KEEP_DAYS,
        "contact_days": settings.CONTACT_KEEP_DAYS,
    }
    return render(request, "jiedao/privacy.html", context)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("jiedao:sitemap_index"))
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for it on answers that are no pages."""
    return redirect(static("images/icon.svg"))
