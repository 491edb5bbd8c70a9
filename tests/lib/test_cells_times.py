from datetime import date, datetime, time, timedelta

import pytest

from lib.cells import Misread, day, moment

MAY_14 = date(2019, 5, 14)


@pytest.mark.parametrize(
    "cell",
    [
        MAY_14,
        datetime(2019, 5, 14),
        datetime(2019, 5, 14, 23, 59, 59, 999999),
        "2019-05-14",
        "2019-5-14",
        "2019/5/14",
        "2019.5.14",
        "2019. 5. 14",
        "20190514",
        "2019年5月14日",
        "2019 年 5 月 14 日",
        "2019年5月14号",
        "2019年05月14",
        "２０１９年５月１４日",
        "２０１９．５．１４",
        "2019—5—14",
        "2019-5-14 00:00:00",
        "2019-05-14T00:00:00",
        "2019年5月14日（星期二）",
        "2019年5月14日 星期二",
        "2019年5月\n14日",
        43599,
        43599.0,
        43599.75,
        "43599",
        "43599.0",
        20190514,
        20190514.0,
    ],
)
def test_days_in_every_usual_manner(cell):
    assert day(cell) == MAY_14
    assert moment(cell).date() in (MAY_14, date(2019, 5, 15))  # 23:59:59.999 is the next day's first minute


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000\n"])
def test_an_empty_cell_is_no_day(cell):
    assert day(cell) is None
    assert moment(cell) is None


@pytest.mark.parametrize(("serial", "meant"), [(1, (1900, 1, 1)), (59, (1900, 2, 28)), (61, (1900, 3, 1))])
def test_serials_before_and_after_the_leap_day_there_never_was(serial, meant):
    assert day(serial) == date(*meant)


@pytest.mark.parametrize(
    "cell", ["2019年5月", "2019.5", "2019-05", "2019/5", "201905", "2019年", "2019", 2019.5, 2019, 201905]
)
def test_a_month_or_a_year_alone_is_asked_for_its_day(cell):
    with pytest.raises(Misread, match="没有写到哪一天，请写成 2019-05-14 这样。"):
        day(cell)


@pytest.mark.parametrize(
    "cell", ["2019-2-30", "2019年13月1日", "20190231", 20190231, "2019.4.31", "2019-5/14"]
)
def test_days_that_never_were_are_refused(cell):
    with pytest.raises(Misread, match="不是一个真实的日期，请核对"):
        day(cell)


@pytest.mark.parametrize("cell", ["5月14日", "5.14", "5-14", "05/14", 5.14])
def test_a_day_without_a_year_is_asked_for_it(cell):
    with pytest.raises(Misread, match="没有年份"):
        day(cell)


@pytest.mark.parametrize("cell", ["19-5-14", "19.5.14", "19年5月14日"])
def test_a_year_of_two_digits_is_asked_for_four(cell):
    with pytest.raises(Misread, match="年份要写四位"):
        day(cell)


@pytest.mark.parametrize("cell", ["1899-12-31", date(1899, 12, 31), datetime(3000, 1, 1), 500000, 30190514])
def test_years_that_cannot_be_meant_are_refused(cell):
    with pytest.raises(Misread, match="年份应在1900年至2999年之间"):
        day(cell)


@pytest.mark.parametrize(
    "cell",
    ["长期", "/", "14/5/2019", "2019-5-14-3x", True, time(9), timedelta(1), 0, -43599, 0.395833, 1234567],
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Misread, match=r"请写成 2019-05-14|结束请填"):
        day(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (MAY_14, (0, 0)),
        ("2019-05-14", (0, 0)),
        ("20190514", (0, 0)),
        (43599.395833, (9, 30)),
        ("43599.395833", (9, 30)),
        (43599.5, (12, 0)),
        (datetime(2019, 5, 14, 9, 29, 59, 971200), (9, 30)),
        ("2019-05-14 9:00", (9, 0)),
        ("２０１９-０５-１４　９：００", (9, 0)),
        ("2019年5月14日 上午9点半", (9, 30)),
        ("2019年5月14日上午 9 点 20 分", (9, 20)),
        ("2019年5月14日（周二）下午2:30", (14, 30)),
        ("2019/5/14 14:30:00", (14, 30)),
        ("2019-05-14T14:30", (14, 30)),
        ("2019-05-14T14:30:00.000", (14, 30)),
        ("20190514 9:00", (9, 0)),
        ("2019.5.14\n9:00", (9, 0)),
    ],
)
def test_moments_in_every_usual_manner(cell, meant):
    assert moment(cell) == datetime(2019, 5, 14, *meant)


@pytest.mark.parametrize(
    "cell",
    ["2019-05-14 9:00-11:00", "2019年5月14日 9点至11点", "2019-5-14 9：00—11：00", "2019.5.14-2019.5.16"],
)
def test_a_range_is_asked_for_a_column_of_its_end(cell):
    with pytest.raises(Misread, match="这里只填开始，结束请填在单独的一列。"):
        moment(cell)


@pytest.mark.parametrize("cell", ["2019-05-14 25:00", "2019-05-14 9:61", "2019-05-14 一早", "2019-05-14 9"])
def test_a_time_that_cannot_be_read_is_refused(cell):
    with pytest.raises(Misread, match="钟点看不懂，请写成 2019-05-14 9:00 这样。"):
        moment(cell)
