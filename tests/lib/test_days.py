from datetime import UTC, date, datetime

import time_machine

from lib.days import beginning, ending, today


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
