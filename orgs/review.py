"""Draft → review → publication, one verb a step: who enters submits, who reviews publishes or returns.

`PublicRecord.review` says whether residents may be shown a record (`public()` asks for it); these verbs alone
move it. Each takes the record's row under a lock, looks at the state and the right that it needs there, and
writes a `ReviewStep` and an entry of the audit in the same transaction. One person may submit and publish:
offices are small, and the steps tell who did what. A branch can do without the review of a kind
(`BranchSetting.unreviewed`).

Figures do not depend on review: what is entered counts, with its own dates, since the office's numbers must
not wait for a signature. Review decides what residents are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lib.bulk import insert_rows, parts
from orgs import audit
from orgs.access import Action, least_role
from orgs.enums import AuditAct, ReviewState
from orgs.models import BranchSetting, Organization, ReviewStep
from orgs.moves import Refused
from orgs.scope import SEGMENT, PublicRecord

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from orgs.models import User


# Fields, by name, that residents never see, of whichever kind: to change them needs no review.
STAFF_ONLY = frozenset({"note", "contact_name", "contact_phone"})


@dataclass(frozen=True)
class Step:
    word: str
    since: tuple[ReviewState, ...]
    to: ReviewState
    needs: Action
    act: AuditAct


_UNPUBLISHED = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)
_WRITING = (ReviewState.DRAFT, ReviewState.RETURNED)
_WAITING = (ReviewState.SUBMITTED,)
_AT_ONCE = 500  # rows in one transaction
_CHANGED = "已发布的内容有改动"

SUBMIT = Step("提交审核", _WRITING, ReviewState.SUBMITTED, Action.CHANGE, AuditAct.SUBMIT)
WITHDRAW = Step("撤回", _WAITING, ReviewState.DRAFT, Action.CHANGE, AuditAct.CHANGE)
PUBLISH = Step("发布", _UNPUBLISHED, ReviewState.PUBLISHED, Action.REVIEW, AuditAct.PUBLISH)
RETURN = Step("退回", _WAITING, ReviewState.RETURNED, Action.REVIEW, AuditAct.RETURN)
REOPEN = Step("重新提交审核", (ReviewState.PUBLISHED,), ReviewState.SUBMITTED, Action.CHANGE, AuditAct.SUBMIT)


def submit(record: PublicRecord, user: User, request: HttpRequest | None = None) -> None:
    """A draft, or what was returned, goes to the reviewers."""
    _take(SUBMIT, record, user, request)


def withdraw(record: PublicRecord, user: User, request: HttpRequest | None = None) -> None:
    """What was submitted becomes a draft again."""
    _take(WITHDRAW, record, user, request)


def publish(record: PublicRecord, user: User, request: HttpRequest | None = None) -> None:
    """Residents may be shown it from now on; sets what goes with that (`PublicRecord.go_public`)."""
    _take(PUBLISH, record, user, request)


def return_(record: PublicRecord, user: User, reason: str, request: HttpRequest | None = None) -> None:
    """Back to who entered it. ValueError without a reason: nobody could mend it."""
    if not reason.strip():
        raise ValueError("a return needs a reason")
    _take(RETURN, record, user, request, reason.strip())


def reopen(record: PublicRecord, user: User, request: HttpRequest | None = None) -> None:
    """Somebody without the right to publish changed what is published: hidden until it is reviewed again."""
    _take(REOPEN, record, user, request, _CHANGED)


def review_again(record: PublicRecord, user: User, request: HttpRequest | None = None) -> bool:
    """A verb, whose right was asked for, changed what residents read of the record: hidden until it is
    reviewed, unless the user publishes there. Was it hidden?
    """
    if record.review != ReviewState.PUBLISHED or may_publish(user, type(record), record.organization):
        return False
    _take(REOPEN, record, user, request, _CHANGED, asks=False)
    return True


def submit_all(rows: QuerySet, user: User, request: HttpRequest | None = None) -> int:
    """Those of the rows that the user may submit and that are not yet; how many."""
    return _take_all(SUBMIT, _WRITING, rows, user, request)


def publish_all(rows: QuerySet, user: User, request: HttpRequest | None = None) -> int:
    """Those of the rows that wait for a review which is the user's; how many."""
    return _take_all(PUBLISH, _WAITING, rows, user, request)


def is_reviewed(model: type[PublicRecord], organization: Organization) -> bool:
    """Must what is entered there be reviewed? A branch can settle that for all below it. One query."""
    path = organization.path
    paths = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    settled = BranchSetting.objects.filter(organization__path__in=paths).order_by()
    off = {label.lower() for labels in settled.values_list("unreviewed", flat=True) for label in labels}
    return kind_of(model) not in off


def may_review(user: User, model: type[PublicRecord], organization: Organization) -> bool:
    return _holds(user, Action.REVIEW, model, organization)


def may_publish(user: User, model: type[PublicRecord], organization: Organization) -> bool:
    """Reviewers may; where nothing is reviewed, all who may change it."""
    return may_review(user, model, organization) or (
        _holds(user, Action.CHANGE, model, organization) and not is_reviewed(model, organization)
    )


def kind_of(record: PublicRecord | type[PublicRecord]) -> str:
    """As steps name it: the label of the model, never a proxy's."""
    return record._meta.concrete_model._meta.label_lower


def steps_of(record: PublicRecord) -> QuerySet:
    """The first one first."""
    return ReviewStep.objects.filter(kind=kind_of(record), record=record.pk).select_related("user")


def was_published(record: PublicRecord) -> bool:
    """Is it, or was it once?"""
    if record.review == ReviewState.PUBLISHED:
        return True
    return steps_of(record).filter(state=ReviewState.PUBLISHED).exists()


def remember_publication(records: Sequence[PublicRecord]) -> None:
    """What programs wrote was published by no step: one is written before it is hidden, for those who ask.

    Inside a transaction.
    """
    if not records:
        return
    kind, keys = kind_of(records[0]), [record.pk for record in records]
    steps = ReviewStep.objects.filter(kind=kind, state=ReviewState.PUBLISHED).order_by()
    known = {
        pk for part in parts(keys) for pk in steps.filter(record__in=part).values_list("record", flat=True)
    }
    write_steps(
        [each for each in records if each.pk not in known], ReviewState.PUBLISHED, None, since_entry=True
    )


def write_steps(
    records: Sequence[PublicRecord],
    state: ReviewState,
    user: User | None,
    reason: str = "",
    *,
    since_entry: bool = False,
) -> None:
    """One for each of the records, all of one model; dated now, or when entered. In a transaction."""
    if not records:
        return
    count, now = len(records), timezone.now()
    insert_rows(
        ReviewStep,
        kind=[kind_of(records[0])] * count,
        record=[record.pk for record in records],
        state=[state.value] * count,
        user_id=[user and user.pk] * count,
        at=[record.created_at if since_entry else now for record in records],
        reason=[reason] * count,
    )


@transaction.atomic
def _take(step, record, user, request, reason="", *, asks=True):
    rows = type(record)._base_manager.select_for_update(of=("self",)).select_related("organization")
    row = rows.filter(pk=record.pk).first()
    if row is None:
        raise Refused("这条记录已被删除。")
    if asks and not _may_take(step, user, row):
        raise PermissionDenied
    if row.review not in step.since:
        raise Refused(f"这条记录现在是“{row.get_review_display()}”，不能{step.word}。请刷新后再看。")
    for name in _write(step, [row], user, request, reason):
        setattr(record, name, getattr(row, name))


def _may_take(step, user, row):
    if step is PUBLISH:
        return may_publish(user, type(row), row.organization)
    return _holds(user, step.needs, type(row), row.organization)


def _take_all(step, since, rows, user, request):
    """Some hundreds in a transaction: with all of them in one, everybody else's saving would have to wait."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    parts_of_keys = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    return sum(_take_part(step, since, rows.model, part, user, request) for part in parts_of_keys)


@transaction.atomic
def _take_part(step, since, model, keys, user, request):
    own = model._default_manager.open_to(user, step.needs).filter(pk__in=keys).order_by().values("pk")
    chosen = model._base_manager.filter(pk__in=own)
    locked = chosen.select_for_update(of=("self",)).select_related("organization").order_by("pk")
    waiting = [row for row in locked if row.review in since]
    if waiting:
        _write(step, waiting, user, request, "")
    return len(waiting)


def _write(step: Step, rows: Sequence[PublicRecord], user, request, reason) -> list[str]:
    """Move the locked rows, of one model; the names of the fields that changed in any of them."""
    names, before = {"review", "updated_at"}, [row.get_review_display() for row in rows]
    if step is REOPEN:
        remember_publication(rows)
    stored, now = type(rows[0])._base_manager, timezone.now()
    for row in rows:
        row.review, row.updated_at = step.to, now
        if extra := row.go_public() if step is PUBLISH else []:
            stored.filter(pk=row.pk).update(**{name: getattr(row, name) for name in extra})
            names |= set(extra)
    stored.filter(pk__in=[row.pk for row in rows]).update(review=step.to, updated_at=now)
    write_steps(rows, step.to, user, reason)
    for row, stood in zip(rows, before, strict=True):
        changes = [("审核状态", stood, step.to.label)]
        audit.log(step.act, request=request, user=user, record=row, changes=changes, detail=reason)
    return sorted(names)


def _holds(user, action, model, organization):
    """Does the user hold the right at that place? No query but that for the user's roles."""
    role = least_role(model, action)
    if user.is_superuser or role is None:
        return user.is_superuser
    return any(organization.path.startswith(path) for path in user.paths_as(role))
