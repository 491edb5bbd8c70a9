"""What was posted though no form offers it: refused in words, and told to the audit.

A browser sends what the page holds; other columns and other choices come from a forged request, or from a
page that was opened before the rights changed. Either way nothing is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.forms.models import _get_foreign_key
from django.http import HttpRequest

from lib.keys import is_key
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


class OwnRows:
    """Mixed into admins, before `TwoEditors`: tells the audit of keys of another record's rows.

    The answer is that of a key which no row has: the other's row is neither read nor changed.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        key = unquote(object_id) if object_id else None
        if request.method == "POST" and (key is None or is_key(key)):
            for inline in self.inlines:
                self._log_others(request, key, inline.model, inline.fk_name)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _log_others(self, request, key, model, fk_name):
        parent = _get_foreign_key(self.model, model, fk_name=fk_name)
        prefix, own = parent.remote_field.get_accessor_name(model=model), model._meta.pk.name
        names = [name for name in request.POST if re.fullmatch(rf"{prefix}-\d+-{own}", name)]
        keys = [sent for name in names if is_key(sent := request.POST[name])]
        others = model._base_manager.filter(pk__in=keys).exclude(**{parent.attname: key}) if keys else []
        if told := [str(row.pk) for row in others]:
            detail = f"提交了别的记录的{model._meta.verbose_name}（{'、'.join(told)}），没有采用。"
            audit.refuse(request, detail[:_MOST_TOLD])


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
