"""What a text is about, as far as words tell: its characters and pairs of them, without what every text says.

Chinese is written without spaces, and a dictionary would not know 助浴 or 四点半. Two texts about one thing
share pairs: 老花镜 and 配老花眼镜 share 老花; or at least characters: 牙齿, 护牙. Which of these terms say
little is found out by counting (`rules.py`); the words below are left out beforehand, since two offices that
use them mean nothing by it.
"""

from __future__ import annotations

import re
import unicodedata

# What lists say of everything. Longer ones first, so that nothing is left of 志愿服务.
_SAID_OF_EVERYTHING = """
    微心愿 心愿 求助 需求 需要 希望 想要 资源 服务 提供 开展 组织 活动 联系 对接 欢迎 预约 免费 公益 义务
    社区 街道 小区 居民 群众 单位 本单位 党组织 党支部 党员 党委 支部 共建 共享 共驻 双报到 志愿 志愿者
    志愿服务 帮助 帮忙 解决 反映 有意 可以 能够 进行 定期 长期 安排 商量 提前 每周 每月 每天 周末 上午 下午
    晚上 我们 大家 怎么 什么 家里 其他 其它 综合 类别 示例
"""
_BOILERPLATE = sorted(_SAID_OF_EVERYTHING.split(), key=len, reverse=True)
# Small words and numbers: they part words from one another and begin none.
_PARTING = (
    "的了和与及或给为在是有想请到要能来把被让就都也还很太吗呢吧们个这那哪没不从对向以之其等各每次名位户"
)
_NUMBERS = "0123456789〇一二三四五六七八九十百千万两几半"
_CUT = re.compile("|".join([*_BOILERPLATE, f"[{_PARTING}{_NUMBERS}]"]))
_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+|[a-z]{2,}")


def plain(text: str) -> str:
    """As texts are compared: half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> list[str]:
    """Each character and each pair of neighbours once, in order; a word in Latin letters is one.

    >>> terms("为社区老人配花镜")
    ['老', '老人', '人', '人配', '配', '配花', '花', '花镜', '镜']
    """
    found: dict[str, None] = {}
    for run in _RUNS.findall(_CUT.sub(" ", plain(text))):
        found.update(dict.fromkeys(_terms_of(run)))
    return list(found)


def _terms_of(run):
    if run.isascii():
        return [run]
    return [run[at : at + length] for at in range(len(run)) for length in (1, 2) if at + length <= len(run)]


def shared(one: str, in_common: set[str], other: str) -> list[str]:
    """The longest pieces of `one`, made of pairs in common, that stand in `other` as well; longest first.

    >>> shared("配老花镜", {"老花", "花镜"}, "赠送老花镜")
    ['老花镜']
    """
    one, other, pieces, at = plain(one), plain(other), set(), 0
    while at < len(one) - 1:
        end = at + 2
        if one[at:end] not in in_common:
            at += 1
            continue
        while end < len(one) and one[end - 1 : end + 1] in in_common and one[at : end + 1] in other:
            end += 1
        pieces.add(one[at:end])
        at = end - 1
    latin = {each for each in in_common if each.isascii()}
    return sorted({*pieces, *latin}, key=lambda piece: (-len(piece), one.find(piece)))
