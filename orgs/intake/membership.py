"""Where the several names of a cell are kept: rows that hang on the record, or many-to-many fields."""

from __future__ import annotations

from lib import bulk
from orgs.intake.intake import Missing
from orgs.intake.members import Member, Members, member_of


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
