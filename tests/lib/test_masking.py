"""Promise 15: phones masked, line breaks escaped."""

import pytest

from lib.masking import mask, masked, one_line


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("8613800001234", "138****1234"),
        ("013800001234", "138****1234"),
        ("１３８００００１２３４", "138****1234"),
        ("0532-88881234", "0532****1234"),
        ("（0532）88881234", "0532****1234"),
        ("０５３２－８８８８１２３４", "0532****1234"),
        ("010-88881234", "010****1234"),
        ("0532-8888123", "0532****8123"),
        ("88881234", "****1234"),
        ("400-123-4567", "400****4567"),
        ("8123", "****"),
        ("", ""),
        ("13800001234、0532-88881234", "138****1234、0532****1234"),
        ("0532-88881234 13800001234", "0532****1234 138****1234"),
        ("0532-88881234\n0532-88885678", "0532****1234\n0532****5678"),
        ("0532-88881234转801", "0532****1234转****"),
        ("张三13800001234", "张三138****1234"),
        ("37021219900101123X", "370***********123X"),
    ],
)
def test_phone_is_masked_however_written(phone, shown):
    assert mask(phone) == shown


@pytest.mark.parametrize(
    "shown", ["138****1234", "0532****1234", "****", "0532****1234转****", "370***********123X"]
)
def test_masked_phone_stays_as_it_is(shown):
    assert mask(shown) == masked(shown) == shown


def test_number_beside_a_masked_one_is_masked():
    assert mask("0532-88881234 138****5678 13900001234") == "0532****1234 138****5678 139****1234"


@pytest.mark.parametrize(
    ("phone", "shown"), [("88881234*801", "****1234*****"), ("888812340138****1234", "****12340138****1234")]
)
def test_number_that_runs_into_stars_is_masked(phone, shown):
    assert mask(phone) == shown


def test_long_cell_is_masked_at_once():
    """A cell of a workbook holds 32,767 characters."""
    phone = "1" * 32_000 + "*"
    assert mask(phone) == "111****1111*"


def test_text_keeps_all_but_the_numbers_of_persons():
    text = "2019年5月14日，张三 138 0000 1234，证号３７０２１２１９９００１０１１２３４，办公室88881234"
    assert masked(text) == "2019年5月14日，张三 138****1234，证号370***********1234，办公室88881234"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("admin\r\n2026-11-21 admin 登录", r"admin\r\n2026-11-21 admin 登录"),
        ("a\tb\x00c\x1b[31m", r"a\tb\u0000c\u001b[31m"),
        ("a\u2028b\u0085c", r"a\u2028b\u0085c"),
        ("cod\u202egpj.exe", r"cod\u202egpj.exe"),
        ("half \ud800", r"half \ud800"),
        ("第一党支部 𠮷·😀 “共建”", "第一党支部 𠮷·😀 “共建”"),
    ],
)
def test_text_stays_on_its_line(text, written):
    assert one_line(text) == written
