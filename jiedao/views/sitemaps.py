"""sitemap.xml and its parts."""

from django.contrib.sitemaps import views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jiedao.sitemaps import SITEMAPS

_KEPT = cache_control(public=True, max_age=3600)


@require_safe
@_KEPT
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return views.index(request, SITEMAPS, sitemap_url_name="jiedao:sitemap")


@require_safe
@_KEPT
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """One kind of page; 404 for a section or page that there is not."""
    return views.sitemap(request, SITEMAPS, section)
