"""Which record a row means: by its number, else by what tells the records of the ledger apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from lib.days import today
from orgs.enums import OrganizationLevel
from orgs.models import Numbered, Organization
from orgs.scope import SEGMENT

if TYPE_CHECKING:
    from orgs.intake.intake import Intake
    from orgs.ledgers import Ledger


class Index:
    """All records of the ledger's model by number and by identity, and the lines that mean them."""

    def __init__(self, ledger: Ledger, intake: Intake):
        self._ledger, self._intake = ledger, intake
        self._entries = [ledger.column(header).writes for header in ledger.identity]
        self._has_office = issubclass(ledger.model, Numbered)
        self._numbers: dict[Hashable, int] = {}
        self._keys: dict[Hashable, list[int]] = defaultdict(list)
        self.number_of: dict[int, str] = {}
        self._lines: dict[Hashable, int] = {}
        self._load()

    def match(self, count: int) -> list[int | None]:
        """The key of the record that each row of the chunk means; None for a new one."""
        keys, numbers = self._row_keys(count), self._row_numbers(count)
        return [self._match(index, numbers[index], keys[index]) for index in range(count)]

    def _match(self, index, number, key):
        intake, ledger = self._intake, self._ledger
        if number is None and key is None:
            return None
        by_number = self._numbers.get(number) if number else None
        by_key = self._keys.get(key, []) if key else []
        found = by_number or self._among(by_key, index, number)
        if by_number and by_key and by_number not in by_key:
            intake.refuse(index, ledger.number, f"与已有的另一条记录重复{self._told(by_key[0])}，请核对。")
        # A record that is there keeps its identity, even one that another record shares.
        is_kept = found in by_key and (bool(by_number) or len(by_key) > 1)
        self._claim(index, found, number, None if is_kept else key)
        return found

    def _among(self, found, index, number):
        """Of the records with the row's identity, the one meant."""
        if not found:
            return None
        if number and self._has_office and self.number_of.get(found[0]):
            message = f"这条记录已经有了{self._told(found[0])}，与表中的编号不同，请核对。"
            self._intake.refuse(index, self._ledger.number, message)
        if len(found) > 1 and self._has_office:
            rows = self._ledger.model._default_manager.filter(pk__in=found).order_by("pk")
            numbers = "、".join(
                filter(None, self._intake.names.visible(rows).values_list("number", flat=True))
            )
            which = f"（{numbers}）" if numbers else ""
            told = f"系统里有{len(found)}条同样的记录，请填写{self._ledger.number}{which}。"
            self._intake.refuse(index, "", told)
        # Of records without numbers that are alike, the file's rows mean one after the other.
        return next((pk for pk in found if ("pk", pk) not in self._lines), found[-1])

    def _claim(self, index, found, number, key):
        """Two rows of one file must not mean the same record."""
        line = self._intake.lines[index]
        claims = [("pk", found)] if found else []
        claims += [("number", number)] if number else []
        claims += [("key", key)] if key else []
        for claim in claims:
            other = self._lines.setdefault(claim, line)
            if other != line:
                self._intake.problems[other].append(("", f"与第{line}行是同一条记录，请只留一行。"))
                self._intake.refuse(index, "", f"与第{other}行是同一条记录，请只留一行。")
                return

    def _row_keys(self, count):
        empty = [None] * count
        columns = [self._intake.values.get(header, empty) for header in self._ledger.identity]
        return [
            None if key[0] in (None, "") or self._intake.is_wrong(index) else key
            for index, key in enumerate(zip(*columns, strict=True))
        ]

    def _row_numbers(self, count):
        numbers = self._intake.values.get(self._ledger.number) or [None] * count
        places = self._intake.values.get(self._ledger.in_charge, [None] * count)
        return [
            (self.office_of(place), number) if number and not self._intake.is_wrong(index) else None
            for index, (number, place) in enumerate(zip(numbers, places, strict=True))
        ]

    def office_of(self, place: int | None) -> int | None:
        """The office that numbers what is filed there."""
        return self._offices.get(place) if self._has_office else None

    def _load(self):
        if self._has_office:
            self._offices = _offices()
        lookups = [lookup for entry in self._entries for lookup in entry.lookups]
        number = self._ledger.column(self._ledger.number).writes.name if self._ledger.number else "pk"
        office = "office_id" if self._has_office else "pk"
        rows = self._ledger.model._default_manager.order_by("pk").values_list("pk", office, number, *lookups)
        widths = [len(entry.lookups) for entry in self._entries]
        for pk, office_id, number_given, *columns in rows.iterator():
            if self._ledger.number and number_given:
                self._numbers[office_id if self._has_office else None, number_given] = pk
                self.number_of[pk] = number_given
            values, start = [], 0
            for entry, width in zip(self._entries, widths, strict=True):
                values.append(entry.value_of(*columns[start : start + width]))
                start += width
            self._keys[tuple(values)].append(pk)
        self._arrange()

    def _arrange(self):
        """Records that nothing tells apart: in the ledger's order, those that it does not list last."""
        twins = {key: pks for key, pks in self._keys.items() if len(pks) > 1}
        if not twins:
            return
        listed = self._ledger.records(today()).prefetch_related(None).values_list("pk", flat=True)
        places = {pk: place for place, pk in enumerate(listed.iterator())}
        for key, pks in twins.items():
            self._keys[key] = sorted(pks, key=lambda pk: places.get(pk, len(places)))

    def _told(self, pk):
        """（编号GJ-2019-0001）, for a record that the user sees."""
        number, rows = self.number_of.get(pk), self._ledger.model._default_manager.filter(pk=pk)
        is_seen = number and self._intake.names.visible(rows).exists()
        return f"（{self._ledger.number}{number}）" if is_seen else ""


def _offices() -> dict[int, int]:
    """{organisation: the office that numbers its records}, as `Organization.office` tells for one."""
    rows = list(Organization.objects.order_by("path").values_list("pk", "path", "level"))
    by_path = {path: (pk, level) for pk, path, level in rows}
    offices = {}
    for pk, path, _ in rows:
        line = [by_path[path[:end]] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
        offices[pk] = next((o for o, level in line if level == OrganizationLevel.STREET), line[0][0])
    return offices
