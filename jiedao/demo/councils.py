"""Councils of the street and the communities, with their seats."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from orgs.enums import CouncilKind, SeatTitle
from orgs.models import Council, CouncilSeat

_KINDS = {label: value for value, label in CouncilKind.choices}
_TITLES = {label: value for value, label in SeatTitle.choices}


def load_councils(office: Office) -> None:
    for row in source.read("history/councils")["councils"]:
        organization = office.organization(row.get("organization"))
        council = office.keep(
            Council,
            {"organization": organization, "name": marked(f"{organization.label}{row['title']}")},
            kind=_KINDS[row["kind"]],
            cadence=row.get("cadence", 3),
            note=INVENTED,
        )
        office.councils[organization] = council
        office.add_all([_seat(office, council, seat) for seat in row["seats"]])


def _seat(office, council, row):
    holder = row["holder"]
    unit = office.units.get(holder)
    return CouncilSeat(
        council=council,
        unit=unit,
        person_role="" if unit else holder,
        title=_TITLES[row["title"]],
        note=INVENTED,
        **office.calendar.days(row, "since", "until"),
    )
