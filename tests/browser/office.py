"""The demo office, and the address of every public page of it."""

import io
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import reverse

from events.models import Activity
from lib.backup import engines
from lib.days import today
from orgs.models import Organization, Station, Unit
from partnerships.models import Agreement, ListItem, Project

LISTS = ("resources", "demands", "services")


# What loading it on that day came to: a copy of the database, and the stored files by path.
_LOADED: dict[date, tuple[bytes, dict[Path, bytes]]] = {}


def load() -> None:
    """Into an empty database. Done once, then put back from a copy, which takes a tenth of the time."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        if today() not in _LOADED:
            call_command("demo", stdout=io.StringIO())
            engines.current().copy(copy)
            _LOADED[today()] = copy.read_bytes(), _stored()
            return
        database, files = _LOADED[today()]
        copy.write_bytes(database)
        engines.current().restore(copy, "django_session")
    ContentType.objects.clear_cache()
    for path, content in files.items():
        (settings.MEDIA_ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.MEDIA_ROOT / path).write_bytes(content)


def _stored():
    paths = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return {path.relative_to(settings.MEDIA_ROOT): path.read_bytes() for path in paths}


def _series():
    return Activity.objects.public().exclude(series="").values_list("series", flat=True).first()


def _open_for_signups():
    return Activity.objects.public().upcoming().filter(takes_signups=True).first()


def public_pages() -> dict[str, str]:
    """{name of the page: address}: every list, one page of every noun, and what spans them."""
    street = Organization.objects.office()
    community = Organization.objects.communities().first()
    front = {name: reverse(f"jiedao:{name}") for name in ("home", "statistics", "search", "sitemap_page")}
    return front | {
        "accessibility": reverse("jiedao:accessibility"),
        "home_past": reverse("jiedao:home") + "?date=2019-06-30",
        "figure": reverse("jiedao:figure", args=["partner_units"]),
        "figure_private": reverse("jiedao:figure", args=["new_sector_members"]),
        "search_found": reverse("jiedao:search") + "?q=青岛二中",
        "statistics_by_place": f"{reverse('jiedao:statistics')}?by=place",
        "statistics_community": f"{reverse('jiedao:statistics')}?organization={community.pk}",
        "organizations": reverse("orgs:organization_list"),
        "street": street.get_absolute_url(),
        "community": community.get_absolute_url(),
        "units": reverse("orgs:unit_list"),
        "unit": Unit.objects.get(name="青岛二中").get_absolute_url(),
        "agreements": reverse("partnerships:agreement_list"),
        "agreement": Agreement.objects.public().filter(witness__isnull=False).first().get_absolute_url(),
        "results": reverse("partnerships:results"),
        "projects": reverse("partnerships:project_list"),
        "project": Project.objects.public().first().get_absolute_url(),
        "activities": reverse("events:activity_list"),
        "activities_past": reverse("events:activity_list") + "?when=past",
        "activity": Activity.objects.public().upcoming().first().get_absolute_url(),
        "activity_photos": Activity.objects.public().filter(photos__isnull=False).first().get_absolute_url(),
        "activity_month": reverse("events:activity_month"),
        "series": reverse("events:series_detail", args=[_series()]),
        "sign_up": reverse("events:sign_up", args=[_open_for_signups().pk]),
        "stations": reverse("orgs:station_list"),
        "station": Station.objects.public().first().get_absolute_url(),
        "teams": reverse("events:team_list"),
        "points": reverse("events:points"),
        "honour_roll": reverse("events:honour_roll"),
        **{name: reverse("partnerships:item_list", args=[name]) for name in LISTS},
        **{
            f"{name}_item": ListItem.objects.public().filter(kind=name[:-1]).first().get_absolute_url()
            for name in LISTS
        },
    }
