from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from lib.days import beginning, ending, parse_day, today, validate_past, validate_year


def test_day_begins_at_midnight_in_shanghai():
    assert beginning(date(2019, 7, 1)) == datetime(2019, 6, 30, 16, tzinfo=UTC)


def test_day_ends_where_the_next_begins():
    assert ending(date(2020, 2, 28)) == beginning(date(2020, 2, 29))
    assert ending(date(2019, 12, 31)) == beginning(date(2020, 1, 1))


@time_machine.travel(datetime(2019, 6, 30, 16, 30, tzinfo=UTC), tick=False)
def test_today_is_the_office_s_day():
    assert today() == date(2019, 7, 1)


@time_machine.travel(datetime(2020, 2, 29, 15, 59, tzinfo=UTC), tick=False)
def test_today_is_29_february_until_midnight_in_shanghai():
    assert today() == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text", ["2019-06-30", "2019/6/30", "2019.6.30", "20190630", "2019年6月30日", " ２０１９-６-３０ "]
)
def test_parse_day_reads_every_usual_manner(text):
    assert parse_day(text) == date(2019, 6, 30)


@pytest.mark.parametrize(
    "text", ["", "2019", "2019-06", "2019-02-29", "2019-6/30", "06-30-2019", "2019063", "1899-12-31", "昨天"]
)
def test_parse_day_refuses_anything_else_in_chinese(text):
    with pytest.raises(ValueError, match=f"“{text}”不是一个日期，请写成 2019-06-30 这样。"):
        parse_day(text)


@pytest.mark.parametrize(("year", "accepted"), [(19, False), (1920, False), (1921, True), (2999, True)])
def test_year_that_can_be_meant(year, accepted):
    if accepted:
        validate_year(date(year, 6, 30))
        return
    with pytest.raises(ValidationError) as refused:
        validate_year(date(year, 6, 30))
    assert refused.value.messages == ["年份应在1921年至2999年之间，请核对。"]


def test_year_3000_cannot_be_meant():
    with pytest.raises(ValidationError):
        validate_year(date(3000, 1, 1))


def test_what_has_happened_is_dated_today_or_before():
    validate_past(today())
    with pytest.raises(ValidationError) as refused:
        validate_past(today() + timedelta(days=1))
    assert refused.value.messages == ["日期不能晚于今天。"]
