"""Visits, and what was found to be needed."""

from events.enums import NeedKind
from events.models import Visit, VisitNeed
from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office
from orgs.models import Posting

_KINDS = {label: value for value, label in NeedKind.choices}


def load_visits(office: Office) -> None:
    for row in source.read("present/visits")["visits"]:
        unit = office.units.get(row.get("unit"))
        visit = office.add(
            Visit(
                organization=office.organization(row.get("organization")),
                visited_on=office.calendar.day(row["on"]),
                visitor_name=row["visitor"],
                posting=Posting.objects.filter(person_name=row["visitor"], unit=unit, note=INVENTED).first(),
                unit=unit,
                households=row.get("households"),
                findings=row["findings"],
                note=INVENTED,
            )
        )
        needs = [VisitNeed(visit=visit, text=n["text"], kind=_KINDS[n["kind"]]) for n in row.get("needs", [])]
        office.add_all(needs)
