"""Form fields for what residents type on a phone: one line of words, and a telephone number."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lib.cells import Misread, text

_WRONG = "请填写能打通的手机号或座机号，如 13800001234、0532-88881234。"
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?0?(1[3-9]\d{9})", re.ASCII)
_LINE = re.compile(r"(?:(?:\+|00)?86)?(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})(?:转?(\d{1,6}))?", re.ASCII)
_GAPS = re.compile(r"[\s\-‐-―._·()]+")


class LineField(forms.CharField):
    """Without what nobody sees; rare characters (𠮷) and the dot of a name (·) stay as they are."""

    def to_python(self, value: Any) -> str:
        try:
            return text(super().to_python(value))
        except Misread:
            raise ValidationError("请用文字填写。") from None


class PhoneField(forms.CharField):
    """A Chinese telephone number however it is written: full-width, with spaces, with +86 before it.

    Gives 13800001234 or 0532-88881234, with an extension 0532-88881234转8001.
    """

    def __init__(self, **kwargs: Any):
        attributes = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        super().__init__(**{"max_length": 40, "widget": forms.TextInput(attributes)} | kwargs)

    def to_python(self, value: Any) -> str:
        written = super().to_python(value)
        digits = _GAPS.sub("", unicodedata.normalize("NFKC", written))
        if not digits:
            return ""
        if found := _MOBILE.fullmatch(digits):
            return found[1]
        if found := _LINE.fullmatch(digits):
            return f"{found[1]}-{found[2]}" + (f"转{found[3]}" if found[3] else "")
        raise ValidationError(_WRONG)
