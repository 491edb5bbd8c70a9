"""What waits of postings and visits: whom nobody visited this quarter, and needs that nobody took up."""

from django.db.models import Prefetch

from events.models import Visit
from events.postings import unvisited
from jiedao.today.groups import DECIDE, FOLLOW
from lib.templatetags.jiedao_text import day
from orgs.access import Action
from orgs.models import Posting
from orgs.todo import Kind

_VISITS = Prefetch("visits", Visit.objects.order_by("-visited_on").only("posting", "visited_on"))


def _last(posting, at):
    found = next((visit for visit in posting.visits.all() if visit.visited_on <= at), None)
    return f"上次走访：{day(found.visited_on)}" if found else "还没有走访过"


def _open(visit, at):
    return f"{sum(need.is_open for need in visit.needs.all())}条需求，{day(visit.visited_on)}走访"


_UNVISITED = {
    "group": FOLLOW,
    "model": Posting,
    "day": "since",
    "words": _last,
    "button": "记走访",
    "related": ("unit", "target"),
    "prefetched": (_VISITS,),
}

KINDS = (
    Kind(
        key="visits-needs",
        group=DECIDE,
        title="走访发现、待转办的需求",
        model=Visit,
        waiting=lambda rows, at, user: rows.with_open_needs(),
        day="visited_on",
        words=_open,
        button="转办",
        related=("unit", "visited"),
        prefetched=("needs",),
    ),
    Kind(
        key="postings-own",
        title="我包联的，本季度还没有走访",
        waiting=lambda rows, at, user: unvisited(rows, at).filter(user=user.pk),
        action=Action.VIEW,  # also of a posting that another branch gave
        **_UNVISITED,
    ),
    Kind(
        key="postings-unvisited",
        title="本季度还没有走访的包联",
        waiting=lambda rows, at, user: unvisited(rows, at).exclude(user=user.pk),
        **_UNVISITED,
    ),
)
