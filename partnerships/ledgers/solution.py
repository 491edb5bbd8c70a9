"""The day of a problem's solution as a ledger brings it: as in the form, it is not taken away, does not lie
before the problem came back, and whoever brings it is the one who solved it.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max

from lib import bulk
from orgs.intake.inlets import Day
from partnerships.models import Problem, ProblemReopening
from partnerships.workflow.problems import KEPT, too_early


class SolutionDay(Day):
    def load(self, records):
        """What stood there before, and since when the problem is open again. A query for each 500 records."""
        reopened = {}
        for part in bulk.parts(record.pk for record in records):
            rows = ProblemReopening.objects.filter(problem__in=part).order_by().values_list("problem")
            reopened |= dict(rows.annotate(Max("reopened_on")))
        for record in records:
            record._solved_before, record._reopened_on = record.solved_on, reopened.get(record.pk)

    def meant(self, record, value: date | None) -> date | None:
        if not record._was_there or value == record.solved_on:
            return value
        if value is None:
            raise ValidationError(KEPT)
        if record._reopened_on and value < record._reopened_on:
            raise ValidationError(too_early(record._reopened_on))
        return value

    def write(self, records, values, intake):
        """The solver of those that had no solution before; nobody is known where a command brings it."""
        solved = [
            record.pk
            for record, value in zip(records, values, strict=True)
            if value and not (record._was_there and record._solved_before)
        ]
        self._name(solved, intake.user)

    def unwrite(self, records, values, intake, written_on):
        self._name([r.pk for r, value in zip(records, values, strict=True) if value is None], None)

    @staticmethod
    def _name(keys, user):
        for part in bulk.parts(keys):
            Problem._base_manager.filter(pk__in=part).update(solved_by=user)
