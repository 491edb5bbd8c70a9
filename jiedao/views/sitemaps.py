"""sitemap.xml and its parts."""

from django.contrib.sitemaps import views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from jiedao.sitemaps import SITEMAPS
from lib.headers import keep_in_caches

_SECONDS_KEPT = 3600  # by caches


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    answer = views.index(request, SITEMAPS, sitemap_url_name="jiedao:sitemap")
    return keep_in_caches(request, answer, _SECONDS_KEPT)


@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """One kind of page; 404 for a section or page that there is not."""
    return keep_in_caches(request, views.sitemap(request, SITEMAPS, section), _SECONDS_KEPT)
