"""What a submitted form changes, in the office's words: (label, before, after) for each field and row.

Phone numbers are masked, long texts cut; of files the names are told, of passwords that there is a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.files import File
from django.db.models import Model

from lib.masking import mask, masked, one_line
from lib.templatetags.jiedao_text import day, moment
from orgs.models import Organization

if TYPE_CHECKING:
    from orgs.audit import Change

LONGEST = 200  # characters of a text that are told
SET_ANEW = "已重设"
_ADDED, _REMOVED = "新增", "删除"
_OF_FORMSETS = ("DELETE", "ORDER")


def changes(form: forms.BaseForm, formsets: Iterable[forms.BaseFormSet] | None, is_new: bool) -> list[Change]:
    """Of a form that was saved and the formsets of its rows. A query for each relation that changed."""
    own = [(label, "", after) for label, after in _filled(form)] if is_new else _changed(form)
    return [*own, *(each for formset in formsets or () for each in _of_rows(formset))]


def contents(form: forms.ModelForm) -> list[Change]:
    """Of a form of a record that goes: everything that was filled in."""
    names = (name for name in form.fields if _is_told(form, name))
    before = ((_label(form, name), words(form, name, _initial(form, name))) for name in names)
    return [(label, value, "") for label, value in before if value]


def sentence(told: Iterable[Change]) -> str:
    """For the history: 修改了单位名称：甲 → 乙；联系人：空 → 张三。"""
    return "修改了" + "；".join(
        f"{label}：{before or '空'} → {after or '空'}" for label, before, after in told
    )


def words(form: forms.BaseForm, name: str, value: Any) -> str:
    """A field's value, typed, chosen or stored, as an office writes it; "" for none."""
    field = form.fields[name]
    if isinstance(field.widget, forms.PasswordInput):
        return SET_ANEW if value else ""
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, value)
    if isinstance(field, forms.ChoiceField):
        return _choices(form, name, value)
    if isinstance(value, str) and "phone" in name and not isinstance(_instance(form), Organization):
        return one_line(mask(value))  # the office's own number is public
    return _plain(value)


def _changed(form):
    found = []
    for name in form.changed_data:
        if not _is_told(form, name):
            continue
        before, after = _initial(form, name), form.cleaned_data.get(name)
        if _same(before, after):
            continue
        told, telling = words(form, name, before), words(form, name, after)
        # The part that differs may be masked or cut off.
        found.append((_label(form, name), told, f"{telling}（内容已改）" if told == telling else telling))
    return found


def _filled(form):
    names = (name for name in form.fields if _is_told(form, name))
    told = ((_label(form, name), words(form, name, form.cleaned_data.get(name))) for name in names)
    return [(label, value) for label, value in told if value]


def _of_rows(formset) -> Iterator[Change]:
    kind = str(formset.model._meta.verbose_name)
    gone = formset.deleted_forms if formset.can_delete else []
    for form in formset.initial_forms:
        if form in gone:
            yield kind, _row(contents(form), 1), _REMOVED
        elif form.has_changed():
            row = _plain(str(form.instance))
            yield from ((f"{kind}（{row}）{label}", before, after) for label, before, after in _changed(form))
    for form in formset.extra_forms:
        if form.has_changed() and form not in gone:
            yield kind, "", f"{_ADDED}：{_row(_filled(form), 1)}"


def _row(fields, place):
    """单位 图书馆，职务 馆长"""
    return "，".join(f"{field[0]} {field[place]}" for field in fields)


def _is_told(form, name):
    """What people fill in: no hidden keys, and a password that is typed twice once."""
    field = form.fields[name]
    is_repeated = isinstance(field.widget, forms.PasswordInput) and name.endswith("2")
    return not (field.widget.is_hidden or name in _OF_FORMSETS or is_repeated)


def _label(form, name):
    return str(form.fields[name].label or name)


def _initial(form, name):
    return form.get_initial_for_field(form.fields[name], name)


def _instance(form):
    return getattr(form, "instance", None)


def _same(before, after):
    """Browsers send other line ends than files had."""
    if isinstance(before, str) and isinstance(after, str):
        return before.replace("\r\n", "\n") == after.replace("\r\n", "\n")
    return False


def _names(field, value):
    """Of the records that a chooser points to: rows or keys, one or several."""
    if value in (None, ""):
        return ""
    several = value if isinstance(field, forms.ModelMultipleChoiceField) else [value]
    rows = [each for each in several if isinstance(each, Model)]
    keys = [each for each in several if not isinstance(each, Model)]
    rows += field.queryset.model._base_manager.filter(pk__in=keys) if keys else []
    return _plain("、".join(sorted(str(row) for row in rows)))


def _choices(form, name, value):
    """The stored value's word though the form may not offer it."""
    offered = form.fields[name].choices
    try:
        offered = [*form._meta.model._meta.get_field(name).flatchoices, *offered]
    except (AttributeError, FieldDoesNotExist):  # a field of the form's own
        offered = list(offered)
    known = {str(key): str(word) for key, word in offered if not isinstance(word, list | tuple)}
    chosen = value if isinstance(value, list | tuple | set) else [value] if value not in (None, "") else []
    return _plain("、".join(known.get(str(each), str(each)) for each in chosen))


def _plain(value):
    match value:
        case None | "" | [] | ():
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Decimal():
            return f"{value.normalize():f}"
        case File():
            return one_line(PurePath(value.name).name) if value.name else ""
        case list() | tuple():
            return "、".join(_plain(each) for each in value)
    text = one_line(masked(str(value).replace("\r\n", "\n")))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（共{len(text)}字）"
