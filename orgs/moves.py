"""Verbs that move a record from one state to another: the right is asked for, the row is locked, the source
state is checked, the rules of the model hold, and who did what is written down, all in one transaction.

A verb is a function in an app's `workflow`; its body is what happens inside `moving`:

    def verify(problem: Problem, by: Who, request=None, *, on: date) -> None:
        with moving(VERIFY, problem, by, request) as row:
            row.verified_on, row.verified_by = on, by

Every record with verbs answers to `state()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import TextChoices
from django.utils import timezone

from lib.editions import plain_words
from orgs import audit
from orgs.access import Action
from orgs.enums import AuditAct
from orgs.models import RecordStep, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

# A member of staff; or, in words, somebody without an account whose right the caller has checked
# (认领单位（专用链接）).
Who = User | str
_AT_ONCE = 500  # rows in one transaction


class Refused(Exception):
    """The record does not stand where the verb begins, or a rule is broken; says so in words for the page."""


@dataclass(frozen=True)
class Move:
    key: str  # the verb in code and addresses: "confirm"
    word: str  # the verb on buttons: 确认认领
    since: tuple[TextChoices, ...]
    needs: Action = Action.CHANGE
    needs_reason: bool = False
    # The method of the records' queryset that tells on which of them the user may do so: another one where
    # two sides share a record.
    rows: str = "open_to"

    def begins_at(self, state: TextChoices) -> bool:
        return state in self.since


@contextmanager
def moving(
    move: Move, record: models.Model, by: Who, request: HttpRequest | None = None, reason: str = ""
) -> Iterator[Any]:
    """The record's row, locked, for the body to change; then it is checked, saved, and told of.

    Raises PermissionDenied for who may not do so to that row, `Refused` for a wrong state or a rule that the
    change would break, ValueError for a missing reason. `record` takes over what was saved.
    """
    reason = reason.strip()
    if move.needs_reason and not reason:
        raise ValueError(f"{move.key} needs a reason")
    with transaction.atomic():
        row = type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
        if row is None:
            raise Refused("这条记录已被删除。")
        if isinstance(by, User) and not may_move(move, by, row):
            raise PermissionDenied
        state = row.state()
        if not move.begins_at(state):
            raise Refused(f"这条记录现在是“{_words(row, state)}”，不能{move.word}。请刷新后再看。")
        before = _values(row)
        yield row
        _save(row, before)
        _tell(move, row, state, before, by, request, reason)
    for field in row._meta.concrete_fields:
        setattr(record, field.attname, getattr(row, field.attname))


def move_all(
    move: Move, rows: QuerySet, user: User, request: HttpRequest | None = None, **becomes: Any
) -> int:
    """Those of the rows that stand where the verb begins, and to which the user may do so, take these values;
    how many. What `becomes` them is not judged: it must suit every row.

    Some hundreds in a transaction: with all of them in one, everybody else's saving would have to wait.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    chosen = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    return sum(_move_part(move, rows.filter(pk__in=part), user, request, becomes) for part in chosen)


@transaction.atomic
def _move_part(move, rows, user, request, becomes):
    own = getattr(rows, move.rows)(user, move.needs).order_by().values("pk")
    stored = rows.model._base_manager.filter(pk__in=own).select_related("organization").order_by("pk")
    found = [(row, row.state()) for row in stored.select_for_update(of=("self",))]
    due = [(row, state) for row, state in found if move.begins_at(state)]
    keys = [row.pk for row, _ in due]
    rows.model._base_manager.filter(pk__in=keys).update(**becomes, updated_at=timezone.now())
    for row, state in due:
        before = _values(row)
        for name, value in becomes.items():
            setattr(row, name, value)
        _tell(move, row, state, before, user, request, "")
    return len(due)


def moves_open_to(
    moves: Sequence[Move], record: models.Model, user: User, state: TextChoices | None = None
) -> list[Move]:
    """Those of the verbs that begin where the record stands and that the user may do. A query a right."""
    state = state or record.state()
    begun = [move for move in moves if move.begins_at(state)]
    rights = {(move.needs, move.rows): move for move in begun}
    may = {right: may_move(move, user, record) for right, move in rights.items()}
    return [move for move in begun if may[move.needs, move.rows]]


def may_move(move: Move, user: User, record: models.Model) -> bool:
    """May the user do so to the stored row, wherever it stands?"""
    open_rows = getattr(type(record)._default_manager.all(), move.rows)
    return open_rows(user, move.needs).filter(pk=record.pk).exists()


def steps_of(record: models.Model):
    """The first one first."""
    kind = record._meta.concrete_model._meta.label_lower
    return RecordStep.objects.filter(kind=kind, record=record.pk).select_related("user")


def _words(row, state):
    """Some records call their states by words of their own."""
    return row.words() if hasattr(row, "words") else state.label


def _values(row):
    return {field: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _save(row, before):
    """Fields that the verb did not touch are not judged: old ones may break rules that came later."""
    kept = [field.name for field, value in before.items() if getattr(row, field.attname) == value]
    try:
        row.full_clean(exclude=kept, validate_unique=False, validate_constraints=False)
        row.validate_constraints()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    row.save()


def tell_begun(record: models.Model, word: str, by: Who, request: HttpRequest | None = None) -> None:
    """A record that a verb has made (派单): its first step, and the audit's entry of it. In a transaction."""
    user, _ = _take_step(record, "begin", word, "", by)
    audit.log(AuditAct.ADD, request=request, user=user, record=record, detail=word)


def _take_step(row, verb, word, before, by, reason=""):
    user, actor = (by, "") if isinstance(by, User) else (None, by)
    RecordStep.objects.create(
        kind=row._meta.concrete_model._meta.label_lower,
        record=row.pk,
        verb=verb,
        word=word,
        before=before,
        after=row.state(),
        user=user,
        actor=actor,
        reason=reason,
    )
    return user, actor


def _tell(move, row, state, before, by, request, reason):
    user, actor = _take_step(row, move.key, move.word, state, by, reason)
    changes = [
        (str(field.verbose_name), _shown(row, field, value), _shown(row, field, getattr(row, field.attname)))
        for field, value in before.items()
        if getattr(row, field.attname) != value and not getattr(field, "auto_now", False)
    ]
    detail = f"{move.word}：{reason}" if reason else move.word
    if actor:
        detail = f"{detail}（{actor}）"
    audit.log(AuditAct.ACT, request=request, user=user, record=row, changes=changes, detail=detail)


def _shown(row, field, value):
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.remote_field:
        return str(field.remote_field.model._base_manager.filter(pk=value).first() or value)
    return plain_words(value)
