from datetime import date, datetime, time, timedelta

import pytest

from lib.cells import Misread, code, day, decimal, moment, phone, text, whole


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, ""),
        ("", ""),
        (" \u3000\t ", ""),
        ("  石老人社区党委 ", "石老人社区党委"),
        ("石老人\n社区\r\n党委", "石老人社区党委"),
        ("张 三", "张三"),
        ("Hai  er\n集团", "Hai er 集团"),
        ("海尔 ABC 公司", "海尔 ABC 公司"),
        ("ＡＢｃ１２３", "ABc123"),
        ("（甲）,，。：", "（甲）,，。："),
        ("\ufeff中\u200b共\u00a0A", "中共 A"),
        ("a\x00b\x07", "ab"),
        ("坏\ud800字\uffff", "坏字"),
        (3.0, "3"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (0.0000001, "0.0000001"),
        (13800001111.0, "13800001111"),
        (date(2019, 5, 14), "2019-05-14"),
        (datetime(2019, 5, 14), "2019-05-14"),
        (datetime(2019, 5, 14, 9, 30), "2019-05-14 09:30"),
        (time(9, 30), "09:30"),
        (timedelta(hours=26, minutes=5), "26:05"),
        (-timedelta(minutes=5), "-0:05"),
        (True, "是"),
        (False, "否"),
    ],
)
def test_text_is_what_the_reader_sees(cell, meant):
    assert text(cell) == meant


def test_text_of_several_lines_keeps_its_lines():
    assert text(" 一、签约 \r\n\r\n  二、 走访\t\r三\v四\n", lines=True) == "一、签约\n\n  二、 走访\n三\n四"


@pytest.mark.parametrize("convert", [text, phone, code, day, moment, whole, decimal])
@pytest.mark.parametrize(
    "cell", ["#REF!", "#N/A", " #VALUE! ", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#n/a"]
)
def test_a_formula_s_error_is_refused_everywhere(convert, cell):
    with pytest.raises(Misread, match=r"公式的错误值 .+，请改正公式或直接填写内容。"):
        convert(cell)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 370202197001011234.0, 10**400])
@pytest.mark.parametrize("convert", [text, phone, code, day, moment, whole, decimal])
def test_a_number_that_lost_digits_is_refused_everywhere(convert, cell):
    with pytest.raises(Misread, match=r"无效|已丢掉末尾几位"):
        convert(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, ""),
        (13800001111.0, "13800001111"),
        (88990000, "88990000"),
        ("13800001111.0", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0532-88990000 转 801", "0532-88990000 转 801"),
        ("13800001111、0532-88990000", "13800001111、0532-88990000"),
        ("13800001111\n13900002222", "13800001111 13900002222"),
    ],
)
def test_phones_are_kept_as_written(cell, meant):
    assert phone(cell) == meant


@pytest.mark.parametrize(
    "cell", ["1.38E+10", "1.38e10", " 1.38E+010 ", "１.３８Ｅ＋１０", "1E+10", "1.38E+10、13800001111"]
)
def test_promise_25_a_phone_in_scientific_notation_is_an_error_not_a_guess(cell):
    with pytest.raises(Misread, match="科学计数，号码已不完整。请把这一列设为文本格式，再重新填写。"):
        phone(cell)


@pytest.mark.parametrize("cell", [999, 801.0, 0, -13800001111, 1380000.5, True, date(2019, 5, 14), time(9)])
def test_a_phone_that_cannot_be_one_is_refused(cell):
    with pytest.raises(Misread, match="不是电话号码"):
        phone(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, ""),
        (" 9137 0212 ma3c5e1234 ", "91370212MA3C5E1234"),
        ("５Ｅ１", "5E1"),
        (913702.0, "913702"),
        ("青共建（2019）1号", "青共建（2019）1号"),
    ],
)
def test_codes_are_upper_case_without_spaces(cell, meant):
    assert code(cell) == meant


@pytest.mark.parametrize(
    "cell", ["9.137E+17", "9.137E17", "9E+17", 9.137e17, 3.5, -3, date(2019, 5, 14), True]
)
def test_a_code_that_lost_digits_is_refused(cell):
    with pytest.raises(Misread, match="请把这一列设为文本格式，再重新填写。"):
        code(cell)


def test_messages_quote_no_more_than_fits():
    with pytest.raises(Misread) as refused:
        day("很长\n" * 100)
    assert str(refused.value).startswith("“" + "很长" * 15 + "…”不是日期")
