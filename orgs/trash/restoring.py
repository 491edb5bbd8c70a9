"""Rows of the bin made into rows of the database again, as far as the world has not moved on without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db.models import CASCADE, SET_NULL, Model

from orgs.trash.snapshot import is_known, relations

if TYPE_CHECKING:
    from django.db.models import ForeignKey

    from orgs.trash.snapshot import Snapshot

_TAKEN = "请先改那条记录，再恢复这一条。"


class CannotRestore(Exception):
    """Says in Chinese why, and what to do."""


class Returning:
    """The rows of one deleted record. `tell` collects what the user should know afterwards."""

    def __init__(self, kept: Snapshot):
        self._kept = [each for each in kept if "pk" in each and is_known(each["model"])]
        if not self._kept or self._kept[0] is not kept[0]:
            raise CannotRestore("这条记录是旧版本留下的，现在没有这一种记录了，不能恢复。请联系管理员。")
        self._links = [each for each in kept if "link" in each]
        self.rows = [self._built(each) for each in self._kept]
        self.told: list[str] = []

    def write(self) -> Model:
        """Write the rows with their own keys, and return the record. Raises CannotRestore.

        Run it inside a transaction. Columns that came after the deletion get their defaults, those that are
        no longer there are left out.
        """
        self._refuse_present()
        self._find_targets()
        for row in self.rows:
            if hasattr(row, "come_back") and (told := row.come_back()):
                self.told.append(told)
        for row in self.rows:
            self._refuse_conflicts(row)
        for row in self.rows:
            row.save_base(raw=True, force_insert=True)
        self._link()
        return self.rows[0]

    @staticmethod
    def _built(kept) -> Model:
        try:
            (made,) = serializers.deserialize("python", [kept], ignorenonexistent=True)
        except DeserializationError as error:
            raise CannotRestore("这条记录是旧版本留下的，现在读不出来，不能恢复。请联系管理员。") from error
        for field in made.object._meta.concrete_fields:
            if field.name not in kept["fields"] and not field.primary_key:
                field.pre_save(made.object, True)  # what is made from other columns, like initials
        return made.object

    def _refuse_present(self):
        for row in self.rows:
            if type(row)._base_manager.filter(pk=row.pk).exists():
                raise CannotRestore(f"“{self._kept[0]['name']}”已经在系统里，不用恢复。")

    def _find_targets(self):
        """Look for what the rows point to. What merely hung on something that is gone too stays away."""
        gone = [
            pair for row, kept in zip(self.rows, self._kept, strict=True) for pair in self._missing(row, kept)
        ]
        for row, field, name in gone:
            if field.remote_field.on_delete is SET_NULL:
                setattr(row, field.attname, None)
            elif row is self.rows[0] or field.remote_field.on_delete is not CASCADE:
                raise CannotRestore(self._why(field, getattr(row, field.attname), name))
            elif row in self.rows:
                self.rows.remove(row)
                self.told.append(f"{field.verbose_name}“{name}”已被删除，与它的联系没有恢复。")

    def _missing(self, row, kept) -> Iterator[tuple[Model, ForeignKey, str]]:
        own = {(type(each)._meta.concrete_model, each.pk) for each in self.rows}
        for field in relations(type(row)):
            model, key = field.remote_field.model._meta.concrete_model, getattr(row, field.attname)
            if key is None or (model, key) in own:
                continue
            if not model._base_manager.filter(pk=key).exists():
                yield row, field, kept.get("names", {}).get(field.name, "")

    def _why(self, field, key, name):
        kind = field.remote_field.model._meta.label_lower
        what = f"它用到的{field.remote_field.model._meta.verbose_name}“{name}”"
        trashed = apps.get_model("orgs.TrashedRecord").objects.filter(kind=kind, record=key)
        if trashed.exists():
            return f"{what}也在回收站里，请先恢复{name}，再恢复这一条。"
        return f"{what}已被删除，这一条不能恢复，请重新录入。"

    def _refuse_conflicts(self, row):
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            said = "".join(dict.fromkeys(error.messages))
            raise CannotRestore(f"{self._conflicting(row, error)}{said}{_TAKEN}") from error

    def _conflicting(self, row, error):
        """单位名称“图书馆”：, for a single field; nothing for a rule over several, which says it itself."""
        for name in getattr(error, "error_dict", {}):
            if name != "__all__" and (value := getattr(row, name)):
                return f"{row._meta.get_field(name).verbose_name}“{value}”："
        return ""

    def _link(self):
        for link in self._links:
            model, name = apps.get_model(link["link"]), link["field"]
            model._base_manager.filter(pk__in=link["keys"], **{name: None}).update(
                **{f"{name}_id": link["value"]}
            )
