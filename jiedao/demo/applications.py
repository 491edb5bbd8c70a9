"""Applications of new-sector units to found a party organisation."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office
from jiedao.demo.organizations import found_in_unit, level_of
from orgs.models import NewSectorApplication

_STEPS = ("applied_on", "verified_on", "reviewed_on", "approved_on", "refused_on")


def load_applications(office: Office) -> None:
    units = {row["name"]: row for row in source.rows("units")}
    for row in source.rows("applications"):
        name = f"{row['unit']}{row['proposed']}"
        steps = office.calendar.days(row, *_STEPS)
        approved = steps["approved_on"]
        office.add(
            NewSectorApplication(
                organization=office.organizations[units[row["unit"]]["community"]],
                unit=office.units[row["unit"]],
                proposed_level=level_of(name),
                proposed_name=name,
                party_member_count=row["members"],
                refusal_reason=row.get("refusal_reason", ""),
                founded=found_in_unit(office, units[row["unit"]], name, approved) if approved else None,
                note=INVENTED,
                **steps,
            )
        )
