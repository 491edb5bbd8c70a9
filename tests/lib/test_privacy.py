import pytest
from django.core.exceptions import ValidationError

from lib.privacy import validate_impersonal

REFUSED = ["公开的内容里不要写手机号或身份证号，请删去。"]


@pytest.mark.parametrize(
    "text",
    [
        "3号楼张大爷 13800000000 家里漏水",
        "电话：13800000000。",
        "tel13800000000",
        "+8613800000000",
        "+86 138 0000 0000",
        "0086-138-0000-0000",
        "8613800000000",
        "138 000 00000",
        "1380-000-0000",
        "1380 0000 000",
        "１３８００００００００",
        "１３８ ００００ ００００",
        "138\u30000000\u30000000",
        "138–0000–0000",
        "2019年5月14日13800000000",
        "10100 13800000000",
        "370212199001011234",
        "37021219900101123X",
        "37021219900101123x",
        "370212 19900101 1234",
        "３７０２１２１９９００１０１１２３４",
        "身份证370212199001011234号",
    ],
)
def test_number_of_a_person_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        validate_impersonal(text)
    assert refused.value.messages == REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3号楼2单元的楼道灯不亮",
        "办公电话 0532-88888888",
        "拨打12345或110",
        "2019-05-14 至 2019-06-30，14:00-16:30",
        "12800000000元",
        "138000000001234",
        "1380000000",
        "统一社会信用代码91370212MA3C00000X、123702124275800000",
        "学生15、16、17、18、19岁各20人",
    ],
)
def test_other_numbers_are_none_of_a_person(text):
    validate_impersonal(text)
