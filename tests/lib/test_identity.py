"""Names and homes as people write them, and what only looks like one."""

import pytest
from django.core.exceptions import ValidationError

from lib.identity import validate_no_home, validate_no_name


@pytest.mark.parametrize(
    "text",
    [
        "家住3号楼2单元501",
        "5栋302室",
        "三单元的老人",
        "8-2-301",
        "门牌12号",
        "3号楼 501",
        "12号院3户",
        "６号楼１单元",
    ],
)
def test_home_is_refused(text):
    with pytest.raises(ValidationError, match="不要写到单元、门牌和房号"):
        validate_no_home(text)


@pytest.mark.parametrize(
    "text",
    [
        "3号楼前的路灯不亮",
        "给1号楼装扶手",
        "100户居民",
        "服务300户家庭",
        "每月2次，每次3-5人",
        "2019-05-14",
        "0532-88880000",
    ],
)
def test_building_a_number_and_a_day_are_no_home(text):
    validate_no_home(text)


@pytest.mark.parametrize(
    "text", ["李奶奶想有一副老花镜", "王秀兰女士", "独居的张大爷", "姓名：王某", "名叫赵一"]
)
def test_name_is_refused(text):
    with pytest.raises(ValidationError, match="不要写姓名"):
        validate_no_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "一位老人想有一副老花镜",
        "高龄的奶奶",
        "方便老奶奶出行",
        "白内障老人",
        "单身女士",
        "路边阿姨",
        "安装师傅",
        "张某奶奶",
    ],
)
def test_person_without_a_name_is_none(text):
    validate_no_name(text)
