from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.cells import Misread, code, day, decimal, moment, phone, text, whole


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, None),
        (" ", None),
        (0, 0),
        (12.0, 12),
        ("12", 12),
        ("12.0", 12),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("１２３", 123),
        ("12人", 12),
        ("12 名党员", 12),
        ("-0", 0),
    ],
)
def test_whole_numbers(cell, meant):
    assert whole(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, None),
        (3.5, "3.5"),
        ("3.50小时", "3.5"),
        ("100元", "100"),
        ("1,234.05 元整", "1234.05"),
        (0.1 + 0.2, "0.3"),
        ("2.500", "2.5"),
    ],
)
def test_decimals(cell, meant):
    assert decimal(cell) == (meant and Decimal(meant))


@pytest.mark.parametrize(
    "cell", ["100余", "100余人", "100多人", "约100", "近百", "若干", "100人左右", "100人以上", "几十"]
)
@pytest.mark.parametrize("convert", [whole, decimal])
def test_a_vague_number_is_asked_for_a_number(convert, cell):
    with pytest.raises(Misread, match="不是确定的数，请填一个数字"):
        convert(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "无",
        "3万元",
        "3个半小时",
        "12-15",
        "12人3户",
        "1,23",
        "1.38E+10",
        "12kg",
        True,
        date(2019, 5, 14),
        time(9),
        timedelta(1),
    ],
)
@pytest.mark.parametrize("convert", [whole, decimal])
def test_what_is_no_number_is_refused(convert, cell):
    with pytest.raises(Misread, match="请只填数字"):
        convert(cell)


@pytest.mark.parametrize("cell", [-1, -0.5, "-3人", "－3", "−3"])
@pytest.mark.parametrize("convert", [whole, decimal])
def test_numbers_are_not_below_nothing(convert, cell):
    with pytest.raises(Misread, match="不小于0"):
        convert(cell)


def test_a_part_of_a_person_is_refused():
    with pytest.raises(Misread, match=r"“1\.5人”不是整数"):
        whole("1.5人")


def test_decimals_beyond_the_places_are_refused():
    assert decimal("1.25", places=2) == Decimal("1.25")
    with pytest.raises(Misread, match="最多写1位小数"):
        decimal("1.25", places=1)


def test_another_unit_is_not_taken_for_the_column_s_own():
    assert decimal("3.5小时", units=("小时", "个小时")) == Decimal("3.5")
    with pytest.raises(Misread, match="“30分钟”的单位不对，请换算成“小时”或“个小时”，只填数字。"):
        decimal("30分钟", units=("小时", "个小时"))


@pytest.mark.parametrize("cell", ["9" * 20, "9" * 5000, "0." + "1" * 40])
@pytest.mark.parametrize("convert", [whole, decimal])
def test_a_number_too_long_to_be_meant_is_refused(convert, cell):
    with pytest.raises(Misread, match="位数太多"):
        convert(cell)


PIECES = st.sampled_from(
    [
        *"0123456789年月日号时点分半-/.:：,，~至 \n\u3000()（）余多约人元E+#TＥ９",
        "2019",
        "20190514",
        "上午",
        "下午",
        "小时",
    ]
)
CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 10**9)
    | st.floats()
    | st.floats(0, 10**6)
    | st.text()
    | st.lists(PIECES, max_size=12).map("".join)
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)


@pytest.mark.parametrize(
    ("convert", "kinds"),
    [
        (text, str),
        (phone, str),
        (code, str),
        (day, (date, type(None))),
        (moment, (datetime, type(None))),
        (whole, (int, type(None))),
        (decimal, (Decimal, type(None))),
    ],
)
def test_any_cell_is_read_or_misread(convert, kinds):
    @given(CELLS)
    def holds(cell):
        try:
            read = convert(cell)
        except Misread as refused:
            message = str(refused)
        else:
            message = None
            assert isinstance(read, kinds)
            assert not (convert is day and isinstance(read, datetime))
        assert message is None or message.endswith("。")

    holds()


@given(CELLS, st.booleans())
def test_text_read_again_is_the_same(cell, lines):
    try:
        once = text(cell, lines=lines)
    except Misread:
        return
    assert text(once, lines=lines) == once
