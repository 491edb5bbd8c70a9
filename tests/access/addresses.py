"""Every address of the site, and rows for it: those whose keys it asks for, and those that it lists."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.contrib import admin
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver

from orgs.enums import ImportState, Verdict
from orgs.ledgers.blank import blank
from orgs.models import Organization
from tests.access.activity_addresses import PAGES as ACTIVITY_PAGES
from tests.access.bid_addresses import PAGES as BID_PAGES
from tests.access.claim_addresses import PAGES as CLAIM_PAGES
from tests.access.fund_addresses import PAGES as FUND_PAGES
from tests.access.point_addresses import PAGES as POINT_PAGES
from tests.access.signup_addresses import PAGES as SIGNUP_PAGES
from tests.access.volunteer_addresses import PAGES as VOLUNTEER_PAGES
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.events.people_factories import MeetingFactory, SignupFactory
from tests.jiedao import registry
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.import_batches import fill, make_batch, row
from tests.orgs.place_factories import StationFactory
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    ListItemFactory,
    ProjectFactory,
)
from tests.partnerships.loop_factories import (
    AgreementAmendmentFactory,
    ClaimFactory,
    NotePhotoFactory,
    ProgressNoteFactory,
)

_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes() -> list[str]:
    """Every address as the URL map writes it, from the root on: `units/<int:pk>/`."""
    return sorted(_walk(get_resolver().url_patterns, ""))


def _walk(patterns, before) -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _walk(each.url_patterns, route)


def fill_in(route: str, place: Organization, *, is_public: bool = True) -> str:
    """The address with the keys of rows filed at the organisation, which are made for it.

    `is_public` is said of rows that have pages for residents.
    """
    values = _values(route, place, is_public)
    return with_keys(route, values) + _QUERIES.get(route, "")


def with_keys(route: str, values: Mapping[str, object]) -> str:
    path = (
        _PART.sub(lambda found: str(values[found[1] or found[2]]), route).removesuffix("$").replace("\\", "")
    )
    return f"/{path}"


def keys_of(route: str) -> list[str]:
    """Names of what the address asks for: ["pk"]."""
    return [found[1] or found[2] for found in _PART.finditer(route)]


def _values(route, place, is_public):
    for pattern, make in _PAGES_FOR_RESIDENTS:
        if re.match(pattern, route):
            return make(place, is_public)
    for pattern, make in _MAKERS:
        if found := re.match(pattern, route):
            return make(place, *found.groups())
    return {}


def _admin_row(place, app, model):
    row = registry.ROWS[_model(app, model)](place)
    return {"object_id": row.pk, "id": row.pk, "pk": row.pk}


def _act(place, app, model):
    """The first of the verbs that the model's admin offers."""
    verb = admin.site._registry[_model(app, model)].acts[0].move.key
    return _admin_row(place, app, model) | {"verb": verb}


def _batch(place, app, model, page):
    state = ImportState.COMMITTED if page == "undo" else ImportState.PREVIEWED
    ledger = admin.site._registry[_model(app, model)].ledger
    batch = make_batch(UserFactory(organizations=[place]), state, ledger=ledger.key, organization=place)
    if page == "mistakes":
        _spoil(batch, ledger)
    return {"pk": batch.pk}


def _spoil(batch, ledger):
    """A sheet that has the ledger's columns, and a wrong row in it."""
    sheet = io.BytesIO()
    blank(ledger, batch.user, sheet)
    batch.file.save("upload.xlsx", ContentFile(sheet.getvalue()))
    fill(batch, Verdict.WRONG, [row(3, errors=[["", "与第4行重复。"]])])


def _model(app, model):
    return next(m for m in admin.site._registry if m._meta.label_lower == f"{app}.{model}")


def _termination(place):
    agreement = AgreementFactory(
        organization=place, terminated_on=date(2019, 8, 1), termination_reason="单位迁出。"
    )
    agreement.termination_document.save("document.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"))
    return {"pk": agreement.pk}


def _photo(place, **fields):
    photo = ActivityPhotoFactory(activity=ActivityFactory(organization=place, **fields))
    return {"pk": photo.pk, "size": "full", "field": "image"}


def _note_photo(place):
    note = ProgressNoteFactory(claim=ClaimFactory(organization=place))
    return {"pk": NotePhotoFactory(note=note).pk, "field": "image"}


def _ordered(place):
    """Staff of every branch order a public service (tests/partnerships/test_item_ordering.py), its own
    staff one that residents do not see."""
    return {"pk": ListItemFactory(service=True, organization=place, is_public=False).pk}


def _attachment(place, is_public):
    agreement = AgreementFactory(organization=place, is_public=is_public)
    return {"pk": AgreementAttachmentFactory(agreement=agreement).pk}


def _amendment(place, is_public):
    agreement = AgreementFactory(organization=place, is_public=is_public)
    document = ContentFile(b"%PDF-1.4\n%%EOF\n", "document.pdf")
    return {"pk": AgreementAmendmentFactory(agreement=agreement, document=document).pk}


def _item(place, is_public):
    item = ListItemFactory(
        demand=True, organization=place, published_on=date(2019, 5, 14), is_public=is_public
    )
    return {"list_name": "demands", "pk": item.pk}


def _organization(place, is_public):
    return {"pk": OrganizationFactory(branch=True, parent=place, is_public=is_public).pk}


def _filed(factory, **fields):
    return lambda place, is_public: {"pk": factory(organization=place, is_public=is_public, **fields).pk}


# (what the route begins with, how its keys are made); the first that fits.
_PAGES_FOR_RESIDENTS: list[tuple[str, Callable]] = [
    (r"organizations/<int:pk>/", _organization),
    (
        r"units/<int:pk>/",
        lambda place, is_public: {"pk": UnitFactory(community=place, is_public=is_public).pk},
    ),
    (r"stations/<int:pk>/", _filed(StationFactory)),
    (r"agreements/<int:pk>/", _filed(AgreementFactory)),
    (r"agreements/attachments/", _attachment),
    (r"agreements/amendments/", _amendment),
    *BID_PAGES,
    (r"projects/<int:pk>/", _filed(ProjectFactory)),
    *SIGNUP_PAGES,
    *ACTIVITY_PAGES,
    (r"activities/<int:pk>/", _filed(ActivityFactory)),
    (r"activities/photos/", lambda place, is_public: _photo(place, is_public=is_public)),
    (r"lists/<slug:list_name>/", _item),
    *CLAIM_PAGES,
    *FUND_PAGES,
    *POINT_PAGES,
    *VOLUNTEER_PAGES,
    (r"statistics/<slug:key>/", lambda place, is_public: {"key": "partner_units"}),
]
_MAKERS: list[tuple[str, Callable]] = [
    (r"sitemap-", lambda place: {"section": "activities"}),
    (
        r"admin/events/activity/<int:pk>/(?:meeting|minutes)/",
        lambda place: {"pk": MeetingFactory(organization=place).pk},
    ),
    (r"check-in/<str:code>/", lambda place: {"code": SignupFactory(activity__organization=place).code}),
    (r"admin/partnerships/agreement/<int:pk>/termination-document/", _termination),
    (r"admin/events/activity/photos/", lambda place: _photo(place, is_public=False)),
    (r"admin/partnerships/claim/note-photos/", _note_photo),
    (r"admin/partnerships/service/menu/<", _ordered),
    (r"admin/(\w+)/(\w+)/import/<int:pk>/(\w*)", _batch),
    (r"admin/(\w+)/(\w+)/<int:pk>/act/", _act),
    (r"admin/\(\?P<app_label>", lambda place: {"app_label": "partnerships"}),
    (r"admin/\(\?P<url>", lambda place: {"url": "nothing-here/"}),
    (r"admin/(orgs|partnerships|events)/(\w+)/(?:.*<|$|export/)", _admin_row),
]
_QUERIES = {"admin/autocomplete/": "?app_label=partnerships&model_name=agreement&field_name=organization"}
