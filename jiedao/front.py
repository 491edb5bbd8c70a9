"""What the front page tells: the figures of a day, what comes next, and what was done lately."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import islice

from django.db.models import Prefetch
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity, ActivityPhoto
from events.rows import activity_rows
from jiedao.figures import DEMANDS, HEADLINE, RESOURCES, SERVICES
from jiedao.rows import MANNERS, describe
from jiedao.sentence import figure_url, sentence
from lib.addresses import address
from lib.days import today
from orgs.figures import numbers
from orgs.models import Organization
from partnerships.models import Agreement, Problem, Project

_LISTS = (
    (RESOURCES, "资源清单", "单位和党组织能拿出来共享的场地、人才、设备。"),
    (DEMANDS, "需求清单", "社区、居民和单位眼下需要帮忙的事。"),
    (SERVICES, "服务清单", "可以预约上门或到场的服务。"),
)
COMING, LATEST, LATELY = 6, 5, 6


@dataclass(frozen=True)
class Entry:
    """The way into one of the three lists."""

    title: str
    text: str
    url: str
    number: int
    number_url: str


@dataclass(frozen=True)
class Deed:
    """Something that the partnership has done."""

    on: datetime.date
    word: str
    title: str
    url: str
    text: str
    photo: ActivityPhoto | None = None


def figures(office: Organization, at: datetime.date) -> dict:
    """The sentence and the entries to the lists. One query."""
    found = numbers((*HEADLINE, *(figure for figure, _, _ in _LISTS)), office, at)
    entries = [
        Entry(
            title,
            text,
            address("partnerships:item_list", figure.key),
            found[figure.key],
            figure_url(figure, office, at),
        )
        for figure, title, text in _LISTS
    ]
    return {"sentence": sentence(office, at, found), "entries": entries}


def news(office: Organization) -> dict:
    """What is coming and what is new, of the office and all below it. Seven queries."""
    return {
        "activities": activity_rows(Activity.objects.public().within(office).upcoming())[:COMING],
        "agreements": _latest(Agreement.objects.public().within(office)),
        "projects": _latest(Project.objects.public().within(office)),
        "deeds": _deeds(office),
    }


def _latest(records):
    return [describe(record) for record in MANNERS[records.model].fetch(records)[:LATEST]]


def _deeds(office):
    """The last activities told of, projects finished and problems solved, in one order."""
    found = [*_activities_held(office), *_projects_finished(office), *_problems_solved(office)]
    return list(islice(sorted(found, key=lambda deed: deed.on, reverse=True), LATELY))


def _activities_held(office):
    photos = Prefetch("photos", ActivityPhoto.objects.only("activity", "width", "height", "caption"))
    held = Activity.objects.public().within(office).filter(status=ActivityStatus.CLOSED)
    told = held.only("title", "starts_at", "summary", "attendance").prefetch_related(photos)
    for activity in told[:LATELY]:
        photo = next(iter(activity.photos.all()), None)
        text = activity.summary or f"{activity.attendance}人参加。"
        day, url = timezone.localdate(activity.starts_at), activity.get_absolute_url()
        yield Deed(day, "活动", activity.title, url, text, photo)


def _projects_finished(office):
    finished = Project.objects.public().within(office).filter(finished_on__lte=today())
    for project in finished.only("title", "finished_on", "result").order_by("-finished_on", "-pk")[:LATELY]:
        yield Deed(project.finished_on, "项目完成", project.title, project.get_absolute_url(), project.result)


def _problems_solved(office):
    solved = Problem.objects.public().within(office).only("title", "solved_on", "result")
    for problem in solved.order_by("-solved_on", "-pk")[:LATELY]:
        yield Deed(problem.solved_on, "问题解决", problem.title, "", problem.result)
