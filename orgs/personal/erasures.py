"""What was erased on request, told so that it can be done again and nobody can be found out by it.

A line holds when, and either one record (kind, key, when it was made), or the mark of a number or name and in
which branches it was erased. A mark is so short that about ten thousand numbers share each: it tells whether
a number in a restored backup is meant, not whose number it was.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from orgs.enums import Role
from orgs.models import Organization, User
from orgs.personal import erasure_list
from orgs.personal.person import Person

_NUMBER_DIGITS, _NAME_DIGITS = 5, 4  # of sixteen values each
# What else goes with a record's personal data when that is erased again, by its model.
_more: dict[type[Model], Callable[[Model], None]] = {}
# What has to be done before the contact of records is erased on request, by their model.
_before: dict[type[Model], Callable[[Sequence[Model]], None]] = {}


@dataclass(frozen=True)
class Place:
    """A record: its kind, its key, and when it was made, for a key may come to be another record's."""

    kind: str
    key: int
    made: str = ""

    @classmethod
    def of(cls, record: Model) -> Place:
        made = getattr(record, "created_at", None)
        return cls(record._meta.concrete_model._meta.label_lower, record.pk, made.isoformat() if made else "")

    def there(self) -> Model | None:
        """The record, if it is this one still."""
        record = apps.get_model(self.kind)._base_manager.filter(pk=self.key).first()
        return record if record and Place.of(record) == self else None


@dataclass(frozen=True)
class Erasure:
    at: str  # ISO 8601 with its offset; after what it tells of was committed
    places: tuple[Place, ...] = ()
    number: str = ""  # marks; without one, the places are the whole of it
    name: str = ""
    branches: tuple[int, ...] | None = None  # keys of organisations; None is everywhere

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def to_line(self) -> str:
        told = {key: value for key, value in asdict(self).items() if value or key == "branches"}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_line(cls, line: str) -> Erasure:
        """Raises ValueError for what `to_line` did not write."""
        try:
            told = json.loads(line)
            branches = told.get("branches")
            erasure = cls(
                at=told["at"],
                places=tuple(Place(**each) for each in told.get("places", ())),
                number=told.get("number", ""),
                name=told.get("name", ""),
                branches=None if branches is None else tuple(branches),
            )
            if erasure.moment.tzinfo is None:
                raise ValueError(line)
            return erasure
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None


def with_more(model: type[Model], forget: Callable[[Model], None]) -> None:
    """Higher floors say it when they are ready."""
    _more[model] = forget


def with_preparation(model: type[Model], prepare: Callable[[Sequence[Model]], None]) -> None:
    """Higher floors say it when they are ready; `prepare` gets all records of one request, in its
    transaction.
    """
    _before[model] = prepare


def prepare(records: Iterable[Model]) -> None:
    """Before the first of the records is touched."""
    by_model = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    for model, some in by_model.items():
        _before.get(model, lambda _: None)(some)


def forget_more(record: Model) -> None:
    _more.get(type(record), lambda _: None)(record)


def mark_of_number(digits: str) -> str:
    return hashlib.sha256(f"number {digits}".encode()).hexdigest()[:_NUMBER_DIGITS]


def mark_of_name(name: str) -> str:
    return hashlib.sha256(f"name {' '.join(name.split())}".encode()).hexdigest()[:_NAME_DIGITS]


def note(record: Model) -> None:
    """All personal data of the record goes, as its owner wished; inside the transaction that does it.

    Raises Refused where the list cannot be written: then nothing may go.
    """
    _keep(places=(Place.of(record),))


def note_person(person: Person, user: User | None, records: Iterable[Model]) -> None:
    """The person goes from the branches that the user manages; None is from everywhere. `records` are those
    whose histories tell of the person. As `note`.
    """
    branches = None
    if user is not None and not user.is_superuser:
        here = Organization.objects.filter(path__in=user.paths_as(Role.MANAGE))
        branches = tuple(here.order_by("pk").values_list("pk", flat=True))
    if person.number:
        marks = {"number": mark_of_number(person.number)}
    else:
        [name] = person.names
        marks = {"name": mark_of_name(name)}
    _keep(places=tuple(sorted(map(Place.of, records), key=str)), branches=branches, **marks)


def _keep(**told):
    erasure_list.require_writable()

    def write():
        """Its time is that of the end: what a backup copied before is older."""
        erasure_list.append([Erasure(at=timezone.now().isoformat(), **told).to_line()])

    transaction.on_commit(write)
