from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from lib.months import Month
from orgs.models import IndicatorValue
from tests.orgs.factories import IndicatorFactory, IndicatorValueFactory

pytestmark = pytest.mark.django_db


def test_values_of_a_month():
    june = IndicatorValueFactory(month=date(2019, 6, 1))
    IndicatorValueFactory(month=date(2019, 5, 1), indicator=june.indicator, organization=june.organization)
    IndicatorValueFactory(month=date(2018, 6, 1), indicator=june.indicator, organization=june.organization)
    assert list(IndicatorValue.objects.in_month(Month(2019, 6))) == [june]


def test_any_day_typed_becomes_the_first():
    value = IndicatorValueFactory()
    value.month = date(2019, 6, 18)
    value.full_clean()
    assert value.month == date(2019, 6, 1)


def test_day_other_than_the_first_is_not_stored():
    with pytest.raises(IntegrityError):
        IndicatorValueFactory(month=date(2019, 6, 18))


def test_negative_value_is_refused():
    value = IndicatorValueFactory()
    value.value = -1
    with pytest.raises(ValidationError) as refused:
        value.full_clean()
    assert refused.value.message_dict == {"value": ["数值不能小于0。"]}


def test_second_value_of_a_month_is_refused():
    value = IndicatorValueFactory()
    twin = IndicatorValueFactory.build(
        organization=value.organization, indicator=value.indicator, month=date(2019, 6, 9)
    )
    with pytest.raises(ValidationError, match="这个党组织本月的该项指标已经填过。"):
        twin.full_clean()


def test_duplicate_name_is_refused():
    IndicatorFactory(name="新增就业")
    with pytest.raises(ValidationError, match="已经有同名的指标。"):
        IndicatorFactory.build(name="新增就业").full_clean()


def test_indicator_is_called_with_its_measure():
    assert str(IndicatorFactory(name="新增就业", measure="人")) == "新增就业（人）"
