"""What waits for a review, came back from one, or was never submitted."""

from events.models import Activity
from jiedao.today.groups import DECIDE, FINISH
from lib.templatetags.jiedao_text import day
from orgs.access import Action
from orgs.enums import ReviewState
from orgs.todo import Kind
from partnerships.models import Agreement, Demand, Problem, Project, Resource, Service

REVIEWED = (Agreement, Resource, Demand, Service, Project, Problem, Activity)
# (state, heading, right, title, word after the day, button)
_STATES = (
    (ReviewState.SUBMITTED, DECIDE, Action.REVIEW, "待我审核的{}", "提交", "审核"),
    (ReviewState.RETURNED, FINISH, Action.CHANGE, "被退回的{}", "退回", "修改"),
    (ReviewState.DRAFT, FINISH, Action.CHANGE, "{}草稿", "保存", "去提交"),
)


def _kind(model, state, group, action, title, word, button):
    return Kind(
        key=f"{model._meta.model_name}-{state}",
        group=group,
        title=title.format(model._meta.verbose_name),
        model=model,
        waiting=lambda rows, at, user: rows.filter(review=state),
        day="updated_at__date",
        words=lambda row, at: f"{_held(row)}{day(row.updated_at)}{word}",
        button=button,
        action=action,
        query=f"review=my-{state}",
        is_drafts=True,
    )


def _held(row):
    """Of the activities of a series, which look alike, the day."""
    return f"{day(row.starts_at)}举行，" if isinstance(row, Activity) else ""


KINDS = tuple(_kind(model, *told) for told in _STATES for model in REVIEWED)
