"""Stations, brands, postings, and awards that are no stars."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from orgs.enums import AwardKind, PostingRole, StationKind
from orgs.models import Award, Brand, Posting, Station

_STATIONS = {label: value for value, label in StationKind.choices}
_ROLES = {label: value for value, label in PostingRole.choices}
_AWARDS = {label: value for value, label in AwardKind.choices}


def load_places(office: Office) -> None:
    rows = source.read("present/places")
    for row in rows["stations"]:
        office.stations[row["name"]] = _station(office, row)
    for row in rows["brands"]:
        office.brands[row["name"]] = _brand(office, row)
    office.add_all([_posting(office, row) for row in rows["postings"]])
    office.add_all([_award(office, row) for row in rows["awards"]])


def _station(office, row):
    return office.keep(
        Station,
        {"organization": office.organization(row.get("organization")), "name": marked(row["name"])},
        kind=_STATIONS[row.get("kind", "党群服务站")],
        address=row["address"],
        phone=row.get("phone", ""),
        opening_hours=row["opening_hours"],
        area=row["area"],
        facilities=row["facilities"],
        note=INVENTED,
    )


def _brand(office, row):
    return office.keep(
        Brand,
        {"organization": office.organization(row.get("organization")), "name": marked(row["name"])},
        unit=office.units.get(row.get("unit")),
        meaning=row["meaning"],
        note=INVENTED,
    )


def _posting(office, row):
    return Posting(
        organization=office.organization(row.get("organization")),
        role=_ROLES[row["role"]],
        person_name=row["person"],
        target=office.organizations.get(row.get("target")),
        unit=office.units.get(row.get("target_unit")),
        note=INVENTED,
        **office.calendar.days(row, "since", "until"),
    )


def _award(office, row):
    return Award(
        organization=office.street,
        kind=_AWARDS[row["kind"]],
        holder=office.organizations.get(row.get("holder")),
        unit=office.units.get(row.get("unit")),
        title=marked(row["title"]),
        reason=row["reason"],
        note=INVENTED,
        **office.calendar.days(row, "since", "until"),
    )
