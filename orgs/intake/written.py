"""What a batch wrote, as it stands now: who may touch it, who has, and what has been built on it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from orgs.intake.store import kind_of
from orgs.scope import Stamped

if TYPE_CHECKING:
    from django.db.models import ForeignObjectRel, QuerySet

    from orgs.models import ImportBatch, User


class Obstacle(NamedTuple):
    """A record that stands in the way of an undo. `why` follows its name: 已被修改."""

    key: int
    why: str


class Written:
    """The batch's records of one model: the rows of its file, or what it created besides (line 0)."""

    def __init__(self, batch: ImportBatch, model: type[Model], *, besides: bool = False):
        self.model = model
        where = {"line": 0} if besides else {"line__gt": 0}
        self._rows = batch.rows.filter(kind=kind_of(model), **where).order_by()

    @property
    def keys(self) -> QuerySet:
        """Of all of them, for use in other queries."""
        return self._rows.values("record")

    @property
    def new_keys(self) -> QuerySet:
        return self._rows.filter(is_new=True).values("record")

    @cached_property
    def lines(self) -> dict[int, int]:
        """{key: line of the file}"""
        return dict(self._rows.values_list("record", "line"))

    def strangers(self, user: User | None) -> list[int]:
        """Lines whose records are not the user's to manage by now. None is the command, which may all."""
        if user is None or user.is_superuser:
            return []
        managed = self.model._default_manager.managed_by(user).order_by().values("pk")
        rows = self.model._base_manager.filter(pk__in=self.keys).exclude(pk__in=managed)
        return sorted(self.lines[pk] for pk in rows.values_list("pk", flat=True))

    def lock(self) -> list[Obstacle]:
        """Let all others wait who would save these records; tells which were deleted or saved before."""
        is_stamped = issubclass(self.model, Stamped)
        rows = self.model._base_manager.select_for_update().filter(pk__in=self.keys).order_by("pk")
        found = dict(rows.values_list("pk", "updated_at" if is_stamped else "pk"))
        obstacles = []
        for key, written_at in self._rows.order_by("line", "pk").values_list("record", "written_at"):
            if key not in found:
                obstacles.append(Obstacle(key, "已被删除"))
            elif is_stamped and found[key] != written_at:
                obstacles.append(Obstacle(key, "已被修改"))
        return obstacles

    def used(self, own_children: Container[type[Model]] = ()) -> list[Obstacle]:
        """New records to which others point by now: these would go too, or stand in the way."""
        found = []
        for relation in self._relations():
            pointing = relation.related_model
            if pointing in own_children:
                continue
            attname = relation.field.attname
            rows = pointing._base_manager.filter(**{f"{attname}__in": self.new_keys}).order_by()
            if pointing._meta.concrete_model is self.model._meta.concrete_model:
                rows = rows.exclude(pk__in=self.keys)
            keys = rows.values_list(attname, flat=True).distinct()
            found += [Obstacle(key, f"已经用在{_word(pointing)}里") for key in keys]
        return sorted(found, key=lambda each: self.lines[each.key])

    def erase(self, own_children: Container[type[Model]] = ()) -> None:
        """Delete the new ones, with the rows of their own that hang on them; nothing else points to them.

        Past Django's collector, which would read all of them and all that could point to them once more.
        """
        for relation in self._relations():
            if relation.related_model in own_children:
                rows = relation.related_model._base_manager
                _delete(rows.filter(**{f"{relation.field.attname}__in": self.new_keys}))
        _delete(self.model._base_manager.filter(pk__in=self.new_keys))

    def _relations(self) -> Iterator[ForeignObjectRel]:
        for relation in self.model._meta.get_fields(include_hidden=True):
            if relation.auto_created and (relation.one_to_many or relation.one_to_one):
                yield relation


def _delete(rows):
    rows._raw_delete(DEFAULT_DB_ALIAS)


def _word(model: type[Model]) -> str:
    """What a user calls it: the rows that join two records are called like the one that holds them."""
    holder = next((f.related_model for f in model._meta.fields if f.many_to_one), model)
    return str((holder if model._meta.auto_created else model)._meta.verbose_name)
