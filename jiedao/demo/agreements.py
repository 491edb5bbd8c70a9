"""Agreements: those of the facts, and those of the invented units."""

from datetime import date

from jiedao.demo import source
from jiedao.demo.office import INVENTED, REPORTED, Office
from orgs.enums import OrganizationLevel
from partnerships.enums import AgreementKind
from partnerships.models import Agreement, AgreementAmendment, AgreementParty

_KINDS = {label: value for value, label in AgreementKind.choices}
_DAYS = ("signed_on", "effective_on", "ends_on", "terminated_on")


def load_agreements(office: Office) -> None:
    """Numbers follow the days of signing, so the rows go in by day."""
    facts = [{"note": REPORTED} | fact for fact in source.read("office")["agreements"]]
    rows = [*facts, *source.rows("agreements")]
    rows = [row | office.calendar.days(row, *_DAYS) for row in rows]
    renewable: dict[str, Agreement] = {}
    for row in sorted(rows, key=lambda row: row["signed_on"] or date.max):
        agreement = _agreement(office, row, renewable.get(row.get("renews")))
        if key := row.get("key"):
            renewable[key] = agreement


def _agreement(office, row, renewed):
    parties = [office.signatory(name) for name in row["parties"]]
    theme, content = _purpose(office, parties)
    agreement = office.add(
        Agreement(
            organization=_in_charge(office, parties),
            title=row.get("title") or f"{_named(row['parties'])}{theme}共建协议",
            kind=_KINDS[row.get("kind", AgreementKind.PAIRED.label)],
            content=content,
            witness=office.organizations.get(row.get("witness")),
            renews=renewed,
            termination_reason=row.get("termination_reason", ""),
            note=row.get("note", INVENTED),
            **{name: row[name] for name in _DAYS},
        )
    )
    for order, party in enumerate(parties, start=1):
        post = "党组织书记" if "organization" in party else "单位负责人"
        signed_on = office.calendar.day(row.get("signed_by", {}).get(row["parties"][order - 1]))
        office.add(
            AgreementParty(
                agreement=agreement, order=order, signatory_post=post, signed_on=signed_on, **party
            )
        )
        office.agreements.setdefault((str(_unit_of(party)), agreement.organization), agreement)
    for amendment in row.get("amendments", []):
        _amend(office, agreement, amendment)
    return agreement


def _amend(office, agreement, row):
    """The new text stands in the agreement, the old one beside it."""
    before, agreement.content = agreement.content, row["after"]
    agreement.save()
    office.add(
        AgreementAmendment(
            agreement=agreement,
            amended_on=office.calendar.day(row["on"]),
            before=before,
            after=agreement.content,
            reason=row["reason"],
        )
    )


def _named(parties):
    """甲与乙, 甲、乙与丙."""
    *others, last = parties
    return f"{'、'.join(others)}与{last}"


def _purpose(office, parties):
    """What the agreement is about, by the profile of the first invented unit; nothing for the facts."""
    profiles = (office.profiles.get(str(_unit_of(party))) for party in parties)
    about = next(filter(None, profiles), None)
    return (f"“{about['theme']}”", about["content"]) if about else ("", "")


def _unit_of(party):
    return party["unit"] if "unit" in party else party["organization"].unit


def _in_charge(office, parties):
    """The community among the parties, else the area, else the street."""
    line = {
        party["organization"].level: party["organization"] for party in parties if "organization" in party
    }
    return line.get(OrganizationLevel.COMMUNITY) or line.get(OrganizationLevel.AREA) or office.street
