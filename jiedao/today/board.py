"""What waits for a user, as the start page prints it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.admin import site
from django.db.models import Count, DateField, ExpressionWrapper, F, Model, TextField, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from jiedao.today.activities import this_hour
from jiedao.today.groups import GROUPS
from lib.days import today
from orgs import todo
from orgs.admin.acts import act_address
from orgs.enums import Role
from orgs.models import User
from orgs.statements import fetch
from orgs.todo import Kind

SHOWN = 4
# Settings by which something begins to wait.
_TERMS = (
    "CONFIRMATION_DAYS",
    "SILENT_DAYS",
    "CLAIM_CONTACT_DAYS",
    "DEADLINE_NOTICE_DAYS",
    "PROGRESS_DAYS",
    "EXPIRY_NOTICE_DAYS",
    "REDEMPTION_DAYS",
)


@dataclass(frozen=True)
class Line:
    """A row with the words beside it, its address, and the next thing to do with it."""

    row: Model
    words: str
    url: str
    button: str
    button_url: str


@dataclass(frozen=True)
class Task:
    """One kind of thing to do: how many there are, the first few, and the list that holds all of them."""

    kind: Kind
    number: int
    lines: list[Line]

    @property
    def title(self) -> str:
        return f"{self.kind.title}（{self.number}条）"

    @property
    def url(self) -> str:
        return list_address(self.kind)

    @property
    def has_more(self) -> bool:
        return self.number > len(self.lines)


@dataclass(frozen=True)
class Group:
    heading: str
    tasks: list[Task]

    @property
    def number(self) -> int:
        return sum(task.number for task in self.tasks)


def board(user: User) -> list[Group]:
    """What waits for the user, the most pressing first, empty kinds left out.

    One query for what waits and how much of it there is; then one for the shown rows of each model, and one
    for each of its prefetches.
    """
    at = today()
    firsts, numbers = _firsts(user, at)
    rows = _fetched(firsts)
    tasks = [
        Task(kind, numbers[key], [_line(kind, rows[kind.model][pk], at) for pk in firsts[key]])
        for key, kind in todo.kinds.items()
        if key in firsts
    ]
    groups = (Group(heading, [task for task in tasks if task.kind.group == heading]) for heading in GROUPS)
    return [group for group in groups if group.tasks]


def list_address(kind: Kind, everybodys: bool = False) -> str:
    opts = kind.model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return f"{address}?todo={todo.EVERYBODYS}{kind.key}" if everybodys else f"{address}?{kind.list_query}"


def change_url(row: Model) -> str:
    """The page on which staff change the row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _firsts(user, at) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Keys of the first rows of each kind in their order, and how many rows there are."""
    found = fetch(asked_by("firsts", user, at), lambda: _selects(user, at))
    firsts, numbers = defaultdict(list), {}
    for key, pk, _, number in sorted(found, key=lambda row: row[2]):
        firsts[key].append(pk)
        numbers[key] = number
    return firsts, numbers


def asked_by(what: str, user: User, at: date) -> tuple:
    """All that the conditions of what waits follow from: who asks, with which rights, when, by which
    settings. Statements are built once for it, which takes longer than answering them.
    """
    rights = (user.is_superuser, *(tuple(user.paths_as(role)) for role in Role))
    terms = (getattr(settings, name) for name in _TERMS)
    return "today", what, user.pk, rights, at, this_hour(), *terms


def _selects(user, at):
    return [_select(kind, user, at) for kind in todo.kinds.values()]


def _select(kind, user, at):
    """Rows (key of the kind, key of the row, its place, how many there are), of the first ones."""
    day = F(kind.day) if isinstance(kind.day, str) else kind.day
    rows = kind.rows(user, at).order_by()
    rows = rows.annotate(todo_kind=Value(kind.key, output_field=TextField()))
    rows = rows.annotate(todo_day=ExpressionWrapper(day, output_field=DateField()))
    rows = rows.annotate(
        todo_place=Window(RowNumber(), order_by=[F("todo_day").asc(nulls_last=True), F("pk").asc()]),
        todo_number=Window(Count("pk")),
    )
    return rows.filter(todo_place__lte=SHOWN).values_list("todo_kind", "pk", "todo_place", "todo_number")


def _fetched(firsts: dict[str, Sequence[int]]) -> dict[type[Model], dict[int, Model]]:
    """The rows by model and key, with what is printed of them."""
    shown = defaultdict(list)
    for key in firsts:
        shown[todo.kinds[key].model].append(todo.kinds[key])
    rows = {}
    for model, kinds in shown.items():
        pks = {pk for kind in kinds for pk in firsts[kind.key]}
        related = {name for kind in kinds for name in kind.related}
        # By what is fetched, so that two kinds that print the same ask once.
        prefetched = {
            str(getattr(each, "prefetch_to", each)): each for kind in kinds for each in kind.prefetched
        }
        found = model._default_manager.select_related(*related) if related else model._default_manager.all()
        rows[model] = found.prefetch_related(*prefetched.values()).in_bulk(pks)
    return rows


def _line(kind, row, at):
    url, words = change_url(row), kind.words(row, at)
    if kind.verb is None or not _is_offered(kind.verb, row):
        return Line(row, words, url, kind.button, url)
    return Line(row, words, url, kind.verb.word, act_address(row, kind.verb, back=True))


def _is_offered(verb, row):
    """Has the verb a page?"""
    acts_of = getattr(site.get_model_admin(type(row)), "acts_of", None)
    return acts_of is not None and any(act.move.key == verb.key for act in acts_of(row))
