"""Funds with what came in, what was used and what was countered."""

from decimal import Decimal

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from partnerships.enums import FundKind
from partnerships.models import Fund, FundEntry

_KINDS = {label: value for value, label in FundKind.choices}


def load_funds(office: Office) -> None:
    for row in source.read("present/funds")["funds"]:
        fund = office.add(
            Fund(
                organization=office.organization(row.get("organization")),
                name=marked(row["name"]),
                kind=_KINDS[row["kind"]],
                purpose=row["purpose"],
                note=INVENTED,
            )
        )
        for entry in row["entries"]:
            _enter(office, fund, entry)


def _enter(office, fund, row):
    """An entry, and after it the one that counters it, if any."""
    entry = office.add(
        FundEntry(
            fund=fund,
            day=office.calendar.day(row["on"]),
            amount=Decimal(row["amount"]),
            purpose=row["purpose"],
            project=office.projects.get(row.get("project")),
            donor=office.units.get(row.get("donor")),
            donor_name=row.get("person", ""),
            donor_is_named=row.get("named", False),
        )
    )
    if counter := row.get("countered"):
        office.add(
            FundEntry(
                fund=fund,
                day=office.calendar.day(counter["on"]),
                amount=-entry.amount,
                purpose=counter["reason"],
                project=entry.project,
                corrects=entry,
            )
        )
