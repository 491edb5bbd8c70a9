"""Sections 二十一 to 二十八 of docs/使用手册.md: what they quote is said by the pages that they tell of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.enums import PointEvent
from events.workflow import activities, certificates, service, volunteers
from lib.days import today
from orgs.admin.acts import act_address
from orgs.models import ConsentText
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.events.people_factories import (
    AgendaTopicFactory,
    HoursCertificateFactory,
    MeetingDutyFactory,
    MeetingFactory,
    PointAccountFactory,
    PointRuleFactory,
    RedemptionFactory,
    ResolutionFactory,
    RewardFactory,
    ServiceRecordFactory,
    SignupFactory,
    StarRuleFactory,
    VisitNeedFactory,
    VolunteerFactory,
)
from tests.jiedao.acts.attempt import page
from tests.orgs.factories import CouncilSeatFactory, OrganizationFactory
from tests.orgs.place_factories import PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tree):
    ConsentText.objects.create(version=1, purpose="联系", body="只用来联系。", retention_days=90)
    return tree.community


def going_on(place, **fields):
    """It began an hour ago."""
    begun = timezone.now() - timedelta(hours=1)
    fields |= {"starts_at": begun, "ends_at": begun + timedelta(hours=2), "takes_signups": True}
    return ActivityFactory(organization=place, **fields)


def of(model: str, name: str = "changelist") -> str:
    return reverse(f"admin:events_{model}_{name}")


def test_signing_up(unsaid, place):
    to_come = ActivityFactory(organization=place, upcoming=True, takes_signups=True)
    assert unsaid("二十一、活动和报名", "/admin/", of("activity", "add"), page(to_come)) == []


def test_the_day(unsaid, place):
    activity = going_on(place)
    SignupFactory(activity=activity)
    SignupFactory(activity=activity, present=True)
    ActivityPhotoFactory(activity=activity)
    pages = [reverse(f"admin:events_activity_{name}", args=[activity.pk]) for name in ("check_in", "photos")]
    assert unsaid("二十二、签到和结束", page(activity), *pages, act_address(activity, activities.CLOSE)) == []


def test_series(unsaid, place):
    activity = ActivityFactory(organization=place, series="山海大讲堂", issue_number=28)
    repeat = reverse("admin:events_activity_repeat", args=[activity.pk])
    dates = f"{repeat}?days={today()}"
    assert unsaid("二十三、系列活动", page(activity), repeat, dates) == []


def test_meetings(unsaid, place):
    meeting = MeetingFactory(organization=place)
    CouncilSeatFactory(council=meeting.council)
    AgendaTopicFactory(council=meeting.council)
    opened = ResolutionFactory(meeting=meeting)
    done = ResolutionFactory(meeting=meeting, done_on=today(), result="办好了。")
    sheet = reverse("admin:events_activity_meeting", args=[meeting.pk])
    pages = [page(meeting.council), page(meeting), sheet, page(opened), page(done)]
    assert unsaid("二十四、会议和议定事项", *pages) == []


def test_duties(unsaid, place, tree):
    MeetingDutyFactory(organization=tree.street)
    OrganizationFactory(branch=True, parent=place)
    pages = ["/admin/", of("meetingduty"), reverse("admin:events_duties"), of("activity", "add")]
    assert unsaid("二十五、三会一课", *pages) == []


def test_visits(unsaid, place):
    posting = PostingFactory(organization=place)
    need = VisitNeedFactory(visit__organization=place)
    postings = reverse("admin:orgs_posting_changelist")
    assert unsaid("二十六、走访和包联", postings, page(posting), page(need.visit)) == []


def test_volunteers(unsaid, place):
    pending, active = VolunteerFactory(organization=place, pending=True), VolunteerFactory(organization=place)
    record = ServiceRecordFactory(volunteer=active)
    certificate = HoursCertificateFactory(volunteer=active)
    pages = [page(record) for record in (pending, active, record, certificate)]
    pages += [act_address(active, move) for move in (service.RECORD_APART, certificates.ISSUE)]
    pages += [act_address(pending, volunteers.ACCEPT), of("volunteer"), "/admin/"]
    link = reverse("admin:events_volunteer_link", args=[active.pk])
    assert unsaid("二十七、志愿者和时长", *pages, link) == []


def test_points(unsaid, place):
    PointRuleFactory(organization=place, event=PointEvent.OTHER)
    account = PointAccountFactory(organization=place, points=30)
    reward = RewardFactory(organization=place)
    redemption = RedemptionFactory(reward=reward, account=account)
    stars = [
        StarRuleFactory(organization=place),
        StarRuleFactory(organization=place, published_on=today(), year=2018),
    ]
    settle = f"{of('pointaccount', 'settle')}?organization={place.pk}&until={today()}"
    pages = [page(record) for record in (account, reward, redemption, *stars)]
    pages += [of(model) for model in ("pointrule", "reward", "starrule")]
    assert unsaid("二十八、积分、奖品和星级", *pages, settle, of("redemption", "desk")) == []
