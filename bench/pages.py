"""Every public page, in its heavier forms: which addresses are measured, and which are none."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import URLPattern, get_resolver, reverse

from events.models import Activity
from jiedao.figures import FIGURES
from lib.days import today
from orgs.enums import OrganizationLevel
from orgs.models import Organization, Unit
from partnerships.enums import ItemKind
from partnerships.models import Agreement, ListItem, Project

# Public addresses that answer with something else than a page, and what.
NOT_PAGES = {
    "jiedao:display": "a redirect after a POST",
    "jiedao:favicon": "a redirect",
    "jiedao:robots": "a text that asks for nothing",
    "jiedao:healthz": "one word",
    "partnerships:agreement_attachment": "a file, for staff",
    "events:activity_photo": "a file",
    "events:calendar": "a file",
    "events:activity_calendar": "a file",
    "events:feed": "a feed, measured by visiting.py",
    "jiedao:sitemap_index": "for machines",
    "jiedao:sitemap": "for machines",
    "partnerships:amendment_document": "a file, for staff",
    "partnerships:fund_document": "a file",
    "partnerships:claim_work_photo": "a file",
    "partnerships:note_photo": "a file",
    "events:own_data_json": "a file",
    "events:own_data_sheet": "a file",
    "events:check_in": "a redirect",
}
# Pages of one person's, behind a link that only she has; and forms and pages of records that the office of
# bench/office.py has none of.
NOT_MEASURED = {
    *(f"events:{name}" for name in ("ticket", "ticket_cancel", "sign_up", "certificate_detail")),
    *(f"events:own{name}" for name in ("", "_certificate", "_erase", "_erased", "_receipt", "_redeem")),
    *(f"partnerships:{name}" for name in ("bid_form", "bid_receipt", "claim_detail", "claim_form")),
    *(f"partnerships:{name}" for name in ("claim_receipt", "claim_work", "problem_report_receipt")),
    *("events:team_detail", "orgs:station_detail", "partnerships:fund_detail"),
}


def public_names() -> set[str]:
    """Names of all URL patterns outside the staff site."""

    def walk(resolver, namespace):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                yield ":".join([*namespace, pattern.name or ""])
            elif pattern.namespace != "admin":
                yield from walk(pattern, [*namespace, *filter(None, [pattern.namespace])])

    return set(walk(get_resolver("jiedao.urls"), []))


def addresses() -> Iterator[tuple[str, str]]:
    """(URL name, address) of every page to measure. Needs the office of bench/office.py."""
    for name, kwargs, query in _visits():
        yield name, reverse(name, kwargs=kwargs) + (f"?{urlencode(query)}" if query else "")


def _visits():
    community = Organization.objects.filter(level=OrganizationLevel.COMMUNITY).first()
    yield from _front(community)
    yield from _directory(community)
    yield from _partnerships(community)
    community_only = {"community": community.pk}
    yield "events:activity_list", {}, {}
    yield "events:activity_list", {}, {"page": 40}
    yield "events:activity_list", {}, community_only
    yield "events:activity_month", {}, {}
    for name in ("team_list", "volunteer_register", "certificate_check", "points", "honour_roll"):
        yield f"events:{name}", {}, {}
    activity = Activity.objects.public().first()
    yield "events:activity_detail", {"pk": activity.pk}, {}
    yield "events:poster", {"pk": activity.pk}, {}
    if series := Activity.objects.public().exclude(series="").first():
        yield "events:series_detail", {"name": series.series}, {}


def _front(community):
    last_year = f"{today().year - 1}-06-30"
    for name in ("home", "statistics", "statistics_json"):
        yield f"jiedao:{name}", {}, {}
        yield f"jiedao:{name}", {}, {"date": last_year}
    yield "jiedao:statistics", {}, {"by": "place"}
    yield "jiedao:statistics", {}, {"by": "place", "date": last_year}
    yield "jiedao:statistics", {}, {"organization": community.pk}
    for figure in FIGURES:
        yield "jiedao:figure", {"key": figure.key}, {}
    yield "partnerships:results", {}, {}
    yield "partnerships:results", {}, {"by": "community"}
    yield "jiedao:search", {}, {}
    yield "jiedao:search", {}, {"q": "社区"}
    yield "jiedao:search", {}, {"q": "社区 活动", "community": community.pk}
    yield "jiedao:search", {}, {"q": "找不到的词"}
    yield "jiedao:sitemap_page", {}, {}
    yield "jiedao:accessibility", {}, {}
    yield "jiedao:privacy", {}, {}


def _directory(community):
    yield "orgs:organization_list", {}, {}
    for organization in (Organization.objects.office(), community.parent, community):
        yield "orgs:organization_detail", {"pk": organization.pk}, {}
    yield "orgs:station_list", {}, {}
    yield "orgs:unit_list", {}, {}
    yield "orgs:unit_list", {}, {"page": 10}
    unit = Unit.objects.filter(organizations__isnull=False).first()
    yield "orgs:unit_detail", {"pk": unit.pk}, {}


def _partnerships(community):
    for name in ("agreement_list", "project_list"):
        yield f"partnerships:{name}", {}, {}
        yield f"partnerships:{name}", {}, {"page": 10}
        yield f"partnerships:{name}", {}, {"community": community.pk}
    yield "partnerships:agreement_detail", {"pk": Agreement.objects.public().first().pk}, {}
    yield "partnerships:project_detail", {"pk": Project.objects.public().first().pk}, {}
    for name in ("hall", "claim_list", "offered_list", "fund_list", "problem_report"):
        yield f"partnerships:{name}", {}, {}
    for kind in ItemKind:
        item = ListItem.objects.public().of_kind(kind).first()
        yield "partnerships:item_list", {"list_name": item.list_name}, {}
        yield "partnerships:item_list", {"list_name": item.list_name}, {"q": "条目", "page": 40}
        yield "partnerships:item_detail", {"list_name": item.list_name, "pk": item.pk}, {}
