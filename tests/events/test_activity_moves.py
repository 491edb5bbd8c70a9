"""What becomes of an activity: put off, given another date, called off, revived, closed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityStatus, PointEvent, PointLine, SignupStatus
from events.models import PointEntry, ServiceRecord, Signup
from events.workflow import activities, signups
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, RecordStep
from orgs.moves import Refused
from tests.events.factories import ActivityFactory, local
from tests.events.people_factories import PointRuleFactory, SignupFactory, VolunteerFactory
from tests.orgs.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client, tree):
    reviewer = UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW)
    client.force_login(reviewer)
    return reviewer


def act(activity, verb):
    return reverse("admin:events_activity_act", args=[activity.pk, verb])


def test_postponed_activity_gets_a_new_date_with_its_window(reviewer, tree):
    closes = local(2019, 6, 3, 18)
    activity = ActivityFactory(
        organization=tree.community, starts_at=local(2019, 6, 5, 9), signup_closes_at=closes
    )
    activities.postpone(activity, reviewer, reason="台风")
    assert activity.status == ActivityStatus.POSTPONED
    activities.reschedule(activity, reviewer, starts_at=local(2019, 6, 12, 9))
    assert (activity.status, activity.starts_at) == (ActivityStatus.PUBLISHED, local(2019, 6, 12, 9))
    assert activity.signup_closes_at == closes + timedelta(days=7)
    words = [step.word for step in RecordStep.objects.filter(kind="events.activity").order_by("pk")]
    assert words == ["延期", "改时间"]


def test_who_waits_gets_what_was_cancelled_while_the_activity_was_off(reviewer, tree):
    activity = ActivityFactory(
        organization=tree.community, upcoming=True, takes_signups=True, capacity=1, cancelled=True
    )
    held, waiting = SignupFactory(activity=activity), SignupFactory(activity=activity, waiting=True)
    signups.cancel(held, signups.BY_TICKET)
    assert Signup.objects.get(pk=waiting.pk).status == SignupStatus.WAITING
    activities.revive(activity, reviewer, reason="台风绕道")
    assert Signup.objects.get(pk=waiting.pk).status == SignupStatus.CONFIRMED


def test_capacity_of_nobody_is_refused_in_words(client, reviewer, tree):
    with pytest.raises(ValidationError, match="不限名额的不填"):
        ActivityFactory.build(organization=tree.community, capacity=0).full_clean()


def test_cancel_asks_why_and_lists_whom_to_call(client, reviewer, tree):
    activity = ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True)
    signup = SignupFactory(activity=activity, contact_phone="13800001234", people=3)
    page = client.get(act(activity, "cancel")).content.decode()
    assert "已有1家、3人报名" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert client.post(act(activity, "cancel"), {"reason": ""}).context["form"].errors["reason"]
    done = client.post(act(activity, "cancel"), {"reason": "台风"}, follow=True)
    assert "有1家报了名，请按“通知名单”打电话" in str(next(iter(done.context["messages"])))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.CANCELLED
    assert Signup.objects.get() == signup
    activities.revive(activity, reviewer, reason="台风转向")
    assert activity.status == ActivityStatus.PUBLISHED


@pytest.mark.parametrize("verb", [activities.postpone, activities.cancel])
def test_what_people_came_to_is_not_called_off(reviewer, tree, verb):
    activity = ActivityFactory(organization=tree.community)
    SignupFactory(activity=activity, present=True)
    with pytest.raises(Refused, match="已经有人签到"):
        verb(activity, reviewer, reason="下雨")


def test_activity_to_come_is_not_closed(reviewer, tree):
    with pytest.raises(Refused, match="还没有开始"):
        activities.close(ActivityFactory(organization=tree.community, upcoming=True), reviewer, attendance=3)


def test_numbers_in_full_are_for_who_may_and_told_to_the_audit(client, tree):
    activity = ActivityFactory(organization=tree.community, upcoming=True)
    SignupFactory(activity=activity, contact_phone="13800001234")
    address = reverse("admin:events_activity_callers", args=[activity.pk])
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert "13800001234" not in client.get(address).content.decode()
    assert client.post(address).status_code == 403
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    assert "13800001234" not in client.get(address).content.decode()
    assert "13800001234" in client.post(address).content.decode()
    entry = AuditEntry.objects.get(act=AuditAct.READ_PERSONAL)
    assert entry.record == str(activity.pk)
    assert "1家" in entry.detail


# Closing


def held(tree, **fields):
    starts = local(2019, 6, 5, 9)
    return ActivityFactory(
        organization=tree.community, starts_at=starts, ends_at=starts + timedelta(hours=2), **fields
    )


def test_closing_proposes_attendance_and_hours_from_the_check_in(client, reviewer, tree):
    activity = held(tree)
    volunteer = VolunteerFactory(organization=tree.community)
    SignupFactory(activity=activity, present=True, people=3)
    SignupFactory(activity=activity, present=True, volunteer=volunteer)
    SignupFactory(activity=activity, people=9)
    form = client.get(act(activity, "close")).context["form"]
    assert form.initial["attendance"] == 4
    hours = f"hours_{volunteer.pk}"
    assert form.fields[hours].initial == 2
    sent = {"attendance": 5, "summary": "办得好。", hours: "1.5", "act_token": "t1"}
    done = client.post(act(activity, "close"), sent)
    assert done["Location"] == reverse("admin:events_activity_photos", args=[activity.pk])
    activity.refresh_from_db()
    assert (activity.status, activity.attendance, activity.summary) == ("closed", 5, "办得好。")
    assert activity.volunteer_hours == Decimal("1.5")
    record = ServiceRecord.objects.get()
    assert (record.volunteer, record.hours) == (volunteer, Decimal("1.5"))
    client.post(act(activity, "close"), sent)
    assert ServiceRecord.objects.count() == 1


def test_typed_hours_stand_and_none_is_none(client, reviewer, tree):
    activity = held(tree)
    volunteer = VolunteerFactory(organization=tree.community)
    SignupFactory(activity=activity, present=True, volunteer=volunteer)
    client.post(
        act(activity, "close"), {"attendance": 1, f"hours_{volunteer.pk}": "", "volunteer_hours": "20"}
    )
    activity.refresh_from_db()
    assert activity.volunteer_hours == 20
    assert not ServiceRecord.objects.exists()


def test_wrong_hours_are_refused_beside_the_name(client, reviewer, tree):
    activity = held(tree)
    volunteer = VolunteerFactory(organization=tree.community)
    SignupFactory(activity=activity, present=True, volunteer=volunteer)
    sent = {"attendance": 1, f"hours_{volunteer.pk}": "25", "summary": "办得好。"}
    response = client.post(act(activity, "close"), sent)
    assert list(response.context["form"].errors) == [f"hours_{volunteer.pk}"]
    assert "办得好。" in response.content.decode()
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.PUBLISHED


def test_closing_gives_points_to_who_held_it_and_who_took_part(reviewer, tree):
    unit = UnitFactory(community=tree.community)
    for event, points in ((PointEvent.ACTIVITY_HELD, 5), (PointEvent.ACTIVITY_JOINED, 2)):
        PointRuleFactory(organization=tree.street, line=PointLine.UNITS, event=event, points=points)
    activity = held(tree, units=[unit])
    activities.close(activity, reviewer, attendance=1)
    given = {entry.account.unit or entry.account.holder: entry.points for entry in PointEntry.objects.all()}
    assert given == {unit: 2, tree.community: 5}


# Places


def test_raised_capacity_lets_who_waits_move_up(client, reviewer, tree):
    activity = ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True, capacity=2)
    SignupFactory(activity=activity, people=2)
    waiting = SignupFactory(activity=activity, waiting=True)
    change = reverse("admin:events_activity_change", args=[activity.pk])
    starts = timezone.localtime(activity.starts_at)
    sent = {
        "title": activity.title,
        "kind": activity.kind,
        "organization": activity.organization_id,
        "starts_at_0": starts.date().isoformat(),
        "starts_at_1": "14:00",
        "takes_signups": "on",
        "is_public": "on",
        "photos-TOTAL_FORMS": 0,
        "photos-INITIAL_FORMS": 0,
    }
    refused = client.post(change, sent | {"capacity": 1})
    assert "名额不能少于2人" in refused.context["adminform"].form.errors["capacity"][0]
    told = client.post(change, sent | {"capacity": 3}, follow=True)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    assert any("已经递补" in str(message) for message in told.context["messages"])


def test_desk_signs_up_who_calls(client, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    activity = ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True, capacity=1)
    sent = {"contact_name": "王小明", "contact_phone": "+86 138 0000 1234", "people": 1}
    client.post(act(activity, "sign-up"), sent)
    again = client.post(act(activity, "sign-up"), sent)
    assert "这是另一个人" in again.context["form"].non_field_errors()[0]
    waits = client.post(act(activity, "sign-up"), sent | {"is_second": "on"}, follow=True)
    assert "候补第1位" in str(next(iter(waits.context["messages"])))
    first = Signup.objects.earliest("pk")
    assert (first.contact_phone, first.origin, first.status) == ("13800001234", "desk", "confirmed")
