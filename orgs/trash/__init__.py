"""The bin: deleted records, kept whole until they are restored or purged."""

from orgs.trash.restoring import CannotRestore
from orgs.trash.workflow import Restored, in_bin, purge, restore, throw_away, throw_away_row

__all__ = ["CannotRestore", "Restored", "in_bin", "purge", "restore", "throw_away", "throw_away_row"]
