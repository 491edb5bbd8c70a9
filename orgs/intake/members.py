"""Entries whose cell names several others: parties, partners, units in charge."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from lib import cells
from orgs.intake.inlets import Inlet
from orgs.intake.intake import Missing
from orgs.intake.references import MAY_BE_NEW, missing_unit, no_unit
from orgs.names import SHARED, Names, Unknown, beside_organizations, unknown

_SEPARATOR = re.compile(r"[、，,;；/／\n]")
_SPACES = 10  # that may stand around a name
_MOST = 200  # names in one cell


class Member(NamedTuple):
    """An organisation ("o") or a unit ("u"), by its key; Missing for a unit to be created."""

    kind: str
    key: int | Missing


def member_of(row: dict) -> Member:
    """Who stands in a row with `organization_id` and `unit_id`: the organisation, else the unit itself."""
    return Member("o", row["organization_id"]) if row["organization_id"] else Member("u", row["unit_id"])


def label(member: Member, names: Names) -> str:
    """The name that leads back to the member in a column of both kinds."""
    if isinstance(member.key, Missing):
        return f"{member.key}（新建）"
    if member.kind == "o":
        return names.organizations.label(member.key) or "（不在您的查看范围内）"
    name = names.units.label(member.key) or "（不在您的查看范围内）"
    return beside_organizations(name, names)


class Members(Inlet):
    """Several names in one cell, of units and, unless `only_units`, of organisations; each once."""

    def __init__(self, name: str, *, only_units: bool = False, least: int = 0):
        super().__init__(name)
        self.only_units, self.least = only_units, least

    def converter(self, intake):
        def convert(cell):
            text = cells.text(cell, lines=True)
            if not text:
                return ()
            members = self._members(text, intake)
            if len(set(members)) < len(members):
                twice = next(m for m in members if members.count(m) > 1)
                raise ValidationError(f"“{label(twice, intake.names)}”写了两次，请删去一个。")
            if len(members) < self.least:
                raise ValidationError(f"至少要有{self.least}方，用“、”隔开。")
            return self.arranged(members)

        return convert

    def arranged(self, members: list[Member]) -> tuple[Member, ...]:
        """In the order in which they are kept."""
        return tuple(members)

    def show(self, value, intake):
        return "、".join(label(member, intake.names) for member in value or ())

    def restored(self, value):
        return tuple(Member(*each[:2]) for each in value or ())

    def set(self, record, value):
        """Kept on the side until the record is written."""
        record.__dict__.setdefault("_members", {})[self.name] = value or ()

    def known(self, record):
        pending = record.__dict__.get("_members", {})
        return pending[self.name] if self.name in pending else self.stored(record)

    def loaded(self, record: Model) -> list:
        """What `load` fetched for the record."""
        if not record.pk:
            return []
        if self.name not in record.__dict__.setdefault("_loaded", {}):
            self.load([record])
        return record._loaded[self.name]

    def _keep(self, records, rows):
        """Keep with each record its rows, (record's key, row) pairs."""
        found = defaultdict(list)
        for key, row in rows:
            found[key].append(row)
        for record in records:
            record.__dict__.setdefault("_loaded", {})[self.name] = found.get(record.pk, [])

    def stored(self, record: Model) -> tuple[Member, ...]:
        """The members in the database."""
        raise NotImplementedError

    def hidden(self, value, intake):
        for member in value or ():
            namebook = intake.names.organizations if member.kind == "o" else intake.names.units
            if isinstance(member.key, int) and namebook.is_hidden(member.key):
                yield self._told(namebook.hidden_name(member.key), intake)

    def _members(self, text, intake):
        parts = _SEPARATOR.split(text)
        if len(parts) > _MOST:
            raise ValidationError(f"一格里最多写{_MOST}个名称，请分成几行。")
        if compound := self._compound(intake):
            parts = _joined(text, compound)
        found = [(part, self._find(part, intake)) for part in map(str.strip, parts) if part]
        if any(member is None for _, member in found) and (whole := self._find(text, intake)):
            return [whole]
        told, members = [], []
        for part, member in found:
            try:
                members.append(member or self._unknown(part, intake))
            except (Unknown, ValidationError) as error:
                told.append(getattr(error, "message", str(error)))
        if told:
            raise Unknown("".join(told))
        return members

    def _compound(self, intake):
        """The names that hold a separator themselves: 张三/李四律师事务所."""
        return intake.names.remembered(
            ("compound", self.only_units),
            lambda names: {
                name
                for namebook in self._namebooks(names)
                for name in namebook.labels()
                if _SEPARATOR.search(name)
            },
        )

    def _namebooks(self, names):
        return (names.units,) if self.only_units else (names.organizations, names.units)

    def _find(self, name, intake):
        """The member of that name, an organisation before a unit; None."""
        names, with_organizations = intake.names, not self.only_units
        if name.endswith(SHARED) and (unit := names.units.exact(name.removesuffix(SHARED))) is not None:
            return Member("u", unit)
        # What an export writes comes first; short names only after.
        if with_organizations and (organization := names.organizations.labelled(name)) is not None:
            return Member("o", organization)
        if (unit := names.units.labelled(name)) is not None:
            return Member("u", unit)
        if with_organizations and (organization := names.organizations.exact(name)) is not None:
            return Member("o", organization)
        if (unit := names.units.exact(name)) is not None:
            return Member("u", unit)
        if with_organizations and (organization := names.organizations.get(name)) is not None:
            return Member("o", organization)
        unit = names.units.get(name)
        return None if unit is None else Member("u", unit)

    def _unknown(self, name, intake):
        if intake.create_missing:
            return Member("u", missing_unit(name, intake))
        if self.only_units and (organization := intake.names.organizations.get(name)) is not None:
            shown = intake.names.organizations.label(organization)
            raise ValidationError(f"“{shown}”是党组织，这一栏请写单位名称。")
        raise Unknown(self._told(name, intake))

    def _told(self, name, intake):
        """That nobody has the name."""
        if self.only_units:
            return no_unit(name, intake)
        told = unknown(name, "党组织或单位", intake.names.organizations, intake.names.units)
        return f"{told}{MAY_BE_NEW}"


def _joined(text, compound):
    """The parts of the text, those that make up a compound name together left as one."""
    longest = max(map(len, compound))
    ends = [match.start() for match in _SEPARATOR.finditer(text)] + [len(text)]
    parts, start, at = [], 0, 0
    while at < len(ends):
        run = [n for n in range(at, len(ends)) if ends[n] - start <= longest + _SPACES]
        at = next((n for n in reversed(run) if text[start : ends[n]].strip() in compound), at)
        parts.append(text[start : ends[at]])
        start, at = ends[at] + 1, at + 1
    return parts
