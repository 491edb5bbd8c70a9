"""One person, as somebody asks about: by a number or by a name, compared as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

from lib.masking import mask

_GAP = re.compile(r"(?<=[\d)])[\s\-‐-―−._·()]+(?=\d)|[()]")
_DIALLED = re.compile(r"^(?:(?:00)?86|0)(?=1[3-9]\d{9}$)")
LEAST_DIGITS = 7


def numbers_in(text: str) -> set[str]:
    """Digits of each number in the text: “+86 138-0532-1234、0532-88881234” → {13805321234, 053288881234}."""
    plain = unicodedata.normalize("NFKC", text)
    runs = re.findall(r"\d+", _GAP.sub("", plain)) + re.findall(r"\d+", plain)
    return {_DIALLED.sub("", run) for run in runs if len(run) >= LEAST_DIGITS}


@dataclass(frozen=True)
class Person:
    """A number's digits ("" for somebody asked for by name), and the names under which the number stands."""

    number: str
    names: frozenset[str] = frozenset()

    @classmethod
    def asked_for(cls, text: str) -> Person:
        """By number if the text is one; ValueError for what is neither."""
        text = " ".join(unicodedata.normalize("NFKC", text).split())
        found = max(numbers_in(text), key=len, default="")
        if found and not re.search(r"[^\d\s+()\-‐-―−._·]", text):
            return cls(found)
        if len(text) < 2 or "*" in text or re.search(r"\d", text):
            raise ValueError("请写完整的电话号码，或者联系人的全名。")
        return cls("", frozenset({text}))

    def named(self, names) -> Person:
        return replace(self, names=self.names | {name for name in names if name})

    @property
    def masked(self) -> str:
        """As logs tell it, which keep it after everything else is gone: 138****1234, 王**."""
        return mask(self.number) if self.number else "、".join(f"{name[:1]}**" for name in sorted(self.names))

    def is_in(self, text: str) -> bool:
        """Does the text hold the number, or is it the name?"""
        if self.number:
            return self.number in numbers_in(text)
        return " ".join(text.split()) in self.names

    def concerns(self, text: str) -> bool:
        """The same of texts that tell numbers masked, beside the person's own records."""
        return self.is_masked_in(text) or self.is_in(text) or text.strip() in self.names

    def is_masked_in(self, text: str) -> bool:
        """A line's ****1234 is not the end of another's 138****1234."""
        return bool(self.number) and bool(re.search(rf"(?<![\d*]){re.escape(self.masked)}(?!\d)", text))

    def owns(self, names: Collection[str], numbers: Collection[str]) -> bool:
        """Is a contact this person's? One with another number is a namesake's."""
        if any(self.is_in(text) for text in (*names, *numbers)):
            return True
        return bool(self.number) and not numbers and any(name.strip() in self.names for name in names)

    def cleared(self, text: str, instead: str) -> str:
        """The text without the number, in whichever groups it is written."""
        digits = r"[\s\-‐-―−._·()]*".join(map(re.escape, self.number))
        return re.sub(rf"(?<!\d)(?:(?:\+|00)?86[\s-]*|0)?\(?{digits}(?!\d)", instead, _half(text))


def _half(text):
    """Full-width digits made half-width, the rest as it was."""
    return "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "９" else c for c in text)
