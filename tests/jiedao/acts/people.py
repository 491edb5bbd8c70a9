"""Activities, meetings, visits, volunteers and rewards."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from events.models import Activity, Redemption, Resolution, ServiceRecord, VisitNeed, Volunteer
from orgs.enums import Role
from orgs.models import Posting
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    MeetingFactory,
    RedemptionFactory,
    ResolutionFactory,
    ServiceRecordFactory,
    VisitNeedFactory,
    VolunteerFactory,
)
from tests.jiedao.acts.attempt import Attempt, act, page
from tests.orgs.place_factories import PostingFactory


def _moved(model, make, verb, becomes, **asked):
    def attempt(place):
        row = make(place)
        is_done = model.objects.filter(pk=row.pk, **becomes).exists
        return Attempt(page(row, "act", verb), is_done, asked)

    return attempt


# Activities


def _held(place):
    return ActivityFactory(organization=place)


act("结束活动", Role.REVIEW)(_moved(Activity, _held, "close", {"attendance": 30}, attendance=30))
act("取消活动", Role.REVIEW)(_moved(Activity, _held, "cancel", {"status": "cancelled"}, reason="下雨"))
act("延期", Role.REVIEW)(_moved(Activity, _held, "postpone", {"status": "postponed"}, reason="下雨"))


# Meetings


@act("写会议记录", Role.ENTER)
def record_meeting(place):
    meeting = MeetingFactory(organization=place, council__organization=place)
    address = reverse("admin:events_activity_meeting", args=[meeting.pk])
    return Attempt(address, meeting.topics.filter(title="修灯").exists, {"new-topic-0-title": "修灯"})


def _resolved(place):
    return ResolutionFactory(meeting__organization=place, meeting__council=None)


def _done(place):
    return ResolutionFactory(
        meeting__organization=place, meeting__council=None, done_on=date(2019, 6, 1), result="换了灯泡"
    )


_FINISHED = {"on": "2019-06-05", "result": "换了灯泡"}
act("办结议定事项", Role.ENTER)(
    _moved(Resolution, _resolved, "finish", {"done_on": "2019-06-05"}, **_FINISHED)
)
act("核实议定事项", Role.REVIEW)(
    _moved(Resolution, _done, "verify", {"verified_on": "2019-06-05"}, on="2019-06-05")
)
act("退回议定事项", Role.REVIEW)(_moved(Resolution, _done, "return", {"done_on": None}, reason="没有办成"))
act("议定事项转为问题", Role.ENTER)(
    _moved(Resolution, _resolved, "problem", {"problem__title": "灯不亮"}, title="灯不亮")
)


# Visits


@act("走访转为问题", Role.ENTER)
def need_to_problem(place):
    need = VisitNeedFactory(visit__organization=place)
    is_done = VisitNeed.objects.filter(pk=need.pk, problem__title="通道堆物").exists
    return Attempt(page(need.visit, "act", "to_problem"), is_done, {"need": need.pk, "title": "通道堆物"})


act("结束包联", Role.ENTER)(
    _moved(
        Posting,
        lambda place: PostingFactory(organization=place),
        "end",
        {"until": "2020-06-05"},
        on="2020-06-05",
    )
)


# Volunteers and rewards

act("接收志愿者", Role.ENTER)(
    _moved(
        Volunteer,
        lambda place: VolunteerFactory(organization=place, pending=True),
        "accept",
        {"status": "active"},
    )
)
act("撤销服务记录", Role.ENTER)(
    _moved(
        ServiceRecord,
        lambda place: ServiceRecordFactory(organization=place),
        "withdraw",
        {"withdrawn_on__isnull": False},
        reason="记错了",
    )
)
act("领取奖品", Role.ENTER)(
    _moved(
        Redemption,
        lambda place: RedemptionFactory(reward__organization=place),
        "hand_over",
        {"status": "taken"},
    )
)
