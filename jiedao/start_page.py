"""What the staff side's start page says: figures, what is to be done, what changed last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from events.enums import TAKES_PLACE
from events.models import Activity
from jiedao.figures import HEADLINE
from jiedao.ledgers import LEDGERS
from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs.access import Action
from orgs.enums import ImportState, ReviewState
from orgs.figures import numbers
from orgs.models import ImportBatch, Organization, User
from orgs.statements import union
from partnerships.models import Agreement, Demand, Problem, Project, Resource, Service

SHOWN = 6
LAST_CHANGES = 12
_REVIEWED = {
    model._meta.label: model for model in (Agreement, Resource, Demand, Service, Project, Problem, Activity)
}
# What waits for whom: (state, right, title, word after the day).
_WAITING = (
    (ReviewState.SUBMITTED, Action.REVIEW, "待我审核的{}（{}条）", "提交"),
    (ReviewState.RETURNED, Action.CHANGE, "被退回的{}（{}条）", "退回"),
    (ReviewState.DRAFT, Action.CHANGE, "{}草稿（{}条）", "保存"),
)


@dataclass(frozen=True)
class Task:
    """One kind of thing to do: its first few rows, and the list that holds all of them."""

    title: str
    rows: list[tuple[Model, str, str]]  # with the words beside each, and its address
    url: str
    has_more: bool


def headline(organization: Organization | None, at: date) -> list[dict]:
    """The figures of the sentence, for one organisation. One query."""
    if organization is None:
        return []
    found = numbers(HEADLINE, organization, at)
    return [{"figure": figure, "number": found[figure.key]} for figure in HEADLINE]


def tasks(user: User) -> list[Task]:
    """What waits for the user, empty kinds left out. One query each, and one for all reviews."""
    at = today()
    found = (*_review_tasks(user), *_agreement_tasks(user, at), *_other_tasks(user, at))
    return [task for task in found if task.rows]


def _review_tasks(user):
    """What waits for the user's review, then what the user's branches have to mend or to submit."""
    waiting = {
        (state, label): model.objects.open_to(user, action).filter(review=state)
        for state, action, *_ in _WAITING
        for label, model in _REVIEWED.items()
    }
    counts = union(_counted(*key, rows) for key, rows in waiting.items())
    found = {(state, label): number for state, label, number in counts}
    for state, _, title, word in _WAITING:
        for label, model in _REVIEWED.items():
            if number := found.get((state, label)):
                yield _task(
                    title.format(model._meta.verbose_name, number),
                    waiting[state, label].order_by("updated_at", "pk"),
                    lambda row, word=word: f"{day(row.updated_at)}{word}",
                    f"admin:{label.lower().replace('.', '_')}_changelist",
                    f"review=my-{state}",
                )


def _counted(state, label, rows):
    """One row (state, label of the model, number of rows); no row when there is none."""
    kinds = rows.order_by().values(
        stands=Value(state.value, output_field=TextField()), label=Value(label, output_field=TextField())
    )
    return kinds.annotate(number=Count("pk")).values_list("stands", "label", "number")


def _agreement_tasks(user, at):
    agreements = Agreement.objects.managed_by(user)
    yield _task(
        "即将到期的协议",
        agreements.expiring(at),
        lambda agreement: f"{day(agreement.ends_on)}到期，还有{agreement.days_left(at)}天",
        "admin:partnerships_agreement_changelist",
        "status=expiring",
    )
    yield _task(
        "拟签的协议",
        agreements.filter(Q(signed_on=None) | Q(signed_on__gt=at)).order_by("-updated_at", "-pk"),
        lambda agreement: (
            "还没有签约日期" if agreement.signed_on is None else f"{day(agreement.signed_on)}签"
        ),
        "admin:partnerships_agreement_changelist",
        "status=draft",
    )


def _other_tasks(user, at):
    now, activities = timezone.now(), Activity.objects.managed_by(user)
    for model in (Resource, Demand, Service):
        yield _task(
            f"没有发布的{model._meta.verbose_name}",
            model.objects.managed_by(user).filter(published_on=None).order_by("-updated_at", "-pk"),
            lambda item: f"{day(item.created_at)}录入",
            f"admin:partnerships_{model._meta.model_name}_changelist",
            "state=draft",
        )
    yield _task(
        "办完还没有填参加人数的活动",
        activities.filter(status__in=TAKES_PLACE, starts_at__lt=now, attendance=None).order_by(
            "-starts_at", "-pk"
        ),
        lambda activity: f"{day(activity.starts_at)}举行",
        "admin:events_activity_changelist",
        "waiting=attendance",
    )
    yield _task(
        "逾期没有解决的问题",
        Problem.objects.managed_by(user)
        .filter(Q(solved_on=None) | Q(solved_on__gt=at), due_on__lt=at)
        .order_by("due_on", "pk"),
        lambda problem: f"应于{day(problem.due_on)}前办结",
        "admin:partnerships_problem_changelist",
        "state=overdue",
    )


def _task(title, queryset: QuerySet, words, changelist: str, query: str) -> Task:
    rows = list(queryset[: SHOWN + 1])
    shown = [(row, words(row), change_url(row)) for row in rows[:SHOWN]]
    return Task(title, shown, f"{reverse(changelist)}?{query}", has_more=len(rows) > SHOWN)


def change_url(row: Model) -> str:
    """The page on which staff change the row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@dataclass(frozen=True)
class Change:
    """One entry of the history, or an import, in words."""

    moment: datetime
    who: str
    what: str
    name: str
    url: str  # "" where there is nothing left to open


def last_changes(
    user: User, models: Iterable[type[Model]], address: Callable[[ImportBatch], str]
) -> list[Change]:
    """The last changes of rows in the user's branches, the user's own deletions, and the imports that the
    user sees, each at the `address` of its page. Two queries.
    """
    entries = LogEntry.objects.select_related("user", "content_type")
    if not user.is_superuser:
        entries = entries.filter(_about_own_rows(user, models))
    changes = [_change(entry) for entry in entries.order_by("-action_time", "-pk")[:LAST_CHANGES]]
    changes += [_import(batch, address(batch)) for batch in _last_imports(user)]
    return sorted(changes, key=lambda change: change.moment, reverse=True)[:LAST_CHANGES]


def _last_imports(user):
    """Those that wrote something, by the day on which that was, or on which it was taken back."""
    imports = ImportBatch.objects.visible_to(user).filter(
        state__in=(ImportState.COMMITTED, ImportState.UNDONE), committed_at__isnull=False
    )
    imports = imports.annotate(happened_at=Coalesce("undone_at", "committed_at"))
    return imports.select_related("user", "undone_by").order_by("-happened_at", "-pk")[:LAST_CHANGES]


def _import(batch, url):
    title = LEDGERS[batch.ledger].title
    if batch.state == ImportState.UNDONE:
        what, who = f"撤销了{title}的导入", batch.undone_by
    else:
        what = f"导入了{title}：新增{batch.new_count}条，更新{batch.changed_count}条"
        who = batch.user
    return Change(batch.happened_at, str(who or "系统"), what, batch.file_name, url)


def _about_own_rows(user, models):
    reach = Q(user=user, action_flag=DELETION)
    for model in models:
        own = model._default_manager.open_to(user, Action.VIEW).annotate(text_key=Cast("pk", CharField()))
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        reach |= Q(content_type=content_type, object_id__in=own.order_by().values("text_key"))
    return reach


def _change(entry):
    kind = entry.content_type.name if entry.content_type else ""
    is_gone = entry.is_deletion() or entry.content_type is None
    words = {ADDITION: "录入了", DELETION: "删除了"}.get(entry.action_flag, "修改了")
    url = "" if is_gone else entry.get_admin_url() or ""
    return Change(entry.action_time, str(entry.user), f"{words}{kind}", entry.object_repr, url)
