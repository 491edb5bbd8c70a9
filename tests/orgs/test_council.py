from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from orgs.models import CouncilSeat
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory

pytestmark = pytest.mark.django_db

DAY = date(2019, 6, 30)


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (date(2019, 6, 30), None, True),
        (date(2019, 7, 1), None, False),
        (date(2019, 1, 1), date(2019, 7, 1), True),
        (date(2019, 1, 1), date(2019, 6, 30), False),
    ],
    ids=["from the day", "from the next day", "until the next day", "until the day"],
)
def test_seat_is_held(since, until, held):
    CouncilSeatFactory(since=since, until=until)
    assert CouncilSeat.objects.held(DAY).exists() is held


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"unit": None, "person_role": ""}, "请选择成员单位，或填写代表身份。"),
        ({"since": DAY, "until": date(2019, 6, 29)}, "退出日期不能早于加入日期。"),
    ],
)
def test_seat_is_refused(fields, message):
    council = CouncilFactory()
    seat = CouncilSeatFactory.build(council=council, **{"unit": UnitFactory()} | fields)
    with pytest.raises(ValidationError, match=message):
        seat.full_clean()
    with pytest.raises(IntegrityError):
        seat.save()


def test_second_seat_of_a_unit_in_one_council_is_refused():
    seat = CouncilSeatFactory()
    with pytest.raises(ValidationError, match="这个单位在该议事机构已经有席位。"):
        CouncilSeatFactory.build(council=seat.council, unit=seat.unit).full_clean()


def test_unit_may_come_back_after_leaving():
    seat = CouncilSeatFactory(until=date(2019, 3, 1))
    CouncilSeatFactory(council=seat.council, unit=seat.unit, since=date(2019, 5, 1)).full_clean()


def test_unit_may_sit_in_two_councils():
    seat = CouncilSeatFactory()
    CouncilSeatFactory(unit=seat.unit).full_clean()


def test_several_persons_may_have_the_same_role():
    seat = CouncilSeatFactory(person=True)
    CouncilSeatFactory(person=True, council=seat.council).full_clean()


def test_council_of_the_same_name_in_one_organization_is_refused():
    council = CouncilFactory()
    with pytest.raises(ValidationError, match="这个党组织下已经有同名的议事机构。"):
        CouncilFactory.build(organization=council.organization, name=council.name).full_clean()


def test_cadence_is_at_least_a_month():
    council = CouncilFactory()
    council.cadence = 0
    with pytest.raises(ValidationError) as refused:
        council.full_clean()
    assert list(refused.value.message_dict) == ["cadence"]


def test_seat_is_called_after_its_holder():
    assert str(CouncilSeatFactory(unit=UnitFactory(name="青岛二中"))) == "青岛二中"
    assert str(CouncilSeatFactory(person=True)) == "区人大代表"
