from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from orgs.enums import NEW_SECTOR, UnitNature
from orgs.models import PartyMemberCount, Unit
from tests.orgs.factories import OrganizationFactory, PartyMemberCountFactory, UnitFactory, valid_uscc

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2019, 5, 31), date(2019, 6, 30)


def errors(unit):
    with pytest.raises(ValidationError) as refused:
        unit.full_clean()
    return refused.value.message_dict


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L", valid_uscc(7)])
def test_right_code_is_accepted(code):
    UnitFactory.build(uscc=code).full_clean()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91350100M000100Y4", "统一社会信用代码应为18位，现在是17位。"),
        ("91350100M000100Y44", "统一社会信用代码的校验位不对，请对照营业执照或登记证书重新输入。"),
        (
            "91350100I000100Y43",
            "统一社会信用代码只能由数字和大写字母（不含 I、O、S、V、Z）组成，请核对。",
        ),
    ],
)
def test_wrong_code_is_refused_with_its_reason(code, message):
    assert errors(UnitFactory.build(uscc=code)) == {"uscc": [message]}


def test_code_of_another_unit_is_refused():
    UnitFactory(uscc=valid_uscc(1))
    assert errors(UnitFactory.build(uscc=valid_uscc(1))) == {
        "uscc": ["这个统一社会信用代码已经属于另一个单位。"]
    }


def test_many_units_may_lack_a_code():
    UnitFactory(uscc=None)
    unit = UnitFactory.build(uscc="")
    unit.full_clean()
    unit.save()
    assert Unit.objects.filter(uscc=None).count() == 2


def test_duplicate_name_is_refused():
    UnitFactory(name="青岛二中")
    assert errors(UnitFactory.build(name="青岛二中")) == {
        "name": ["已经有同名的单位，请直接选用，不要重复录入。"]
    }


def test_leaving_before_being_received_is_refused():
    unit = UnitFactory.build(received_on=date(2019, 5, 2), left_on=date(2019, 5, 1))
    assert errors(unit) == {"__all__": ["迁出日期不能早于接收日期。"]}


def test_new_sector_follows_from_the_nature():
    units = {nature: UnitFactory(nature=nature) for nature in UnitNature}
    assert {unit.nature for unit in Unit.objects.new_sector()} == set(NEW_SECTOR)
    assert {nature for nature, unit in units.items() if unit.is_new_sector} == set(NEW_SECTOR)


@pytest.mark.parametrize(
    ("received_on", "left_on", "received"),
    [
        (date(2019, 6, 30), None, True),
        (date(2019, 7, 1), None, False),
        (None, None, False),
        (date(2019, 3, 1), date(2019, 7, 1), True),
        (date(2019, 3, 1), date(2019, 6, 30), False),
    ],
    ids=["on the day", "the day after", "never", "leaves the day after", "leaves on the day"],
)
def test_received_by(received_on, left_on, received):
    UnitFactory(new_sector=True, received_on=received_on, left_on=left_on)
    assert Unit.objects.received_by(JUNE).exists() is received


def test_received_state_enterprise_is_not_new_sector():
    UnitFactory(nature=UnitNature.STATE_ENTERPRISE, received_on=date(2019, 3, 1))
    assert not Unit.objects.received_by(JUNE).exists()


@pytest.mark.parametrize("level", ["district", "street", "area", "community"])
def test_body_behind_the_street_line_is_not_outside(level):
    own, outside = UnitFactory(), UnitFactory()
    OrganizationFactory(**{level: True}, unit=own)
    OrganizationFactory(branch=True, unit=outside)
    assert list(Unit.objects.outside_street_line()) == [outside]


def test_unit_without_an_organization_is_outside():
    unit = UnitFactory()
    assert list(Unit.objects.outside_street_line()) == [unit]


@pytest.mark.parametrize(
    ("at", "count"), [(date(2019, 2, 28), None), (date(2019, 3, 1), 12), (MAY, 12), (JUNE, 15)]
)
def test_party_members_as_of_a_day(at, count):
    unit = UnitFactory()
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=12)
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 6, 1), count=15)
    PartyMemberCountFactory(as_of=date(2019, 1, 1), count=99)
    assert Unit.objects.with_party_members(at).get(pk=unit.pk).party_members == count


def test_as_of_gives_one_count_for_each_unit():
    older = PartyMemberCountFactory(as_of=date(2019, 1, 1))
    newest = PartyMemberCountFactory(unit=older.unit, as_of=date(2019, 5, 1))
    PartyMemberCountFactory(unit=older.unit, as_of=date(2019, 7, 1))
    other = PartyMemberCountFactory(as_of=date(2019, 6, 30))
    assert set(PartyMemberCount.objects.as_of(JUNE)) == {newest, other}


def test_two_counts_of_one_day_are_refused():
    count = PartyMemberCountFactory()
    twin = PartyMemberCountFactory.build(unit=count.unit)
    with pytest.raises(ValidationError, match="这个单位在这一天已经填过党员人数。"):
        twin.full_clean()
    with pytest.raises(IntegrityError):
        twin.save()


def test_initials_are_kept_for_search():
    assert UnitFactory(name="青岛二中").initials == "qdez"


def test_initials_are_kept_by_bulk_create():
    Unit.objects.bulk_create([Unit(name="北京银行青岛分行", nature=UnitNature.STATE_ENTERPRISE)])
    assert Unit.objects.get().initials == "bjyhqdfh"
