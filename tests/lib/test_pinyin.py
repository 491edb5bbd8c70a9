import pytest

from lib.pinyin import InitialsField, initials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金家岭社区党委", "jjlsqdw"),
        ("青岛二中", "qdez"),
        ("“金岭驿家”党群服务中心（3号）", "jlyjdqfwzx3h"),
        ("V观摩 第28期", "vgmd28q"),
        ("中国联通青岛市崂山区分公司", "zgltqdslsqfgs"),
        ("", ""),
        ("·—（）", ""),
        ("重庆银行", "cqyh"),
    ],
)
def test_initials(text, expected):
    assert initials(text) == expected


def test_rare_character_outside_the_basic_plane_does_no_harm():
    assert initials("𠮷祥里").endswith("xl")


def test_field_is_rebuilt_from_its_migration():
    field = InitialsField("title", max_length=50)
    *_, args, kwargs = field.deconstruct()
    rebuilt = InitialsField(*args, **kwargs)
    assert (rebuilt.source, rebuilt.max_length, rebuilt.editable) == ("title", 50, False)


def test_field_cuts_what_is_too_long():
    field = InitialsField("title", max_length=3)
    field.set_attributes_from_name("initials")
    record = type("Record", (), {"title": "金家岭社区"})()
    assert field.pre_save(record, add=True) == record.initials == "jjl"
