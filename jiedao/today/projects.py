"""What waits of projects: milestones, progress, and bids for what is on offer."""

from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from jiedao.today.claims import days_until
from jiedao.today.groups import DECIDE, FOLLOW, LATE
from lib.templatetags.jiedao_text import day
from orgs.todo import Kind
from partnerships.enums import BidState
from partnerships.models import Bid, Milestone, Project
from partnerships.workflow import bids, notes


def _first_due():
    due = Milestone.objects.filter(project=OuterRef("pk"), done_on=None, due_on__isnull=False)
    return Subquery(due.order_by().values("project").annotate(first=Min("due_on")).values("first"))


def _late_words(project, at):
    late = [step for step in project.milestones.all() if step.is_overdue(at)]
    first = min(late, key=lambda step: step.due_on)
    more = f"等{len(late)}个节点" if len(late) > 1 else ""
    return f"“{first}”{more}{days_until(first.due_on, at)}"


def _quiet(rows, at, user):
    """Those with an overdue milestone are called by that."""
    late = Project.objects.with_overdue_milestones(at).order_by().values("pk")
    return rows.quiet(at).exclude(pk__in=late)


def _with_bids(rows, at, user):
    """One is chosen when no more come in."""
    waiting = Bid.objects.filter(status=BidState.PENDING, project=OuterRef("pk"))
    return rows.offered(at).filter(Exists(waiting)).exclude(offered_until__gte=at)


def _bid_words(project, at):
    teams = sum(bid.status == BidState.PENDING for bid in project.bids.all())
    until = f"，{day(project.offered_until)}截止" if project.offered_until else ""
    return f"{teams}家申请{until}"


KINDS = (
    Kind(
        key="milestones-late",
        group=LATE,
        title="有节点逾期的项目",
        model=Project,
        waiting=lambda rows, at, user: rows.with_overdue_milestones(at),
        day=_first_due(),
        words=_late_words,
        verb=notes.NOTE_PROJECT,
        prefetched=("milestones",),
    ),
    Kind(
        key="projects-bids",
        group=DECIDE,
        title="有单位揭榜、待选定的项目",
        model=Project,
        waiting=_with_bids,
        day=Coalesce(F("offered_until"), F("offered_on")),
        words=_bid_words,
        verb=bids.CHOOSE,
        prefetched=("bids",),
    ),
    Kind(
        key="projects-quiet",
        group=FOLLOW,
        title="好久没有进展的项目",
        model=Project,
        waiting=_quiet,
        day="started_on",
        words=lambda project, at: f"{day(project.started_on)}开始",
        verb=notes.NOTE_PROJECT,
    ),
)
