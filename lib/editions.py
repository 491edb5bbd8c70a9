"""What a form was made from, so that a second editor is told what has changed since.

A field is told by a mark: a short digest of its value as a browser would send it back. Marks of what the form
was made from travel in it, signed; compared with those of the stored row they say which fields somebody else
has changed meanwhile, and compared with those of what was typed, which ones the user has.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import (
    BaseForm,
    CharField,
    CheckboxInput,
    ChoiceField,
    Field,
    FileField,
    FileInput,
    MultiWidget,
    Widget,
)
from django.forms.models import InlineForeignKeyField, ModelChoiceField
from django.forms.widgets import ChoiceWidget

from lib.templatetags.jiedao_text import day, moment

Marks = dict[str, str]  # {name of the field: mark}

_SALT = "lib.editions"
_UNTOUCHED = object()


def sign(edition: Any, of: str) -> str:
    """A token for the page; `of` says of what it is the edition, so that it is worth nothing elsewhere."""
    return signing.dumps(edition, salt=f"{_SALT}:{of}", compress=True)


def unsign(token: str, of: str) -> Any:
    """What was signed; None for a token that is not ours."""
    try:
        return signing.loads(token, salt=f"{_SALT}:{of}")
    except signing.BadSignature:
        return None


def told(form: BaseForm) -> dict[str, Field]:
    """The fields of a form, or of a row's form, whose values the user may change."""
    own = {"DELETE", "ORDER", form.instance._meta.pk.name}
    return {
        name: field
        for name, field in form.fields.items()
        if name not in own and not field.disabled and not isinstance(field, InlineForeignKeyField)
    }


def marks(form: BaseForm) -> Marks:
    """Of a form that nobody has sent yet: what is stored."""
    return {name: _mark_stored(field, form[name]) for name, field in told(form).items()}


def _mark_stored(field, bound):
    """Text that is not shown as it is stored (138****1234) has two marks: either says "untouched"."""
    shown = mark(field, bound.value())
    stored = mark(field, bound.initial) if isinstance(field, CharField) else shown
    return stored if stored == shown else f"{stored} {shown}"


def mark(field: Field, value: Any) -> str:
    """Of a value as a widget gets it."""
    if isinstance(field, FileField):
        sent = [getattr(value, "name", None) or ""]
    else:
        sent = [text for texts in as_sent(field.widget, "", value).values() for text in texts]
    # Browsers send other line ends than imports store, and fields cut off spaces at the ends.
    plain = sorted("\n".join(text.split("\r\n")).strip() for text in sent)
    return blake2b("\0".join(plain).encode(), digest_size=9, key=_key()).hexdigest()


def _key():
    """Nobody finds a short value, like a telephone number, by trying which one has the mark."""
    return blake2b(settings.SECRET_KEY.encode(), person=b"lib.editions").digest()


def as_sent(widget: Widget, name: str, value: Any) -> dict[str, list[str]]:
    """What a browser would send for a field that shows the value; of files nothing."""
    widget = getattr(widget, "widget", widget)  # the admin's wrapper around choosers
    if isinstance(widget, FileInput):
        return {}
    if isinstance(widget, CheckboxInput):
        return {name: ["on"]} if widget.check_test(value) else {}
    if isinstance(widget, MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        each = zip(widget.widgets, widget.widgets_names, parts, strict=True)
        return {key: sent for w, end, part in each for key, sent in as_sent(w, name + end, part).items()}
    if isinstance(widget, ChoiceWidget):
        return {name: list(widget.format_value(value))}
    shown = widget.format_value(value)
    return {name: ["" if shown is None else str(shown)]}


def mark_typed(form: BaseForm, name: str, stored: str) -> str:
    """The mark of what was typed; for a file field that was not touched `stored`, its mark before."""
    field = form.fields[name]
    try:
        value = _typed(form, name)
    except ValidationError:
        return "wrong"
    if value is _UNTOUCHED:
        return stored
    if isinstance(field, FileField):
        return "new file" if value else mark(field, None)
    found = mark(field, value if isinstance(field, CharField) else field.prepare_value(value))
    return stored if is_same(found, stored) else found


def is_same(found: str, stored: str) -> bool:
    """Does the mark of what was typed say the same as the marks of what is stored?"""
    return found in (stored, *stored.split())


def words_typed(form: BaseForm, name: str) -> str:
    """What was typed into the field, in words; as it was typed if it is wrong."""
    try:
        value = _typed(form, name)
    except ValidationError:
        sent = _sent(form, name)
        return " ".join(filter(None, map(str, sent))) if isinstance(sent, list) else str(sent or "")
    return words(form.fields[name], "" if value is _UNTOUCHED else value)


def _sent(form, name):
    return form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))


def _typed(form, name):
    """Cleaned; raises ValidationError."""
    field, sent = form.fields[name], _sent(form, name)
    if isinstance(field, FileField):
        return _UNTOUCHED if sent is None else sent or ""
    return field.clean(sent)


def words(field: Field, value: Any) -> str:
    """A value of a field as people say it: the word of a choice, a day in full, the name of a file."""
    if isinstance(value, QuerySet | list | tuple):
        return "、".join(words(field, each) for each in value)
    if isinstance(field, ModelChoiceField) and value and not isinstance(value, Model):
        return str(field.queryset.model._base_manager.filter(pk=value).first() or "")
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        return str(dict(field.choices).get(value, value)) if value not in (None, "") else ""
    if isinstance(field, FileField):
        return (getattr(value, "name", None) or "").rpartition("/")[2]
    return plain_words(value)


def plain_words(value: Any) -> str:
    """是, 2019年5月14日, 937, or the text itself."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names of the fields whose marks differ, of those that are in both."""
    return [name for name in now if name in before and before[name] != now[name]]
