from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from events.enums import SHOWN, TAKES_PLACE, ActivityStatus
from events.models import Activity, ActivityPhoto
from lib.days import beginning, today
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.orgs.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

STARTS = local(2019, 5, 14, 14)
ENDS = STARTS + timedelta(hours=2)


@pytest.mark.parametrize("status", ActivityStatus)
def test_public_shows_everything_but_drafts(status):
    ActivityFactory(status=status, attendance=40)
    assert Activity.objects.public().exists() is (status in SHOWN)
    assert Activity.objects.public().exists() is (status != ActivityStatus.DRAFT)


def test_public_leaves_out_private_activities():
    ActivityFactory(private=True)
    assert not Activity.objects.public().exists()


def test_upcoming_begins_with_today_s_first_minute():
    first_minute = beginning(today())
    tonight = ActivityFactory(starts_at=first_minute)
    ActivityFactory(starts_at=first_minute - timedelta(minutes=1))
    later = ActivityFactory(starts_at=first_minute + timedelta(days=9))
    assert list(Activity.objects.upcoming()) == [tonight, later]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (STARTS - timedelta(minutes=1), "即将开始"),
        (STARTS, "正在进行"),
        (ENDS, "正在进行"),
        (ENDS + timedelta(minutes=1), "已举行"),
    ],
)
def test_state_of_a_published_activity(now, state):
    assert ActivityFactory(starts_at=STARTS, ends_at=ENDS).words(now) == state


@pytest.mark.parametrize(
    ("trait", "state"),
    [("draft", "草稿"), ("postponed", "已延期"), ("cancelled", "已取消"), ("closed", "已结束")],
)
def test_state_of_any_other_is_its_status(trait, state):
    assert ActivityFactory(upcoming=True, **{trait: True}).words() == state


def test_without_an_end_is_past_once_begun():
    activity = ActivityFactory(starts_at=STARTS)
    assert not activity.is_past(STARTS)
    assert activity.is_past(STARTS + timedelta(minutes=1))


def test_time_of_publishing_is_noted_once():
    activity = ActivityFactory(draft=True)
    assert activity.published_at is None
    activity.status = ActivityStatus.PUBLISHED
    activity.save()
    noted = activity.published_at
    assert timezone.now() - noted < timedelta(minutes=1)
    activity.status = ActivityStatus.CANCELLED
    activity.save()
    assert activity.published_at == noted


def test_end_before_start_is_refused():
    activity = ActivityFactory.build(
        organization=OrganizationFactory(), starts_at=STARTS, ends_at=STARTS - timedelta(minutes=1)
    )
    with pytest.raises(ValidationError, match="结束时间不能早于开始时间。"):
        activity.full_clean()
    with pytest.raises(IntegrityError):
        activity.save()


def test_closing_without_attendance_is_refused_beside_the_field():
    activity = ActivityFactory()
    activity.status = ActivityStatus.CLOSED
    with pytest.raises(ValidationError) as refused:
        activity.full_clean()
    assert refused.value.message_dict["attendance"] == ["活动结束时请填写参加人数。"]
    with pytest.raises(IntegrityError):
        activity.save()


@pytest.mark.parametrize("status", ActivityStatus)
def test_what_is_closed_took_place_and_stays_so(status):
    activity = ActivityFactory(closed=True)
    activity.status = status
    if status in TAKES_PLACE:
        activity.full_clean()
    else:
        with pytest.raises(ValidationError) as refused:
            activity.full_clean()
        assert refused.value.message_dict["status"][0].startswith("已结束的活动不能再取消")


def test_what_is_not_closed_yet_may_be_called_off():
    activity = ActivityFactory(published=True)
    activity.status = ActivityStatus.CANCELLED
    activity.full_clean()


def test_closing_with_nobody_there_is_allowed():
    ActivityFactory(closed=True, attendance=0).full_clean()


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"series": "山海大讲堂", "issue_number": 28}, "山海大讲堂第28期"),
        ({"series": "V观摩"}, "V观摩"),
        ({"issue_number": 3}, ""),
    ],
)
def test_series_label(fields, label):
    assert ActivityFactory(**fields).series_label == label


def test_clerk_sees_own_activities_and_photos_only(tree):
    own = ActivityPhotoFactory(activity__organization=tree.community)
    ActivityPhotoFactory(activity__organization=tree.sister)
    user = UserFactory(organizations=[tree.community])
    assert list(Activity.objects.visible_to(user)) == [own.activity]
    assert list(ActivityPhoto.objects.visible_to(user)) == [own]
