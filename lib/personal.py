"""Columns that hold what belongs to a person: found by their class, and masked in every form by themselves.

A form shows 138****1234 to everybody, also to those who may change it: sent back as it was it keeps the
stored number, another number takes its place, and what is masked otherwise is refused. A page that shows a
stored number in full is a page of its own, for whoever may read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from lib.masking import mask

_STARS = ("*", "＊")
_NOT_WHOLE = "这里是隐去中间几位的号码，存不下来。请写完整的号码；不改的，保留原来显示的样子。"


def is_masked(text: str) -> bool:
    return _STARS[0] in text or _STARS[1] in text


def unmasked(text: str, stored: str) -> str:
    """What a text means beside the stored number: that number where the text is its mask, else the text.

    Raises ValidationError for another number's mask.
    """
    if not is_masked(text) or text == stored:
        return text
    if stored and mask(text) == mask(stored):
        return stored
    raise ValidationError(_NOT_WHOLE, code="masked")


class _Typed(str):
    """What the user sent, shown again as it is."""


class MaskedField(forms.CharField):
    """Numbers of a person."""

    def bound_data(self, data, initial):
        return data if data is None else _Typed(data)

    def prepare_value(self, value):
        return mask(value) if isinstance(value, str) and not isinstance(value, _Typed) else value

    def has_changed(self, initial, data):
        sent = self.to_python(data)
        is_kept = is_masked(sent) and mask(sent) == mask(initial or "")
        return not is_kept and super().has_changed(initial, data)

    def _clean_bound_field(self, bound_field):
        """As Django's file fields have it: what was sent is cleaned beside what is stored."""
        if self.disabled:
            return super()._clean_bound_field(bound_field)
        return unmasked(super()._clean_bound_field(bound_field), bound_field.initial or "")


class _PersonalColumn(models.CharField):
    def deconstruct(self):
        """To the database a column like any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class PersonName(_PersonalColumn):
    pass


class PersonPhone(_PersonalColumn):
    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": MaskedField} | kwargs)


def names_of(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, PersonName)]


def phones_of(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, PersonPhone)]


def personal_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """In the order of the model."""
    return (f for f in model._meta.concrete_fields if isinstance(f, _PersonalColumn))
