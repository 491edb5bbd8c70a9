from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from orgs.enums import ApplicationState, OrganizationLevel
from orgs.models import NewSectorApplication
from orgs.models.application import advised_level
from tests.orgs.factories import NewSectorApplicationFactory, OrganizationFactory, UnitFactory

pytestmark = pytest.mark.django_db

APPLIED, VERIFIED, REVIEWED, APPROVED = (date(2019, 4, day) for day in (1, 8, 15, 22))
STEPS = {"applied_on": APPLIED, "verified_on": VERIFIED, "reviewed_on": REVIEWED, "approved_on": APPROVED}


@pytest.mark.parametrize(
    ("members", "level"),
    [
        (0, OrganizationLevel.JOINT_BRANCH),
        (2, OrganizationLevel.JOINT_BRANCH),
        (3, OrganizationLevel.BRANCH),
        (49, OrganizationLevel.BRANCH),
        (50, OrganizationLevel.GENERAL_BRANCH),
        (99, OrganizationLevel.GENERAL_BRANCH),
        (100, OrganizationLevel.COMMITTEE),
    ],
)
def test_advised_level(members, level):
    assert advised_level(members) == level


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (APPLIED - timedelta(1), ApplicationState.FUTURE),
        (APPLIED, ApplicationState.APPLIED),
        (VERIFIED - timedelta(1), ApplicationState.APPLIED),
        (VERIFIED, ApplicationState.VERIFIED),
        (REVIEWED, ApplicationState.REVIEWED),
        (APPROVED - timedelta(1), ApplicationState.REVIEWED),
        (APPROVED, ApplicationState.APPROVED),
    ],
)
def test_state_on_a_day(day, state):
    assert NewSectorApplicationFactory(**STEPS).state(day) == state


def test_state_after_a_refusal():
    application = NewSectorApplicationFactory(refused=True, verified_on=VERIFIED)
    assert application.state(application.refused_on) == ApplicationState.REFUSED
    assert application.state(application.refused_on - timedelta(1)) == ApplicationState.VERIFIED


@pytest.mark.parametrize(
    ("day", "in_progress"),
    [
        (APPLIED - timedelta(1), False),
        (APPLIED, True),
        (APPROVED - timedelta(1), True),
        (APPROVED, False),
    ],
)
def test_in_progress_until_approved(day, in_progress):
    NewSectorApplicationFactory(**STEPS)
    assert NewSectorApplication.objects.in_progress(day).exists() is in_progress


def test_in_progress_until_refused():
    application = NewSectorApplicationFactory(refused=True)
    refused_on = application.refused_on
    assert NewSectorApplication.objects.in_progress(refused_on - timedelta(1)).exists()
    assert not NewSectorApplication.objects.in_progress(refused_on).exists()


@pytest.mark.parametrize("later", ["verified_on", "reviewed_on", "approved_on"])
def test_step_before_the_one_it_follows_is_refused(later):
    steps = STEPS | {later: APPLIED - timedelta(1)}
    application = NewSectorApplicationFactory.build(
        organization=OrganizationFactory(), unit=UnitFactory(), **steps
    )
    with pytest.raises(
        ValidationError, match="四个步骤的日期应依次为：提出申请、管区核验、联合初审、街道批复。"
    ):
        application.full_clean()
    with pytest.raises(IntegrityError):
        application.save()


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("verified_on", "联合初审之前应先经管区核验，请填写核验日期。"),
        ("reviewed_on", "批复之前应先经联合初审，请填写初审日期。"),
    ],
)
def test_step_left_out_is_refused(missing, message):
    application = NewSectorApplicationFactory(**STEPS | {missing: None})
    with pytest.raises(ValidationError) as refused:
        application.full_clean()
    assert refused.value.message_dict == {missing: [message]}


def test_refusal_needs_a_reason():
    application = NewSectorApplicationFactory(refused=True, refusal_reason="")
    with pytest.raises(ValidationError) as refused:
        application.full_clean()
    assert refused.value.message_dict == {"refusal_reason": ["请写明不予通过的原因。"]}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (STEPS | {"refused_on": APPROVED}, "一份申请不能既批复又不予通过。"),
        ({"applied_on": APPLIED, "refused_on": APPLIED - timedelta(1)}, "不予通过日期不能早于提出申请日期。"),
    ],
)
def test_impossible_ending_is_refused(fields, message):
    application = NewSectorApplicationFactory.build(
        organization=OrganizationFactory(), unit=UnitFactory(), refusal_reason="重复申请。", **fields
    )
    with pytest.raises(ValidationError, match=message):
        application.full_clean()
    with pytest.raises(IntegrityError):
        application.save()
