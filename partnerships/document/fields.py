"""What a Word template can print of an agreement, under names that clerks write in Chinese."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from lib.templatetags.jiedao_text import day

if TYPE_CHECKING:
    from partnerships.models import Agreement

# (how it is written in a template, what it prints)
GUIDE = (
    ("{{ 协议名称 }}", "协议的名称"),
    ("{{ 标题 }}", "协议的名称，按二号字分成长短相近的几行"),
    ("{{ 协议编号 }}", "编号，还没有签的为空"),
    ("{{ 协议类别 }}", "如“结对共建协议”"),
    ("{{ 归口党组织 }}", "协议归口的党组织"),
    ("{{ 签约日期 }}、{{ 生效日期 }}、{{ 到期日期 }}", "如“2019年5月14日”，没有的留出填写的空位"),
    ("{{ 期限 }}", "一句话写明从哪天到哪天；内容里已经写了期限的为空"),
    ("{{ 主要内容 }}", "全部内容，按原来的分段"),
    ("{{ 见证方 }}", "没有的为空"),
    ("{{ 签约方数 }}", "有几方"),
    ("{%p for 方 in 签约方 %} … {%p endfor %}", "各方重复一次，这两句各占一段"),
    ("{{ 方.称谓 }}、{{ 方.名称 }}、{{ 方.职务 }}", "如“甲方”、单位或党组织的名称、签字人职务"),
    ("{{ 方.盖章 }}、{{ 方.签字 }}、{{ 方.日期 }}", "落款用：“甲方（盖章）：”“党委书记（签字）：”、签署日期"),
    ("{%p for 段 in 段落 %}、{{ 段.文字 }}", "逐段打印主要内容"),
    ("{{ 段.题 }}、{{ 段.文 }}", "一段分成小标题（如“（一）组织共建。”，没有的为空）和后面的文字"),
    ("{%p if 段.级 == 1 %}、{%p if 段.末 %}", "以“一、”开头的是1级，“（一）”是2级，其余是0级；末：最后一段"),
    ("{%tr for 行 in 落款 %}、行.左、行.右", "落款每行两方，见证方在最后；用法同“方”"),
    ("{%p if 见证方 %} … {%p endif %}", "有才打印"),
)
BLANK_DAY = "　　　　年　　月　　日"
_CALLED = "甲乙丙丁戊己庚辛壬癸"
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_SAMPLE_LINES = ("为了共建。", "一、组织共建", "（一）一起学习。每月一次。", "1.在社区。")
_LONGEST_HEADING = 25
_TERM = re.compile("有效期|协议期限|合作期限|共建期限|生效")
_LINE = 20  # characters of a title in a line
_GOOD_BREAK = ("关于", "与", "和", "共同", "开展", "签订", "结对", "共建", "合作")
PARAGRAPH = "\a"  # what docxtpl makes a new paragraph of


def values(agreement: Agreement) -> dict[str, Any]:
    """Of everything in GUIDE. Two queries where the parties are not prefetched."""
    parties = [_party(place, party, agreement) for place, party in enumerate(agreement.parties.all())]
    paragraphs = _paragraphs(agreement.content)
    return {
        "协议名称": plain(agreement.title),
        "标题": balanced(plain(agreement.title)),
        "协议编号": plain(agreement.number or ""),
        "协议类别": agreement.get_kind_display(),
        "归口党组织": plain(agreement.organization.name),
        "签约日期": _day(agreement.signed_on),
        "生效日期": _day(agreement.effective_on),
        "到期日期": _day(agreement.ends_on),
        "期限": _term(agreement),
        "主要内容": PARAGRAPH.join(each["文字"] for each in paragraphs),
        "段落": paragraphs,
        "见证方": plain(agreement.witness.name) if agreement.witness else "",
        "签约方数": len(parties),
        "签约方": parties,
        "落款": _pairs([*parties, *_witness(agreement)]),
    }


def sample() -> dict[str, Any]:
    """What a template is tried with: every field holds something."""
    parties = [_side(place, f"示例单位{place + 1}", "党委书记", None) for place in range(3)]
    return {
        "协议名称": "示例结对共建协议",
        "标题": "示例结对共建协议",
        "协议编号": "GJ-2019-0001",
        "协议类别": "结对共建协议",
        "归口党组织": "示例社区党委",
        "签约日期": "2019年5月14日",
        "生效日期": "2019年5月14日",
        "到期日期": BLANK_DAY,
        "期限": "本协议自2019年5月14日起生效。",
        "主要内容": PARAGRAPH.join(_SAMPLE_LINES),
        "段落": [_paragraph(line, last=line == _SAMPLE_LINES[-1]) for line in _SAMPLE_LINES],
        "见证方": "示例街道党工委",
        "签约方数": len(parties),
        "签约方": parties,
        "落款": _pairs(parties),
    }


def plain(text: str) -> str:
    """Without what no Word document may hold, and without what docxtpl would read as a break."""
    return "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cs", "Cn"))


def _party(place, party, agreement):
    signed = party.signed_on or agreement.signed_on
    return _side(place, party.signatory.name, party.signatory_post, signed)


def _side(place, name, post, signed_on):
    called = f"{_CALLED[place]}方" if place < len(_CALLED) else f"第{place + 1}方"
    name, post = plain(name), plain(post)
    return {
        "称谓": called,
        "名称": name,
        "职务": post,
        "盖章": f"{called}（盖章）：",
        "签字": f"{post or '代表'}（签字）：",
        "日期": _day(signed_on),
    }


def _witness(agreement):
    if agreement.witness is None:
        return []
    name = plain(agreement.witness.name)
    row = {"称谓": "见证方", "名称": name, "职务": "", "日期": _day(agreement.signed_on)}
    return [row | {"盖章": "见证方（盖章）：", "签字": "代表（签字）："}]


def _pairs(sides):
    """Two beside each other; where one is left over, an empty one stands at its right."""
    nobody = dict.fromkeys(("称谓", "名称", "职务", "盖章", "签字", "日期"), "")
    padded = [*sides, nobody]
    return [{"左": padded[at], "右": padded[at + 1]} for at in range(0, len(sides), 2)]


def _paragraphs(content):
    lines = [line for each in content.splitlines() if (line := plain(each).strip())]
    return [_paragraph(line, last=place == len(lines)) for place, line in enumerate(lines, start=1)]


def _paragraph(line, *, last):
    level = 1 if _FIRST.match(line) else 2 if _SECOND.match(line) else 0
    heading, stop, rest = line.partition("。")
    heading = heading + stop if level else ""
    if len(heading) > _LONGEST_HEADING:  # a clause, no heading
        level, heading = 0, ""
    return {"文字": line, "级": level, "题": heading, "文": rest if heading else line, "末": last}


def balanced(title: str) -> str:
    """The title in lines of much the same length, broken before a word that may begin one."""
    lines = -(-_width(title) // _LINE)
    if lines <= 1:
        return title
    broken, begun = [], 0
    for line in range(1, int(lines)):
        end = _best_break(title, begun, round(len(title) * line / lines))
        broken.append(title[begun:end])
        begun = end
    return "\n".join([*broken, title[begun:]])


def _best_break(title, begun, middle):
    near = [at for at in range(middle - 4, middle + 5) if begun < at < len(title)]
    fitting = [at for at in near if _width(title[begun:at]) <= _LINE and title[at] not in "”）》、，"] or [
        middle
    ]
    return min(fitting, key=lambda at: (not title.startswith(_GOOD_BREAK, at), abs(at - middle)))


def _width(text):
    """In Chinese characters."""
    return sum(0.5 if each.isascii() else 1 for each in text)


def _term(agreement):
    """Nothing where the text says so itself, or where nothing is known."""
    if _TERM.search(agreement.content) or not (agreement.signed_on or agreement.ends_on):
        return ""
    begins = f"自{day(agreement.effective_on)}起" if agreement.effective_on else "自各方签字盖章之日起"
    ends = f"至{day(agreement.ends_on)}止" if agreement.ends_on else "长期有效"
    return f"本协议{begins}生效，{ends}。"


def _day(value: date | None) -> str:
    return day(value) if value else BLANK_DAY
