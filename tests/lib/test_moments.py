from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from lib.moments import DayField, MomentField, TimeField, parse_time


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:00", time(9)),
        ("９：３０", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("9点", time(9)),
        ("9点半", time(9, 30)),
        ("9时20分", time(9, 20)),
        ("上午9:00", time(9)),
        ("下午2点半", time(14, 30)),
        ("下午14:30", time(14, 30)),
        ("中午12:00", time(12)),
        ("中午1点", time(13)),
    ],
)
def test_times_as_people_write_them(written, meant):
    assert parse_time(written) == meant
    assert TimeField().clean(written) == meant


@pytest.mark.parametrize("written", ["九", "25:00", "9:61", "上午", "9点半20分", "9"])
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValidationError, match="请写成 9:00"):
        TimeField().clean(written)


@pytest.mark.parametrize("written", ["２０１９-５-１４", "2019年5月14日", "2019.5.14", " 20190514 "])
def test_days_as_people_write_them(written):
    assert DayField().clean(written) == date(2019, 5, 14)


def test_refusals_say_how_to_write():
    with pytest.raises(ValidationError, match="请写成 2019-05-14 或 2019年5月14日"):
        DayField().clean("明天")
    with pytest.raises(ValidationError, match="请写成 9:00"):
        TimeField().clean("早上")


def test_a_moment_is_a_day_and_a_time():
    moment = MomentField().clean(["2019年5月14日", "上午9点半"])
    assert (moment.date(), moment.time()) == (date(2019, 5, 14), time(9, 30))
    assert MomentField(required=False).clean(["", ""]) is None
    with pytest.raises(ValidationError):
        MomentField().clean(["2019年5月14日", ""])
