"""Two editors of one record: what was typed, brought together with what somebody else has stored meanwhile.

Field by field, of the record and of its rows: what only the other changed is taken over; what both changed
stays as it was typed and is told with both contents, until the user says which of the two is to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from lib import editions
from lib.editions import Marks
from orgs.admin.sent_rows import Row, SentRows

if TYPE_CHECKING:
    from django.forms import BaseForm, BaseInlineFormSet
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

THEIRS = "theirs"  # the checkboxes 采用对方的
_WORDS = 2  # by which a row is known whose name is gone


@dataclass(frozen=True)
class Difference:
    """What the two have made of one field, or of one row."""

    label: str
    theirs: str
    mine: str
    key: str = ""  # of its checkbox; "" where there is nothing to tick


@dataclass(frozen=True)
class Taken:
    """What only the other changed."""

    label: str
    theirs: str


@dataclass
class Clash:
    who: str = ""
    moment: datetime | None = None
    differences: list[Difference] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


class Stored:
    """A record and its rows as they are stored now, in forms that nobody has sent yet."""

    def __init__(self, form: BaseForm, formsets: list[BaseInlineFormSet]):
        self.form = form
        self.formsets = formsets

    def edition(self) -> dict:
        """{"own": marks, "rows": {prefix: {key: marks}}}"""
        return {
            "own": editions.marks(self.form),
            "rows": {
                each.prefix: {k: editions.marks(f) for k, f in rows_of(each).items()}
                for each in self.formsets
            },
        }


def rows_of(formset: BaseInlineFormSet) -> dict[str, BaseForm]:
    """{key: form} of the stored rows."""
    return {str(form.instance.pk): form for form in formset.initial_forms}


class Submission:
    """What a user sent, to be brought together with what is stored. Changes `data` and `files` in place."""

    def __init__(self, data: QueryDict, files: MultiValueDict, stored: Stored):
        self.data, self.files, self._stored = data, files, stored
        self._rows = {each.prefix: SentRows(data, files, each) for each in stored.formsets}

    def take(self) -> None:
        """Put what is stored in the place of what was typed, where the user ticked 采用对方的."""
        keys = self.data.getlist(THEIRS)
        for name in set(keys) & set(editions.told(self._stored.form)):
            Row(self.data, self.files).put(self._stored.form, name)
        for formset in self._stored.formsets:
            self._take_rows(formset, keys)

    def _take_rows(self, formset, keys):
        sent = self._rows[formset.prefix]
        for key, form in rows_of(formset).items():
            row = sent.by_key.get(key)
            whole = f"{formset.prefix}-{key}"
            names = [n for n in editions.told(form) if whole in keys or f"{whole}-{n}" in keys]
            if row is not None and (names or whole in keys):
                row.data.pop("DELETE", None)
                for name in names:
                    row.put(form, name)
                sent.write()

    def merge(self, base: dict) -> Clash:
        """`base` is the edition that the form was made from."""
        clash = Clash()
        own = Row(self.data, self.files)
        self._merge_fields(self._stored.form, base["own"], own, clash)
        for formset in self._stored.formsets:
            if formset.prefix in base["rows"] and self._rows[formset.prefix].is_sent:
                self._merge_rows(formset, base["rows"][formset.prefix], clash)
        return clash

    def _merge_fields(self, form, base: Marks, row: Row, clash, label="", key=""):
        now = editions.marks(form)
        typed = row.bound(form)
        for name in editions.changed(base, now):
            mine = editions.mark_typed(typed, name, base[name])
            told = editions.told(form)[name]
            place = f"{label}，{told.label}" if label else str(told.label)
            theirs = editions.words(told, form[name].value())
            if mine == base[name]:
                row.put(form, name)
                clash.taken.append(Taken(place, theirs))
            elif not editions.is_same(mine, now[name]):
                clash.differences.append(
                    Difference(place, theirs, editions.words_typed(typed, name), f"{key}{name}")
                )

    def _merge_rows(self, formset, base: dict[str, Marks], clash):
        sent, stored = self._rows[formset.prefix], rows_of(formset)
        noun = str(formset.model._meta.verbose_name)
        kept = []
        for key, form in stored.items():
            row, label = sent.by_key.get(key), f"{noun}“{form.instance}”"
            if row is None:
                row = self._copied(form, key, sent)
                clash.taken.append(Taken(label, "新增的一行"))
            elif row.is_deleted:
                self._tell_deleted(form, base.get(key, {}), label, f"{formset.prefix}-{key}", clash)
            else:
                self._merge_fields(form, base.get(key, {}), row, clash, label, f"{formset.prefix}-{key}-")
            kept.append(row)
        gone = {key: row for key, row in sent.by_key.items() if key not in stored and key in base}
        again = [row for key, row in gone.items() if self._stays(formset, row, base[key], clash)]
        # What no page of this record held is the formset's to refuse, which the audit is told.
        kept += [row for key, row in sent.by_key.items() if key not in stored and key not in base]
        sent.rewrite(kept, [*again, *sent.new])

    def _tell_deleted(self, form, base, label, key, clash):
        """The user deletes a row that the other has changed."""
        told, now = editions.told(form), editions.marks(form)
        changes = [
            f"{told[n].label}：{editions.words(told[n], form[n].value())}"
            for n in editions.changed(base, now)
        ]
        if changes:
            clash.differences.append(Difference(label, "；".join(changes), "删除这一行", key))

    def _stays(self, formset, row, base: Marks, clash) -> bool:
        """A row that the other has deleted: did the user type something into it that must not be lost?"""
        if row.is_deleted:
            return False
        form = row.bound(formset.empty_form)
        label = f"{formset.model._meta.verbose_name}“{self._spoken(form)}”"
        if all(editions.mark_typed(form, name, mark) == mark for name, mark in base.items()):
            clash.taken.append(Taken(label, "已删除"))
            return False
        mine = "您改过这一行，它作为新的一行放在最后；不要的话，请把它清空"
        clash.differences.append(Difference(label, "已删除", mine))
        return True

    @staticmethod
    def _spoken(form):
        """A row by its first words: its name is gone with it."""
        typed = (editions.words_typed(form, name) for name in editions.told(form))
        return "，".join(list(filter(None, typed))[:_WORDS])

    def _copied(self, form, key, sent):
        row = sent.made(key)
        for name in editions.told(form):
            row.put(form, name)
        return row
