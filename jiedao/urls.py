from django.contrib import admin
from django.urls import include, path

from jiedao.views import display, errors, home, pages, search, sitemaps, statistics

front = [
    path("", home.home, name="home"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.json", statistics.statistics_json, name="statistics_json"),
    path("statistics/<slug:key>/", statistics.figure, name="figure"),
    path("search/", search.search, name="search"),
    path("display/", display.display, name="display"),
    path("sitemap/", pages.sitemap_page, name="sitemap_page"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", pages.healthz, name="healthz"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
]

urlpatterns = [
    path("", include((front, "jiedao"))),
    path("", include("orgs.urls")),
    path("", include("partnerships.urls")),
    path("", include("events.urls")),
    path("admin/", admin.site.urls),
]

handler400 = errors.bad_request
handler500 = errors.server_error
