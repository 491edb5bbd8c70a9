"""Teams, volunteers, the hours that they gave, and a certificate."""

from decimal import Decimal

from django.utils import timezone

from events.enums import VolunteerState
from events.models import ServiceRecord, Volunteer, VolunteerTeam
from events.workflow import certificates
from events.workflow.volunteers import begin
from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from orgs.models import ConsentText

_STATES = {label: value for value, label in VolunteerState.choices}


def load_volunteers(office: Office) -> None:
    rows = source.read("present/volunteers")
    for row in rows["teams"]:
        office.teams[row["name"]] = _team(office, row)
    for row in rows["volunteers"]:
        for name in row["names"]:
            office.volunteers[name] = _volunteer(office, row, name)
    for row in rows["services"]:
        office.add_all([_service(office, row, office.volunteers[name]) for name in row["by"]])
    for row in rows["certificates"]:
        _certificate(office, row)


def _team(office, row):
    return office.keep(
        VolunteerTeam,
        {"organization": office.organization(row.get("organization")), "name": marked(row["name"])},
        brand=office.brands.get(row.get("brand")),
        unit=office.units.get(row.get("unit")),
        introduction=row["introduction"],
        note=INVENTED,
    )


def _volunteer(office, row, name):
    volunteer = Volunteer(
        organization=office.organization(row["organization"]),
        contact_name=name,
        contact_phone=f"0532-0000-40{name[-2:]}",
        consent=ConsentText.objects.current(),
        consented_at=timezone.now(),
        is_named_public=row.get("is_named", False),
        registered_on=office.calendar.day(row["since"]),
        left_on=office.calendar.day(row.get("left")),
        note=INVENTED,
    )
    begin(volunteer, _STATES[row.get("state", "在册")])
    office.add(volunteer)
    if team := row.get("team"):
        volunteer.teams.add(office.teams[team])
    return volunteer


def _service(office, row, volunteer):
    activity = office.activities.get(row.get("activity"))
    place = activity.organization if activity else office.organization(row["organization"])
    served_on = timezone.localdate(activity.starts_at) if activity else office.calendar.day(row["on"])
    return ServiceRecord(
        organization=place,
        volunteer=volunteer,
        activity=activity,
        category=office.categories["志愿服务", row["item"]],
        served_on=served_on,
        hours=Decimal(str(row["hours"])),
        note=INVENTED,
    )


def _certificate(office, row):
    volunteer, span = office.volunteers[row["volunteer"]], office.calendar.days(row, "since", "until")
    office.add(certificates.drawn_up(volunteer, **span))
