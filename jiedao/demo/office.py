"""The office while it is being loaded: what is there, by name, and what was added."""

from collections import Counter
from datetime import date

from django.db import models

from events.models import Activity, Volunteer, VolunteerTeam
from jiedao.demo.calendar import Calendar
from lib.photos import Photo
from orgs.models import Brand, Category, Council, Organization, Station, Unit
from partnerships.models import Agreement, ListItem, Project

INVENTED = "示例数据"
REPORTED = "据公开报道"
CONTACT = "示例联系人"


def marked(title: str) -> str:
    """The title, saying that it is an example."""
    return title if "示例" in title else f"{title}（示例）"


class Office:
    def __init__(self, loaded_on: date):
        self.calendar = Calendar(loaded_on)
        self.organizations: dict[str, Organization] = {}
        self.units: dict[str, Unit] = {}
        self.profiles: dict[str, dict] = {}  # by name of the invented unit
        self.categories: dict[tuple[str, str], Category] = {}
        self.agreements: dict[tuple[str, Organization], Agreement] = {}  # the first of a unit at a place
        self.demands: dict[str, ListItem] = {}
        self.services: dict[str, ListItem] = {}  # by name of the unit that offers it
        self.projects: dict[str, Project] = {}
        self.councils: dict[Organization, Council] = {}
        self.stations: dict[str, Station] = {}
        self.brands: dict[str, Brand] = {}
        self.activities: dict[str, Activity] = {}
        self.teams: dict[str, VolunteerTeam] = {}
        self.volunteers: dict[str, Volunteer] = {}
        self.photos: list[Photo] = []
        self.added: Counter[type[models.Model]] = Counter()

    def add(self, record: models.Model) -> models.Model:
        record.save()
        self.added[type(record)] += 1
        return record

    def add_all(self, records: list[models.Model]) -> None:
        """For models whose rows need nothing but to be stored."""
        if records:
            type(records[0]).objects.bulk_create(records)
            self.added[type(records[0])] += len(records)

    def keep(self, model: type[models.Model], same: dict, **values) -> models.Model:
        """The row that is there already, whatever it says by now, or else a new one."""
        found = model.objects.filter(**same).first()
        return found or self.add(model(**same, **values))

    @property
    def street(self) -> Organization:
        return next(iter(self.organizations.values()))

    def organization(self, name: str | None) -> Organization:
        return self.organizations[name] if name else self.street

    def signatory(self, name: str) -> dict[str, models.Model]:
        """The party of that name: an organisation, or a unit that signs itself."""
        if name in self.organizations:
            return {"organization": self.organizations[name]}
        return {"unit": self.units[name]}
