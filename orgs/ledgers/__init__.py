"""Ledgers (台账): the Excel sheets in which offices keep and exchange each kind of record.

A ledger says which columns a record has on paper, in which order, and how each is read from the record.
"""

from orgs.ledgers.base import Column, Kind, Ledger, joined
from orgs.ledgers.directory import ORGANIZATIONS, UNITS
from orgs.ledgers.indicators import INDICATORS
from orgs.ledgers.new_sector import APPLICATIONS, NEW_SECTOR_UNITS
from orgs.ledgers.seats import SEATS

__all__ = [
    "APPLICATIONS",
    "INDICATORS",
    "NEW_SECTOR_UNITS",
    "ORGANIZATIONS",
    "SEATS",
    "UNITS",
    "Column",
    "Kind",
    "Ledger",
    "joined",
]
