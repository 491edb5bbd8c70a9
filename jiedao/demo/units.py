"""Units: those of the facts, and 示例单位01 …, each after one of the profiles."""

from stdnum.cn import uscc

from jiedao.demo import source
from jiedao.demo.office import INVENTED, REPORTED, Office
from orgs.enums import UnitNature
from orgs.models import PartyMemberCount, Unit

_NATURES = {label: value for value, label in UnitNature.choices}


def load_units(office: Office) -> None:
    for fact in source.read("office")["units"]:
        same = {"name": fact["name"]}
        office.units[fact["name"]] = office.keep(Unit, same, nature=_NATURES[fact["nature"]], note=REPORTED)
    profiles = source.read("history/profiles")
    for place, row in enumerate(source.rows("units"), start=1):
        office.profiles[row["name"]] = profiles[row["profile"]]
        office.units[row["name"]] = _unit(office, place, row, profiles[row["profile"]])


def invented_uscc(place: int) -> str:
    """A code with a right check character, of a division (000000) that does not exist."""
    body = f"91000000{place:09}"
    return body + uscc.calc_check_digit(body)


def _unit(office, place, row, profile):
    unit = office.keep(
        Unit,
        {"name": row["name"]},
        uscc=invented_uscc(place),
        nature=_NATURES[profile["nature"]],
        industry=profile["industry"],
        community=office.organizations[row["community"]],
        employee_count=row.get("employees"),
        contact_phone=f"0532-0000-{1000 + place}",
        note=INVENTED,
        **office.calendar.days(row, "received_on", "left_on"),
    )
    counts = [
        PartyMemberCount(unit=unit, as_of=office.calendar.day(as_of), count=count)
        for as_of, count in row.get("members", [])
    ]
    present = set(unit.party_member_counts.values_list("as_of", flat=True))
    office.add_all([count for count in counts if count.as_of not in present])
    return unit
