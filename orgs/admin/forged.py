"""What was posted though no form offers it: refused in words, and told to the audit.

A browser sends what the page holds; other columns and other choices come from a forged request, or from a
page that was opened before the rights changed. Either way nothing is saved.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from orgs import audit

_NOT_OFFERED = ("invalid_choice", "invalid_pk_value")
_MOST_TOLD = 100  # characters of what was posted


class UnforgedForm:
    """Mixed into model forms: refuses columns of the model that the form lacks, or shows without asking."""

    def full_clean(self):
        super().full_clean()
        if self.is_bound and (labels := self._forged()):
            message = (
                f"提交的内容里有这张表上不能填的栏目（{'、'.join(labels)}），没有保存。请刷新页面，重新填写。"
            )
            self.add_error(None, ValidationError(message, code="forged"))

    def _forged(self) -> list[str]:
        model = self._meta.model._meta
        return [
            str(field.verbose_name)
            for field in (*model.concrete_fields, *model.many_to_many)
            if any(self._is_forged(name) for name in {field.name, field.attname})
        ]

    def _is_forged(self, name):
        if self.add_prefix(name) not in self.data:
            return False
        field = self.fields.get(name)
        return field is None or (field.disabled and not self._says_the_same(name, field))

    def _says_the_same(self, name, field):
        before = field.prepare_value(self.get_initial_for_field(field, name))
        return str(self[name].data or "") == str(before or "")


def log_forged(request: HttpRequest, forms: Iterable[BaseForm], record: Model | None = None) -> None:
    """Tell the audit what the bound forms refused because it was not offered; one entry."""
    if told := [words for form in forms for words in _told(form)]:
        audit.refuse(request, "；".join(told), record=record)


def _told(form):
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if error.code == "forged":
                yield "".join(error.messages)
            elif error.code in _NOT_OFFERED and name in form.fields:
                yield f"{_label(form, name)}：选择了没有提供的“{_posted(form, name)}”"


def _label(form, name):
    return form.fields[name].label or name


def _posted(form, name):
    bound = form[name]
    values = form.data.getlist(bound.html_name) if hasattr(form.data, "getlist") else [bound.data]
    return "、".join(map(str, values))[:_MOST_TOLD]
