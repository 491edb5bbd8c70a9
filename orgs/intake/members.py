"""Entries whose cell names several others: parties, partners, units in charge."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from lib import bulk, cells
from orgs.intake.inlets import Inlet
from orgs.intake.intake import Missing
from orgs.intake.references import MAY_BE_NEW, missing_unit
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

    @property
    def lookups(self):
        raise NotImplementedError("records are not told apart by who takes part")

    def stored(self, record: Model) -> tuple[Member, ...]:
        """The members in the database."""
        raise NotImplementedError

    def hidden(self, value, intake):
        for member in value or ():
            namebook = intake.names.organizations if member.kind == "o" else intake.names.units
            if isinstance(member.key, int) and namebook.is_hidden(member.key):
                yield namebook.refused(member.key)

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
        if self.only_units:
            if (organization := intake.names.organizations.get(name)) is not None:
                shown = intake.names.organizations.label(organization)
                raise ValidationError(f"“{shown}”是党组织，这一栏请写单位名称。")
            raise Unknown(f"{intake.names.units.unknown(name)}{MAY_BE_NEW}")
        told = unknown(name, "党组织或单位", intake.names.organizations, intake.names.units)
        raise Unknown(f"{told}{MAY_BE_NEW}")


class RelatedMembers(Members):
    """Rows of a model that has `organization` and `unit`, hanging on the record: parties, partners.

    `fixed`: what all rows of this column share ({"role": …}). Rows that stay keep their other fields.
    """

    def __init__(self, name: str, relation: str, *, ordered: bool = False, least: int = 0, **fixed):
        super().__init__(name, least=least)
        self.relation, self.ordered, self.fixed = relation, ordered, fixed

    def attach(self, model):
        super().attach(model)
        relation = model._meta.get_field(self.relation)
        self.row_model, self.link = relation.related_model, relation.field.attname

    def load(self, records):
        keys = [record.pk for record in records]
        rows = (row for part in bulk.parts(keys) for row in self._stored_rows(part).values())
        self._keep(records, ((row[self.link], row) for row in rows))

    def stored(self, record):
        return tuple(map(member_of, self.loaded(record)))

    def kept(self, record, before):
        """With the rows' other fields, which go when a row goes."""
        own = [
            f.attname
            for f in self.row_model._meta.concrete_fields
            if not f.primary_key and f.attname not in {self.link, "organization_id", "unit_id"}
        ]
        return [[*member_of(row), {name: row[name] for name in own}] for row in self.loaded(record)]

    def restored(self, value):
        members = tuple(Member(*each[:2]) for each in value or ())
        return _Restored(members, {Member(*each[:2]): each[2] for each in value or () if len(each) > 2})

    def write(self, records, values, intake):
        """A query to read the rows, one to delete those that go, one to add (and to reorder) the others."""
        present = self._present([record.pk for record in records if record._was_there])
        added, moved = [], []
        make = bulk.blank(self.row_model)
        for record, members in zip(records, values, strict=True):
            restored = getattr(members, "extra", {})
            for order, member in enumerate(members or ()):
                member, extra = intake.settled(member), restored.get(member, {})
                row = present.pop((record.pk, *member), None)
                if row is None:
                    row = self._row(make(), record, member, intake, extra)
                    added.append(row)
                elif self.ordered and row.order != extra.get("order", order):
                    moved.append(row)
                if self.ordered:
                    row.order = extra.get("order", order)
        for part in bulk.parts(row.pk for row in present.values()):
            self.row_model.objects.filter(pk__in=part).delete()
        bulk.insert(added)
        if moved:
            self.row_model.objects.bulk_update(moved, ["order"], batch_size=500)

    def _present(self, keys):
        """{(record's key, kind, key): row} of these records."""
        rows = (row for part in bulk.parts(keys) for row in self._stored_rows(part))
        return {(getattr(row, self.link), *member_of(vars(row))): row for row in rows}

    def _stored_rows(self, keys):
        return self.row_model.objects.filter(**{f"{self.link}__in": keys}, **self.fixed)

    def _row(self, row, record, member, intake, extra):
        setattr(row, self.link, record.pk)
        for name, value in self.fixed.items():
            setattr(row, name, value)
        for name, value in extra.items():
            setattr(row, name, row._meta.get_field(name).to_python(value))
        if member.kind == "o":
            row.organization_id, row.unit_id = member.key, intake.unit_of(member.key)
        else:
            row.unit_id = member.key
        return row


class _Restored(tuple):
    """Members with the fields that their rows had."""

    def __new__(cls, members, extra):
        restored = super().__new__(cls, members)
        restored.extra = extra
        return restored


class ManyToMany(Members):
    """Plain many-to-many fields: one of units, and perhaps one of organisations."""

    def __init__(self, units: str, organizations: str = ""):
        super().__init__(units, only_units=not organizations)
        self.fields = {"u": units} | ({"o": organizations} if organizations else {})

    def arranged(self, members):
        return tuple(sorted(members, key=lambda m: (m.kind, isinstance(m.key, Missing), m.key)))

    def stored(self, record):
        return self.arranged(self.loaded(record))

    def load(self, records):
        keys = [record.pk for record in records]
        self._keep(
            records, ((key, Member(kind, pk)) for kind in self.fields for key, pk in self._pairs(kind, keys))
        )

    def _pairs(self, kind, keys):
        """(record's key, member's key) of the records."""
        through, source, target = self._through(kind)
        for part in bulk.parts(keys):
            yield from through.objects.filter(**{f"{source}__in": part}).values_list(source, target)

    def _through(self, kind):
        field = self.model._meta.get_field(self.fields[kind])
        through = field.remote_field.through
        return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"

    def write(self, records, values, intake):
        settled = [[intake.settled(member) for member in members or ()] for members in values]
        there = [record.pk for record in records if record._was_there]
        for kind in self.fields:
            through, source, target = self._through(kind)
            for part in bulk.parts(there):
                through.objects.filter(**{f"{source}__in": part}).delete()
            pairs = [
                (record.pk, member.key)
                for record, members in zip(records, settled, strict=True)
                for member in members
                if member.kind == kind
            ]
            if pairs:
                left, right = zip(*pairs, strict=True)
                bulk.insert_rows(through, **{source: left, target: right})


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
