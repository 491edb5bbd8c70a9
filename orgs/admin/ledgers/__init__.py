"""The staff pages on which a ledger goes in and comes out."""

from orgs.admin.ledgers.admin import LedgerAdmin

__all__ = ["LedgerAdmin"]
