"""Form fields for days and times as an office writes them: 2019年5月14日, ２０１９-5-14, 9点半, 下午2:30."""

import re
import unicodedata
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from lib.days import parse_day

_TIME = re.compile(
    r"(上午|中午|下午|晚上)?\s*(\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<half>半)|(?P<past>\d{1,2})分)?)"
)
_NOON = 12


def parse_time(text: str) -> time:
    """Read 9:00, 9：00, 9点, 9点半, 9点20分, 下午2:30. Raises ValueError for anything else."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(text)
    part, hour = found[1], int(found[2])
    if (part in ("下午", "晚上") and hour < _NOON) or (part == "中午" and hour < _NOON - 2):
        hour += _NOON
    return time(hour, 30 if found["half"] else int(found["minute"] or found["past"] or 0))


class DayField(forms.DateField):
    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                return parse_day(value)
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)


class TimeField(forms.TimeField):
    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                return parse_time(value)
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)


class MomentField(forms.SplitDateTimeField):
    def __init__(self, **kwargs):
        forms.MultiValueField.__init__(self, (DayField(), TimeField()), **kwargs)
