from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.months import Month


@pytest.mark.parametrize(
    "text", ["2019-06", "2019-6", "2019/06", "2019.6", "201906", "2019年6月", "2019年06月", " 2019-06 "]
)
def test_parse_reads_how_people_write_a_month(text):
    assert Month.parse(text) == Month(2019, 6)


@pytest.mark.parametrize(
    "text",
    ["", "2019", "2019-13", "2019-00", "19-06", "June 2019", "2019-06-30", "六月", "0001-01", "9999-12"],
)
def test_parse_refuses_the_rest_in_chinese(text):
    with pytest.raises(ValueError, match="不是一个月份，请写成 2019-06 这样。"):
        Month.parse(text)


def test_month_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="month"):
        Month(2019, 13)


@pytest.mark.parametrize(
    ("month", "last"), [(Month(2020, 2), 29), (Month(2019, 2), 28), (Month(2019, 6), 30)]
)
def test_last_day(month, last):
    assert month.last == date(month.year, month.month, last)


def test_neighbours_cross_the_year():
    assert Month(2019, 1).previous == Month(2018, 12)
    assert Month(2019, 12).next == Month(2020, 1)


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)))
def test_every_day_lies_in_its_month_and_in_no_neighbour(day):
    month = Month.of(day)
    assert day in month
    assert day not in month.previous
    assert day not in month.next
    assert month.next.previous == month == Month.parse(str(month)) == Month.parse(month.label)


def test_written():
    assert str(Month(2019, 6)) == "2019-06"
    assert Month(2019, 6).label == "2019年6月"


def test_in_order_of_time():
    assert sorted([Month(2020, 1), Month(2019, 12), Month(2019, 2)]) == [
        Month(2019, 2),
        Month(2019, 12),
        Month(2020, 1),
    ]
