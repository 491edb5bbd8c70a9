"""What a record's form says of its review: where it stands, what to do, who did what, what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from orgs.admin.columns import BAD, GOOD, QUIET, WARN, state
from orgs.admin.ledgers.history import imports_of
from orgs.enums import AuditAct, ReviewState
from orgs.models import AuditEntry, ReviewStep
from orgs.review import steps_of

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

    from orgs.models import User
    from orgs.scope import PublicRecord

_TONES = {
    ReviewState.DRAFT: QUIET,
    ReviewState.SUBMITTED: WARN,
    ReviewState.RETURNED: BAD,
    ReviewState.PUBLISHED: GOOD,
}
_MOST = 50  # changes that are shown


@dataclass(frozen=True)
class Button:
    name: str
    words: str
    is_default: bool = False


@dataclass(frozen=True)
class Alteration:
    """What one save or import changed."""

    at: datetime
    who: str
    changes: Sequence[tuple[str, str, str]]


@dataclass
class Panel:
    state: str = ""  # none for a new record
    advice: str = ""
    buttons: Sequence[Button] = ()  # () where the usual ones do
    may_return: bool = False
    is_draft: bool = False
    steps: list[ReviewStep] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)

    @property
    def returned(self) -> ReviewStep | None:
        """The return that waits to be answered."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.state == ReviewState.RETURNED else None


# Steps do not end, so the first button is what the Enter key presses: it never publishes.
_KEEP = Button("_save", "保存")
_KEEP_DRAFT = Button("_save", "保存草稿")
_SUBMIT = Button("_submit", "保存并提交审核", is_default=True)
_PUBLISH = Button("_publish", "保存并发布", is_default=True)
_APPROVE = Button("_publish", "审核发布", is_default=True)
_RETURN = Button("_return", "退回")
_WITHDRAW = Button("_withdraw", "撤回提交")
_CONTINUE = Button("_continue", "保存，接着修改")
_ANOTHER = Button("_addanother", "保存草稿，再录一条")

_FOR_ENTERING = {
    ReviewState.DRAFT: (
        "公众看不到。录好后请点“保存并提交审核”。",
        (_KEEP_DRAFT, _SUBMIT, _CONTINUE),
    ),
    ReviewState.RETURNED: ("请按退回原因改好，再提交审核。", (_KEEP_DRAFT, _SUBMIT, _CONTINUE)),
    ReviewState.SUBMITTED: (
        "已提交，审核发布后公众才能看到。审核前还可以修改，也可以撤回提交。",
        (_KEEP, _WITHDRAW),
    ),
    ReviewState.PUBLISHED: (
        "这条记录已发布。您保存后要重新审核，审核前公众看不到。只改不对外公开的内容（如备注）不用审核。",
        (Button("_save", "保存", is_default=True), _CONTINUE),
    ),
}
_FOR_PUBLISHING = {
    ReviewState.DRAFT: ("公众看不到。录好后请点“保存并发布”。", (_KEEP, _PUBLISH, _CONTINUE)),
    ReviewState.RETURNED: ("等录入人修改后再次提交。", (_KEEP, _PUBLISH, _CONTINUE)),
    ReviewState.SUBMITTED: (
        "请审核：没有问题的点“审核发布”；要改的在页面下方写明原因，点“退回”。",
        (_KEEP, _APPROVE, _CONTINUE),
    ),
    ReviewState.PUBLISHED: ("", ()),
}
_NEW_FOR_ENTERING = "您录入的内容经审核后，公众才能看到。没有录完的可以先保存草稿。"


def new_panel(*, publishes: bool, at_once: bool) -> Panel:
    """Of a record that is being entered. at_once: nothing is reviewed, the usual buttons publish."""
    if at_once:
        return Panel()
    if publishes:
        return Panel(buttons=(_KEEP_DRAFT, _PUBLISH, _ANOTHER))
    return Panel(advice=_NEW_FOR_ENTERING, buttons=(_KEEP_DRAFT, _SUBMIT, _ANOTHER))


def panel_of(record: PublicRecord, user: User, site: AdminSite, *, publishes: bool, reviews: bool) -> Panel:
    """Of a record that the user may change. publishes: without another's review; reviews: may also return."""
    stands = ReviewState(record.review)
    advice, buttons = (_FOR_PUBLISHING if publishes else _FOR_ENTERING)[stands]
    panel = read_panel(record)
    panel.advice, panel.buttons = advice, buttons
    panel.may_return = reviews and stands == ReviewState.SUBMITTED
    if panel.may_return:
        panel.buttons = (*buttons, _RETURN)
    if stands == ReviewState.SUBMITTED:
        panel.alterations = alterations(record, panel.steps, user, site)
    return panel


def read_panel(record: PublicRecord) -> Panel:
    """For who only reads."""
    stands = ReviewState(record.review)
    return Panel(state=state(stands.label, _TONES[stands]), steps=list(steps_of(record)))


def review_state(record: PublicRecord) -> str:
    stands = ReviewState(record.review)
    return state(stands.label, _TONES[stands])


def alterations(
    record: PublicRecord, steps: Sequence[ReviewStep], user: User, site: AdminSite
) -> list[Alteration]:
    """What was changed since residents saw it, or since it was returned; the first change first."""
    since = _begun(steps)
    if since is None:
        return []
    kinds = {record._meta.label_lower, record._meta.concrete_model._meta.label_lower}
    entries = AuditEntry.objects.filter(kind__in=kinds, record=str(record.pk), at__gte=since)
    entries = entries.filter(act=AuditAct.CHANGE).select_related("user").order_by("-pk")[:_MOST]
    found = [Alteration(each.at, str(each.user or each.user_name), each.changes) for each in entries]
    found += [
        Alteration(each.moment, str(each.who or "系统"), each.changes)
        for each in imports_of(record, user, site)
        if each.moment and each.moment >= since and not each.is_undone
    ]
    told = sorted((each for each in found if each.changes), key=lambda each: each.at)
    return told[-_MOST:]


def _begun(steps):
    """When the text now submitted began to differ from what residents, or else the reviewer, saw last.

    A save writes its step first, then tells the audit what it changed; so does an import.
    """
    published = [n for n, step in enumerate(steps) if step.state == ReviewState.PUBLISHED]
    if published:
        later = steps[published[-1] + 1 :]
        return later[0].at if later else None
    returned = [step.at for step in steps if step.state == ReviewState.RETURNED]
    return returned[-1] if returned else None
