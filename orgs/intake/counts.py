"""The entry of a unit's party members: a dated row, so that past months stay as reported."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from lib import bulk, cells
from lib.days import today
from orgs.intake.inlets import Inlet, within_range
from orgs.intake.intake import Intake
from orgs.models import PartyMemberCount


class PartyMembers(Inlet):
    """How many there are today. An empty cell says nothing: a count that was reported is not taken back."""

    row_model = PartyMemberCount

    def __init__(self):
        super().__init__("party_members")

    def converter(self, intake):
        field = PartyMemberCount._meta.get_field("count")

        def convert(cell):
            count = within_range(cells.whole(cell), field)
            if count is not None:
                field.run_validators(count)
            return count

        return convert

    def known(self, record):
        return getattr(record, "party_members", None)

    def set(self, record, value):
        if value is not None:
            record.party_members = value

    def restored(self, value):
        return value

    def write(self, records: Sequence[Model], values: Sequence[int | None], intake: Intake) -> None:
        """A row of today for each count given; one of today's that is there already is replaced."""
        given = {r.pk: v for r, v in zip(records, values, strict=True) if v is not None}
        if any(record._was_there for record in records):
            self._remove(given, today())
        if given:
            days = [today()] * len(given)
            bulk.insert_rows(PartyMemberCount, unit_id=list(given), count=list(given.values()), as_of=days)

    def added_since(self, keys, written_on):
        others = PartyMemberCount.objects.exclude(as_of=written_on)
        found = (others.filter(unit__in=part).values_list("unit_id", flat=True) for part in bulk.parts(keys))
        return [pk for part in found for pk in part]

    def unwrite(self, records, values, intake, written_on):
        """Take back the day's row, so that the count before stands again."""
        self._remove([record.pk for record in records], written_on)
        for record, value in zip(records, values, strict=True):
            counts = PartyMemberCount.objects.as_of(today()).filter(unit=record)
            if value is not None and counts.values_list("count", flat=True).first() != value:
                PartyMemberCount.objects.create(unit=record, count=value, as_of=written_on)

    def _remove(self, units, day):
        for part in bulk.parts(units):
            PartyMemberCount.objects.filter(unit__in=part, as_of=day).delete()
