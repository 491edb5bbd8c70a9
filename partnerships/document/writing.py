"""How a Word template's fields are written, judged before anything else reads them.

docxtpl finds them by patterns that go back and forth over a whole part: braces that nobody closed, or
thousands of fields, would keep it busy for hours. What passes here is gone through once.
"""

from __future__ import annotations

import re

_LARGEST = 320 * 1024  # characters of all parts; a frame of ten pages is a tenth of that
_MOST_FIELDS = 500
_TAG = re.compile(r"<[^>]*>")
_FIELD = re.compile(r"\{\{[^{}%#]{0,200}\}\}|\{%[^{}%#]{0,200}%\}|\{#[^{}%#]{0,200}#\}")
_MARK = re.compile(r"\{[{%#]|[}%#]\}")
_BEGUN = re.compile(r"\{[{%#]")
_NEAR = 20  # characters told on either side

TOO_MUCH = "模板里的文字和格式太多。请只留协议的框架，删去多余的内容后再上传。"
WRITING = "字段要写成 {{ 协议名称 }}，for 要有 endfor，if 要有 endif。"


class Unusable(Exception):
    """The template cannot be filled in; says why and what to do."""


def refuse_unreadable(parts: list[str]) -> None:
    """parts: the XML of all that is filled in."""
    if sum(map(len, parts)) > _LARGEST:
        raise Unusable(TOO_MUCH)
    texts = [_TAG.sub("", part) for part in parts]
    if sum(len(_FIELD.findall(text)) for text in texts) > _MOST_FIELDS:
        raise Unusable(f"模板里的字段超过了{_MOST_FIELDS}处。请只留需要打印的字段。")
    for part, text in zip(parts, texts, strict=True):
        if any(_BEGUN.search(tag) for tag in _TAG.findall(part)):
            raise Unusable("模板的图片或链接的属性里写了字段。字段只能写在正文里，请移到正文后再上传。")
        _refuse_unclosed(text)


def _refuse_unclosed(text):
    rest = _FIELD.sub("\0", text)
    if found := _MARK.search(rest):
        near = rest[max(0, found.start() - _NEAR) : found.end() + _NEAR].replace("\0", "…")
        raise Unusable(f"模板的写法有误，在“{near.strip()}”附近，括号没有成对。{WRITING}")
