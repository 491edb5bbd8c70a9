"""Pinyin initials, so that staff find 金家岭社区 by typing jjlsq."""

import re
from functools import lru_cache

from django.db import models
from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

# Runs of Chinese characters are cut into the words that pypinyin knows, each of which is read by itself.
_RUNS = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff]+)")


def initials(text: str) -> str:
    """Lower-case first letters of each character's pinyin; letters and digits stay, the rest is dropped.

    >>> initials("青岛二中")
    'qdez'
    """
    runs = _RUNS.split(text)  # every other one is Chinese
    words = (words for n, run in enumerate(runs) if run for words in (seg.cut(run) if n % 2 else (run,)))
    return "".join(map(_word_initials, words))


@lru_cache(maxsize=50_000)
def _word_initials(word):
    """Names are made of the same words over and over: 青岛, 有限公司."""
    letters = lazy_pinyin(word, style=Style.FIRST_LETTER, errors="default")
    return "".join(c for c in "".join(letters).lower() if c.isascii() and c.isalnum())


class InitialsField(models.CharField):
    """A column that always holds the initials of another field, in `save()` and `bulk_create()` alike."""

    def __init__(self, source: str, **kwargs):
        self.source = source
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        super().__init__("拼音首字母", **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("verbose_name", None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        value = initials(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
