"""Every address of the site, and a row for each that asks for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver

from orgs.enums import ImportState
from orgs.models import Organization
from partnerships.models import Agreement
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.jiedao import registry
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.import_batches import make_batch
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    ListItemFactory,
    ProjectFactory,
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


def fill_in(route: str, place: Organization) -> str:
    """The address with the keys of rows filed at the organisation, which are made for it."""
    values = _values(route, place)
    path = (
        _PART.sub(lambda found: str(values[found[1] or found[2]]), route).removesuffix("$").replace("\\", "")
    )
    return f"/{path}"


def _values(route, place):
    for pattern, make in _MAKERS:
        if found := re.match(pattern, route):
            return make(place, *found.groups())
    return {}


def _admin_row(place, app, model):
    row = registry.ROWS[_model(app, model)](place)
    return {"object_id": row.pk, "id": row.pk, "pk": row.pk}


def _batch(place, app, model, page):
    state = ImportState.COMMITTED if page == "undo" else ImportState.PREVIEWED
    ledger = admin.site._registry[_model(app, model)].ledger.key
    uploader = UserFactory(organizations=[place])
    return {"pk": make_batch(uploader, state, ledger=ledger, organization=place).pk}


def _model(app, model):
    return next(m for m in admin.site._registry if m._meta.label_lower == f"{app}.{model}")


def _termination(place):
    agreement = AgreementFactory(
        organization=place, terminated_on=date(2019, 8, 1), termination_reason="单位迁出。"
    )
    agreement.termination_document.save("document.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"))
    return {"pk": agreement.pk}


def _attachment(place):
    return {"pk": AgreementAttachmentFactory(agreement=AgreementFactory(organization=place)).pk}


def _photo(place, **fields):
    photo = ActivityPhotoFactory(activity=ActivityFactory(organization=place, **fields))
    return {"pk": photo.pk, "size": "full", "field": "image"}


def _on_site(place):
    row = AgreementFactory(organization=place)
    return {"content_type_id": ContentType.objects.get_for_model(Agreement).pk, "object_id": row.pk}


def _item(place):
    item = ListItemFactory(demand=True, organization=place, published_on=date(2019, 5, 14))
    return {"list_name": "demands", "pk": item.pk}


def _public(model) -> Callable:
    makers = {
        "organizations": lambda place: place,
        "units": lambda place: UnitFactory(community=place),
        "agreements": lambda place: AgreementFactory(organization=place),
        "projects": lambda place: ProjectFactory(organization=place),
        "activities": lambda place: ActivityFactory(organization=place),
    }
    return lambda place: {"pk": makers[model](place).pk}


# (what the route begins with, how its keys are made); the first that fits.
_MAKERS: list[tuple[str, Callable]] = [
    (r"admin/partnerships/agreement/<int:pk>/termination-document/", _termination),
    (r"admin/events/activity/photos/", lambda place: _photo(place, is_public=False)),
    (r"admin/(\w+)/(\w+)/import/<int:pk>/(\w*)", _batch),
    (r"admin/r/", _on_site),
    (r"admin/\(\?P<app_label>", lambda place: {"app_label": "partnerships"}),
    (r"admin/\(\?P<url>", lambda place: {"url": "nothing-here/"}),
    (r"admin/(\w+)/(\w+)/.*<", _admin_row),
    (r"statistics/<slug:key>/", lambda place: {"key": "partner_units"}),
    (r"agreements/attachments/", _attachment),
    (r"activities/photos/", _photo),
    (r"lists/<slug:list_name>/", _item),
    *((rf"{name}/<int:pk>/", _public(name)) for name in ("organizations", "units", "agreements", "projects")),
    (r"activities/<int:pk>/", _public("activities")),
]
