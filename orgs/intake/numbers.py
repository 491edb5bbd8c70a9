"""Numbers of imported records: those that the file gives, and those that the office gives to the others."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from lib.bulk import parts
from orgs.models import Numbered, NumberSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.sheets.table import Table
    from orgs.intake.index import Index
    from orgs.intake.intake import Intake
    from orgs.intake.plan import Chunk
    from orgs.ledgers import Ledger


# Numbers of another list or kind would stand in the way of its series.
_LIKE_OURS = re.compile(r"[A-Z]{2}-\d{4}-\d{4,}")


class Numbers:
    """Numbers in the office's own form continue its series without a gap; others are kept as they are."""

    def __init__(self, ledger: Ledger, intake: Intake, index: Index):
        self._intake, self._ledger, self._index = intake, ledger, index

    def are_brought_by(self, table: Table) -> bool:
        """Does the file bring new ones? Then it must be judged as a whole: others are numbered after them."""
        if not issubclass(self._ledger.model, Numbered):
            return False
        known = set(self._index.number_of.values())
        return any(cell and str(cell).strip() not in known for cell in table.column(self._ledger.number))

    def look(self, chunk: Chunk) -> None:
        """At the numbers that new rows bring; also say which office gave them."""
        if not issubclass(self._ledger.model, Numbered):
            return
        given = defaultdict(dict)  # (office, prefix, year) → {place: (index, record)}
        taken = self._taken(
            [r.number for r in chunk.records if r is not None and not r._was_there and r.number]
        )
        for index, record in enumerate(chunk.records):
            if record is None or record._was_there or not record.number:
                continue
            record.office_id = self._index.office_of(record.organization_id)
            if (record.office_id, record.number) in taken:
                self._intake.refuse(index, self._ledger.number, "这个编号已经用过，请核对，或把编号空着。")
            elif _LIKE_OURS.fullmatch(record.number) and not record.place_in_series():
                told = f"这样的编号字头应是{record.number_prefix}。请核对，或把编号空着，由系统编号。"
                self._intake.refuse(index, self._ledger.number, told)
            if place := record.place_in_series():
                year, last = place
                if record.number != record.number_in(year, last):
                    self._intake.refuse(
                        index, self._ledger.number, f"编号应写成{record.number_in(year, last)}。"
                    )
                given[record.office_id, record.number_prefix, year][last] = (index, record)
        self._refuse_gaps(given)

    def _taken(self, numbers):
        """Those of the numbers that records have, of this ledger or of one that numbers are shared with."""
        taken, rows = set(), self._ledger.model._meta.concrete_model._base_manager
        for part in parts(numbers):
            taken |= set(rows.filter(number__in=part).values_list("office_id", "number"))
        return taken

    def _refuse_gaps(self, given):
        for (office, prefix, year), places in given.items():
            series = NumberSeries.objects.filter(office=office, prefix=prefix, year=year)
            expected = (series.values_list("last", flat=True).first() or 0) + 1
            for place in sorted(places):
                index, record = places[place]
                if place != expected:
                    gap = record.number_in(year, expected)
                    message = f"编号会中断：前面还缺{gap}。请补上，或把编号空着，由系统编号。"
                    self._intake.refuse(index, self._ledger.number, message)
                    break
                expected += 1


def assign(records: Sequence[Numbered], index: Index) -> None:
    """Number the new records that have none, in their order; move the series behind the numbers given.

    Inside the transaction that writes the records: each series stays locked until it ends.
    """
    by_series = defaultdict(list)
    for record in records:
        if record.number:
            place = record.place_in_series()
            if place:
                by_series[record.office_id, record.number_prefix, place[0]].append((place[1], record))
        elif day := record.numbered_on:
            record.office_id = index.office_of(record.organization_id)
            by_series[record.office_id, record.number_prefix, day.year].append((None, record))
    for (office, prefix, year), numbered in by_series.items():
        series = NumberSeries.locked(office_id=office, prefix=prefix, year=year)
        series.last = max([series.last, *(place for place, _ in numbered if place)])
        for place, record in numbered:
            if place is None:
                series.last += 1
                record.number = record.number_in(year, series.last)
        series.save(update_fields=["last"])
