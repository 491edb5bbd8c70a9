import pytest
from django.core.exceptions import ValidationError

from lib.contact_fields import LineField, PhoneField


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800001234", "13800001234"),
        (" 138 0000 1234 ", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("0086 13800001234", "13800001234"),
        ("＋８６１３８００００１２３４", "13800001234"),
        ("0532-88881234", "0532-88881234"),
        ("(0532) 8888 1234", "0532-88881234"),
        ("010 88881234 转 801", "010-88881234转801"),
    ],
)
def test_number_is_taken_however_it_is_written(typed, number):
    assert PhoneField().clean(typed) == number


@pytest.mark.parametrize(
    "typed", ["1380000123", "138000012345", "138****1234", "没有电话", "12345", "+1 2025550123"]
)
def test_what_nobody_can_dial_is_refused(typed):
    with pytest.raises(ValidationError, match="手机号或座机号"):
        PhoneField().clean(typed)


@pytest.mark.parametrize("name", ["买买提·艾山", "𠮷田", "㐂", "O’Neil"])
def test_names_stay_as_they_are(name):
    assert LineField().clean(f" {name}\u200b ") == name


def test_formula_error_is_no_name():
    with pytest.raises(ValidationError, match="请用文字填写"):
        LineField().clean("#REF!")
