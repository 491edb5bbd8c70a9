"""Entries that point to other records, by the names that cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import ValidationError

from lib import cells
from orgs.enums import UnitNature
from orgs.intake.inlets import Inlet
from orgs.intake.intake import Intake, Missing
from orgs.models import Category, Unit
from orgs.names import Namebook, Named, Names, Unknown, loose, unknown

NOT_YET = -1  # stands in a foreign key for a row that is created when the batch is written


class Key(Inlet):
    """A foreign key. Values are primary keys, or Missing."""

    def attach(self, model):
        super().attach(model)
        self.attname = self.field.attname

    @property
    def lookups(self):
        return (self.attname,)

    def known(self, record):
        return getattr(record, self.attname)

    def set(self, record, value):
        missing = isinstance(value, Missing)
        setattr(record, self.attname, NOT_YET if missing else value)
        if missing:
            record.__dict__.setdefault("_missing", {})[self.name] = value

    def settle(self, record, intake):
        if getattr(record, self.attname, None) == NOT_YET:
            missing = record._missing[self.name]
            setattr(record, self.attname, intake.created[missing.what, missing.key])

    def restored(self, value):
        return value


class Reference(Key):
    """A foreign key to what has a name in a namebook."""

    def __init__(self, name: str, namebook: Callable[[Names], Namebook]):
        super().__init__(name)
        self.namebook = namebook

    def converter(self, intake):
        namebook = self.namebook(intake.names)

        def convert(cell):
            name = cells.text(cell)
            if not name:
                return None
            found = namebook.get(name)
            return self.unknown(name, intake) if found is None else found

        return convert

    def unknown(self, name: str, intake: Intake) -> Any:
        """The value for a name that nothing has. Raises Unknown."""
        raise Unknown(self.told(name, intake))

    def told(self, name: str, intake: Intake) -> str:
        """That nothing has the name."""
        return self.namebook(intake.names).unknown(name)

    def hidden(self, value, intake):
        namebook = self.namebook(intake.names)
        if isinstance(value, int) and namebook.is_hidden(value):
            yield self.told(namebook.hidden_name(value), intake)

    def show(self, value, intake):
        if value is None:
            return ""
        if isinstance(value, Missing):
            return f"{value}（新建）"
        return self.namebook(intake.names).label(value) or "（不在您的查看范围内）"


def organizations(names: Names) -> Namebook:
    return names.organizations


def communities(names: Names) -> Namebook:
    return names.communities


def units(names: Names) -> Namebook:
    return names.units


MAY_BE_NEW = "确是新单位的，也可以在上传时勾选“一并新建”。"
# How names of party organisations end, or begin.
_OF_PARTY = re.compile(r"^(中共|中国共产党)|党(工?委|组|总支|支部)(委员会)?$|联合支部$")


def create_unit(name: str, key: Hashable) -> int:
    """A unit of which only the name is known. Its nature is for somebody to fill in."""
    return Unit.objects.create(name=name, nature=UnitNature.OTHER).pk


def no_unit(name: str, intake: Intake) -> str:
    """That no unit has the name."""
    return f"{intake.names.units.unknown(name)}{MAY_BE_NEW}"


def missing_unit(name: str, intake: Intake) -> Missing:
    """The unit as one to be created, where that is asked for. Raises Unknown, or ValidationError."""
    if not intake.create_missing:
        raise Unknown(no_unit(name, intake))
    if intake.names.units.hides(name):
        raise ValidationError(f"“{name}”已由其他党组织录入，不在您的查看范围内，请联系管理员。")
    if organization := intake.names.organizations.get(name):
        shown = intake.names.organizations.label(organization)
        raise ValidationError(f"“{shown}”是党组织，这一栏请写单位名称。")
    if _OF_PARTY.search(name):
        told = unknown(name, "党组织", intake.names.organizations)
        raise Unknown(f"{told}党组织不会一并新建。")
    Unit._meta.get_field("name").run_validators(name)
    return intake.miss("单位", name, create_unit, loose(name))


class UnitReference(Reference):
    def __init__(self, name: str):
        super().__init__(name, units)

    def unknown(self, name, intake):
        return missing_unit(name, intake)

    def told(self, name, intake):
        return no_unit(name, intake)


class CategoryReference(Reference):
    """A category of one kind of record; those who may keep the categories can have new ones created."""

    def __init__(self, name: str, kind: str):
        super().__init__(name, self._namebook)
        self.kind = kind

    def _namebook(self, names):
        def make(names):
            rows = Category.objects.of_kind(self.kind).order_by("order", "pk").values_list("pk", "name")
            return Namebook("类别", [Named(pk, name) for pk, name in rows])

        return names.remembered(f"categories of {self.kind}", make)

    def unknown(self, name, intake):
        if intake.create_missing and (intake.user is None or intake.user.is_superuser):
            Category._meta.get_field("name").run_validators(name)
            return intake.miss("类别", name, self._create, (self.kind, name))
        known = "、".join(self._namebook(intake.names).labels()) or "（还没有类别）"
        raise Unknown(f"没有“{name}”这个类别，已有：{known}。要用新的类别，请先由管理员添加。")

    def _create(self, name, key):
        order = Category.objects.of_kind(self.kind).count() + 1
        return Category.objects.create(kind=self.kind, name=name, order=order).pk
