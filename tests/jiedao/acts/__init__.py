"""Whatever staff do to a record."""

from tests.jiedao.acts import accounts, claims, funds, items, people, problems, records
from tests.jiedao.acts.attempt import ACTS

__all__ = ["ACTS", "accounts", "claims", "funds", "items", "people", "problems", "records"]
