"""What a browser sent for the rows of a formset, row by row, so that rows can be put in and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.datastructures import MultiValueDict

from lib.editions import as_sent

if TYPE_CHECKING:
    from django.forms import BaseForm, BaseInlineFormSet
    from django.http import QueryDict


class Row:
    """{name of the field: values} of one row, or of the record itself: names without the row's prefix."""

    def __init__(self, data: QueryDict | MultiValueDict, files: MultiValueDict):
        self.data, self.files = data, files

    @property
    def is_deleted(self) -> bool:
        return "DELETE" in self.data

    def bound(self, form: BaseForm) -> BaseForm:
        """A form like the given one that holds what was sent; its record stays until the form is cleaned."""
        return type(form)(self.data, self.files, instance=form.instance)

    def put(self, form: BaseForm, name: str) -> None:
        """Let the field say what is stored: `form` is one that nobody has sent yet."""
        widget = form.fields[name].widget
        parts = getattr(widget, "widgets_names", ())
        for key in (name, f"{name}-clear", f"{name}-held", *(name + part for part in parts)):
            self.data.pop(key, None)
            self.files.pop(key, None)
        for key, values in as_sent(widget, name, form[name].value()).items():
            self.data.setlist(key, values)


class SentRows:
    """Those of one formset; `write` puts them back into the data from which they were read."""

    def __init__(self, data: QueryDict, files: MultiValueDict, formset: BaseInlineFormSet):
        self._data, self._files, self._formset = data, files, formset
        self._key = formset.model._meta.pk.name
        total = data.get(f"{formset.prefix}-TOTAL_FORMS", "")
        self.is_sent = total.isdecimal() and int(total) <= formset.absolute_max
        rows = [self._read(number) for number in range(int(total))] if self.is_sent else []
        self.by_key = {key: row for row in rows if (key := row.data.get(self._key))}
        self.new = [row for row in rows if not row.data.get(self._key)]

    def made(self, key: str) -> Row:
        """A row for a stored one that was not sent."""
        row = Row(MultiValueDict(), MultiValueDict())
        row.data[self._key] = key
        return row

    def rewrite(self, stored: list[Row], new: list[Row]) -> None:
        """Let these be the rows: those that are stored first, as formsets have it."""
        for row in new:
            row.data.pop(self._key, None)
        self.by_key = {row.data[self._key]: row for row in stored}
        self.new = new
        self.write()

    def write(self) -> None:
        if not self.is_sent:
            return
        prefix, rows = self._formset.prefix, [*self.by_key.values(), *self.new]
        for target in (self._data, self._files):
            for name in [name for name in target if self._number(name) is not None]:
                del target[name]
        for number, row in enumerate(rows):
            for source, target in ((row.data, self._data), (row.files, self._files)):
                for name, values in source.lists():
                    target.setlist(f"{prefix}-{number}-{name}", values)
        self._data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        self._data[f"{prefix}-INITIAL_FORMS"] = str(len(self.by_key))

    def _read(self, number):
        row, start = Row(MultiValueDict(), MultiValueDict()), f"{self._formset.prefix}-{number}-"
        for source, target in ((self._data, row.data), (self._files, row.files)):
            for name, values in source.lists():
                if name.startswith(start):
                    target.setlist(name.removeprefix(start), values)
        return row

    def _number(self, name):
        rest = name.removeprefix(f"{self._formset.prefix}-")
        number = rest.partition("-")[0]
        return int(number) if rest != name and number.isdecimal() else None
