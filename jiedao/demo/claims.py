"""Claims of demands, and orders of services, in every state."""

from django.utils import timezone

from jiedao.demo import source
from jiedao.demo.notes import add_notes
from jiedao.demo.office import CONTACT, INVENTED, Office
from orgs.models import ConsentText
from partnerships.enums import IN_FORCE, ClaimOrigin, ClaimState, PartnerRole
from partnerships.models import Claim, ClaimParty, ListItem

_DAYS = ("claimed_on", "contacted_on", "due_on", "done_on", "rated_on", "closed_on")
_STATES = {label: value for value, label in ClaimState.choices}
_ORIGINS = {label: value for value, label in ClaimOrigin.choices}


def load_claims(office: Office) -> None:
    """The first confirmed first, those that nobody has confirmed last."""
    consent = ConsentText.objects.current()
    rows = [row | office.calendar.days(row, *_DAYS) for row in source.rows("claims")]
    for row in sorted(rows, key=lambda row: row["claimed_on"] or office.calendar.loaded_on):
        claim = _claim(office, row, consent)
        parties = [office.units[name] for name in row.get("by", [])] or _found(office, row, claim.item)
        office.add_all([_party(claim, place, unit) for place, unit in enumerate(parties)])
        add_notes(office, claim, row.get("notes", []))


def _claim(office, row, consent):
    item = _item(office, row)
    asking = office.organizations[row["asks"]] if "asks" in row else item.organization
    return office.add(
        Claim(
            item=item,
            organization=asking,
            origin=_origin(row),
            status=_state(row),
            unit_name=row.get("typed", ""),
            offer=row["offer"],
            agreement=_agreement(office, row, asking),
            project=office.projects.get(row.get("project")),
            result=row.get("result", ""),
            rating=row.get("rating"),
            rating_comment=row.get("comment", ""),
            reason=row.get("reason", ""),
            note=INVENTED,
            **_contact(row, consent),
            **{name: row[name] for name in _DAYS},
        )
    )


def _item(office, row):
    return office.demands[row["demand"]] if "demand" in row else office.services[row["service"]]


def _origin(row):
    if "service" in row:
        return ClaimOrigin.ORDERED
    return _ORIGINS[row["origin"]] if "origin" in row else ClaimOrigin.ASSIGNED


def _state(row):
    """Said where a claim was given up; else it follows from the days."""
    if "state" in row:
        return _STATES[row["state"]]
    reached = (
        ("rated_on", ClaimState.RATED),
        ("done_on", ClaimState.DONE),
        ("claimed_on", ClaimState.WORKING if row.get("working") else ClaimState.CLAIMED),
    )
    return next((state for day, state in reached if row[day]), ClaimState.PENDING)


def _contact(row, consent):
    """Of those alone that still wait: whose contact nobody needs any more is forgotten."""
    if _state(row) != ClaimState.PENDING or _origin(row) != ClaimOrigin.PUBLIC:
        return {}
    number = row["typed"].removeprefix("示例单位")
    given = {"contact_name": CONTACT, "contact_phone": f"0532-0000-10{number}"}
    return given | {"consent": consent, "consented_at": timezone.now()}


def _agreement(office, row, asking):
    """The first that one of the units had with the asking side on that day."""
    day = row["claimed_on"]
    units = row["by"] if "by" in row else [row.get("service")]
    found = (office.agreements.get((unit, asking)) for unit in units)
    return next((each for each in found if each and day and each.status(day) in IN_FORCE), None)


def _found(office, row, item: ListItem):
    """Who offers the service; nobody has found the unit of a claim that waits."""
    return [item.unit] if "service" in row else []


def _party(claim, place, unit):
    role = PartnerRole.TAKES_PART if place else PartnerRole.LEAD
    return ClaimParty(claim=claim, unit=unit, role=role)
