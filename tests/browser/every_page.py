"""Every address that residents can open and that answers with a page: found in the URL map, not listed.

The demo's own pages (`office.public_pages`) are full; what they leave out gets rows by the makers of
tests/access. So a new page is walked over by itself, and an address without a maker fails.
"""

from django.test import Client
from django.urls import resolve

from orgs.models import Organization
from tests.access.addresses import fill_in, routes

# What answers with no page: files, feeds, what programs ask for, what only takes a POST or leads on.
NO_PAGES = (
    ".ics",
    ".ico",
    ".jpg",
    ".json",
    ".txt",
    ".xlsx",
    ".xml",
    "activities/feed/",
    "agreements/amendments/<int:pk>/",
    "agreements/attachments/<int:pk>/",
    "check-in/<str:code>/",
    "display/",
    "funds/documents/<int:pk>/",
    "healthz",
)


def others(pages: dict[str, str]) -> dict[str, str]:
    """{route: address} of the public pages that are not among these; each answers with a page."""
    known = {resolve(address.partition("?")[0]).route for address in pages.values()}
    place = Organization.objects.communities().first()
    client, found = Client(), {}
    for route in routes():
        if route.startswith("admin/") or route in known or route.endswith(NO_PAGES):
            continue
        found[route] = fill_in(route, place)
        answer = client.get(found[route])
        assert answer.status_code == 200, found[route]
        assert answer["Content-Type"].startswith("text/html"), found[route]
    return found
