"""The review of what comes in by a file: who only enters hands the whole file in; an undo brings it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orgs import review
from orgs.enums import ReviewState
from orgs.models import Organization
from orgs.scope import PublicRecord

if TYPE_CHECKING:
    from django.db.models import Model

    from orgs.intake.plan import Chunk
    from orgs.ledgers import Ledger
    from orgs.models import User

# Stands among a row's changes like a column, so that the pages of the batch tell it and an undo finds it.
HEADER = "审核状态"
_IMPORTED, _CHANGED, _UNDONE = "由台账导入", "导入台账时有改动", "撤销导入"


class Reviewing:
    """Of one commit by `user`; None is the command, which publishes."""

    def __init__(self, ledger: Ledger, user: User | None):
        self._ledger, self._user = ledger, user
        self._is_needed = issubclass(ledger.model, PublicRecord) and not (user is None or user.is_superuser)
        self._public = {
            column.header
            for column in ledger.columns
            if column.writes and column.writes.name not in review.STAFF_ONLY
        }
        self._publishes: dict[int, bool] = {}  # by organisation

    def judge(self, chunk: Chunk, at: Sequence[int]) -> None:
        """Before they are written: set the state of the chunk's rows `at`; note where one stood before."""
        if not self._is_needed:
            return
        for i in at:
            record, changes = chunk.records[i], chunk.changes[i]
            if record.review != ReviewState.PUBLISHED or self._may_publish(record.organization_id):
                continue
            if record._was_there:
                if self._public.isdisjoint(changes):
                    continue
                changes[HEADER] = [ReviewState.PUBLISHED.label, ReviewState.SUBMITTED.label]
                chunk.kept[i][HEADER] = record.review
            record.review = ReviewState.SUBMITTED

    def log(self, chunk: Chunk, at: Sequence[int]) -> None:
        """After they are written: the steps of what was handed in."""
        if not self._is_needed:
            return
        new, reopened = [], []
        for i in at:
            record = chunk.records[i]
            if HEADER in chunk.changes[i]:
                reopened.append(record)
            elif not record._was_there and record.review == ReviewState.SUBMITTED:
                new.append(record)
        review.remember_publication(reopened)
        review.write_steps(new, ReviewState.SUBMITTED, self._user, _IMPORTED)
        review.write_steps(reopened, ReviewState.SUBMITTED, self._user, _CHANGED)

    def _may_publish(self, organization):
        if organization not in self._publishes:
            place = Organization.objects.get(pk=organization)
            self._publishes[organization] = review.may_publish(self._user, self._ledger.model, place)
        return self._publishes[organization]


def bring_back(records: Sequence[Model], kept: Mapping[int, dict], user: User | None) -> None:
    """Set the states that records had before an import; to be called before they are written.

    kept: {key of the record: {header: what was kept of it}}
    """
    back = [record for record in records if HEADER in kept[record.pk]]
    for record in back:
        record.review = kept[record.pk][HEADER]
    review.write_steps(back, ReviewState.PUBLISHED, user, _UNDONE)
