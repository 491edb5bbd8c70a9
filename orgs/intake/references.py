"""Entries that point to other records, by the names that cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import ValidationError

from lib import cells
from orgs.enums import UnitNature
from orgs.intake.entries import Entry
from orgs.intake.sheet import Missing, Sheet
from orgs.models import Category, Organization, Unit
from orgs.names import Directory, Named, Names, Unknown, loose, unknown

NOT_YET = -1  # stands in a foreign key for a row that is created when the batch is written


class Reference(Entry):
    """A foreign key. Values are primary keys, or Missing."""

    def __init__(self, name: str, directory: Callable[[Names], Directory]):
        super().__init__(name)
        self.directory = directory

    def attach(self, model):
        super().attach(model)
        self.attname = self.field.attname

    def converter(self, sheet):
        directory = self.directory(sheet.names)

        def convert(cell):
            name = cells.text(cell)
            if not name:
                return None
            found = directory.get(name)
            return self.unknown(name, sheet) if found is None else found

        return convert

    def unknown(self, name: str, sheet: Sheet) -> Any:
        """The value for a name that nothing has. Raises Unknown."""
        raise Unknown(self.directory(sheet.names).unknown(name))

    def known(self, record):
        return getattr(record, self.attname)

    @property
    def lookups(self):
        return (self.attname,)

    def set(self, record, value):
        missing = isinstance(value, Missing)
        setattr(record, self.attname, NOT_YET if missing else value)
        if missing:
            record.__dict__.setdefault("_missing", {})[self.name] = value

    def hidden(self, value, sheet):
        directory = self.directory(sheet.names)
        if isinstance(value, int) and directory.is_hidden(value):
            yield f"没有这个{directory.what}，或不在您的查看范围内，请核对名称。"

    def settle(self, record, sheet):
        if getattr(record, self.attname, None) == NOT_YET:
            missing = record._missing[self.name]
            setattr(record, self.attname, sheet.created[missing.what, missing.key])

    def restored(self, value):
        return value

    def show(self, value, sheet):
        if value is None:
            return ""
        if isinstance(value, Missing):
            return f"{value}（新建）"
        return self.directory(sheet.names).label(value) or "（不在您的查看范围内）"

    def label(self, names: Names, pk: int | None) -> str | None:
        """What an export writes for the key."""
        return self.directory(names).label(pk) if pk is not None else None


def organizations(names: Names) -> Directory:
    return names.organizations


def communities(names: Names) -> Directory:
    return names.communities


def units(names: Names) -> Directory:
    return names.units


MAY_BE_NEW = "确是新单位的，也可以在上传时勾选“一并新建”。"
# How names of party organisations end, or begin.
_OF_PARTY = re.compile(r"^(中共|中国共产党)|党(工?委|组|总支|支部)(委员会)?$|联合支部$")


def create_unit(name: str, key: Hashable) -> int:
    """A unit of which only the name is known. Its nature is for somebody to fill in."""
    return Unit.objects.create(name=name, nature=UnitNature.OTHER).pk


def missing_unit(name: str, sheet: Sheet) -> Missing:
    """The unit as one to be created, where that is asked for. Raises Unknown, or ValidationError."""
    if not sheet.create_missing:
        raise Unknown(f"{sheet.names.units.unknown(name)}{MAY_BE_NEW}")
    if sheet.names.units.hides(name):
        raise ValidationError(f"“{name}”已由其他党组织录入，不在您的查看范围内，请联系管理员。")
    if organization := sheet.names.organizations.get(name):
        shown = sheet.names.organizations.label(organization)
        raise ValidationError(f"“{shown}”是党组织，这一栏请写单位名称。")
    if _OF_PARTY.search(name):
        told = unknown(name, "党组织", sheet.names.organizations)
        raise Unknown(f"{told}党组织不会一并新建。")
    Unit._meta.get_field("name").run_validators(name)
    return sheet.miss("单位", name, create_unit, loose(name))


class UnitReference(Reference):
    def __init__(self, name: str):
        super().__init__(name, units)

    def unknown(self, name, sheet):
        return missing_unit(name, sheet)


class CategoryReference(Reference):
    """A category of one kind of record; those who may keep the categories can have new ones created."""

    def __init__(self, name: str, kind: str):
        super().__init__(name, self._directory)
        self.kind = kind

    def _directory(self, names):
        def make(names):
            rows = Category.objects.of_kind(self.kind).order_by("order", "pk").values_list("pk", "name")
            return Directory("类别", [Named(pk, name) for pk, name in rows])

        return names.remembered(f"categories of {self.kind}", make)

    def unknown(self, name, sheet):
        if sheet.create_missing and (sheet.user is None or sheet.user.is_superuser):
            Category._meta.get_field("name").run_validators(name)
            return sheet.miss("类别", name, self._create, (self.kind, name))
        known = "、".join(self._directory(sheet.names).labels()) or "（还没有类别）"
        raise Unknown(f"没有“{name}”这个类别，已有：{known}。要用新的类别，请先由管理员添加。")

    def _create(self, name, key):
        order = Category.objects.of_kind(self.kind).count() + 1
        return Category.objects.create(kind=self.kind, name=name, order=order).pk


class Parent(Reference):
    """The organisation above; it may stand in the same file. Nothing said: where the organisation is."""

    after = ("党组织名称",)
    reads_nothing = True

    def __init__(self, name: str):
        super().__init__(name, organizations)

    def read(self, sheet, header, column):
        values = super().read(sheet, header, column)
        names = zip(sheet.values["党组织名称"], values, strict=True)
        return [self._present(name, sheet) if value is None and name else value for name, value in names]

    def _present(self, name, sheet):
        parents = sheet.names.remembered(
            "parents", lambda _: dict(Organization.objects.order_by().values_list("pk", "parent_id"))
        )
        return parents.get(sheet.names.organizations.exact(name))

    def settle(self, record, sheet):
        """Done when the organisation above has been saved (orgs/intake/store.py)."""

    def unknown(self, name, sheet):
        if known := sheet.incoming.get(loose(name)):
            return Missing("党组织", known, known)
        return super().unknown(name, sheet)
