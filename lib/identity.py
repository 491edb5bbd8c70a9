"""Who somebody is and where they live, as people write it: nothing of that stands beside a private wish.

Names and addresses have no fixed form, so these find the usual ways of writing them, not all. Both refuse
with words that say how to put it instead; who reads the text before it is published sees the rest.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

_NUMBER = r"[0-9一二三四五六七八九十百]{1,5}"
_GAP = r"[\s\-‐-―~#]*"
# 3号楼2单元501, 5栋302室, 三单元, 12号院3户, 8号门牌; a building alone is no home: 3号楼前的路灯.
_HOME = re.compile(
    rf"{_NUMBER}{_GAP}单元"
    rf"|{_NUMBER}{_GAP}(?:号?楼|栋|幢|座|号院){_GAP}{_NUMBER}{_GAP}(?:室|户|号|单元|门|[0-9]{{3,4}}|(?<=[0-9]{{3}}))"
    r"|(?<![0-9])[0-9]{3,4}室"
    r"|(?<![0-9])[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9])"
    r"|门牌号?[:：]?\s*[0-9]"
)
# Those that are everyday words too (单, 任, 全, 路, 安 …) are left out: 单身女士 is nobody's name.
_SURNAME = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤俞袁柳鲍史唐"
    "费薛雷贺倪汤滕殷罗毕郝邬于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧戴谈宋庞熊纪舒屈祝董梁杜阮蓝闵席"
    "季麻强贾娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫丁邓洪石崔吉龚程邢裴陆荣翁曲封储靳段焦侯"
    "秋仲宁仇甘厉祖武刘景詹龙叶司黎溥白蒲赖卓蔺屠蒙乔谭申扶冉桑牛温庄晏柴瞿阎艾鱼容易廖耿匡文寇"
    "沃利巩聂晁勾敖冷辛简饶曾游竺盖岳"
)
_TITLE = "奶奶|爷爷|大爷|大妈|大娘|大叔|阿姨|叔叔|伯伯|婆婆|女士|先生|小姐|师傅"
# 李奶奶, 王秀兰女士; between them nothing that would make it a phrase: 高龄的奶奶, 方便老奶奶.
_CALLED = re.compile(
    rf"[{_SURNAME}][^\W\da-zA-Z的地得老龄便位名个和与及给为让请帮某小年]{{0,2}}(?:{_TITLE})"
    rf"|(?:姓名|本名|名叫|名字(?:叫|是))[:：]?\s*[{_SURNAME}]"
)


def validate_no_home(text: str) -> None:
    """Nobody's door: building with unit or room. Raises ValidationError in Chinese."""
    if _HOME.search(_plain(text)):
        raise ValidationError("这里会公开，不要写到单元、门牌和房号，写到小区或楼院就可以。")


def validate_no_name(text: str) -> None:
    """Nobody's name: 李奶奶, 姓名：王…. Raises ValidationError in Chinese."""
    if found := _CALLED.search(_plain(text)):
        raise ValidationError(f"这里会公开，不要写姓名（“{found[0]}”），请写成“一位老人”这样。")


def _plain(text):
    return unicodedata.normalize("NFKC", text)
