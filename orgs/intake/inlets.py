"""How a ledger's cell becomes a field of a record, and how a field is told again.

An entry reads a whole column at once (`read`), says what a record holds now (`known`), and sets it (`set`).
Known values are what JSON can carry, so that a batch can be undone by setting them again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import DecimalField, Field, Model, TextField
from django.utils import timezone

from lib import cells
from lib.masking import mask
from lib.personal import is_masked, unmasked
from lib.sheets.text import clean
from lib.templatetags.jiedao_text import day as day_in_words
from orgs.intake.intake import Intake
from orgs.names import Namebook, Names, Unknown

_HALF_A_MINUTE = timedelta(seconds=30)
_DASHES = re.compile(r"[‐-―−]+")
_OWN_FORM = re.compile(r"[A-Z]{1,4}-\d{4}-\d{4,}")


class Inlet:
    """One column's way into the record; subclasses convert a cell, or read the column as they need."""

    # Entries that look at other columns' values are read after them.
    after: tuple[str, ...] = ()
    # Is read even where the file has no such column, as if its cells were empty.
    reads_nothing = False
    # Holds numbers of a person: shown with their middle hidden, and so written unless somebody may more.
    is_personal = False

    def __init__(self, name: str):
        self.name = name  # of the field, where messages of the model belong

    def attach(self, model: type[Model]) -> None:
        """Learn the model whose records are written."""
        self.model = model

    def read(self, intake: Intake, header: str, column: Sequence) -> list:
        """The values below `header` for the chunk's rows; None where empty or refused."""
        return intake.convert(header, column, self.converter(intake))

    def converter(self, intake: Intake) -> Callable[[Any], Any]:
        raise NotImplementedError

    def load(self, records: Sequence[Model]) -> None:
        """Fetch at once what `known` needs beyond the records' own rows."""

    def known(self, record: Model) -> Any:
        return getattr(record, self.name)

    def set(self, record: Model, value: Any) -> None:
        setattr(record, self.name, value)

    def hidden(self, value: Any, intake: Intake) -> Iterator[str]:
        """For each record that the value names and the user may not look up: that there is none."""
        return iter(())

    def settle(self, record: Model, intake: Intake) -> None:
        """Point to what was created a moment ago, where the cell named something that was not there yet."""

    @property
    def lookups(self) -> tuple[str, ...]:
        """Where the database holds the value, for entries that tell records apart."""
        return (self.name,)

    def value_of(self, *columns: Any) -> Any:
        """The value as `read` gives it, from what the database holds at `lookups`."""
        return columns[0]

    def show(self, value: Any, intake: Intake) -> str:
        """The value as a preview tells it."""
        return "" if value is None else str(value)

    def meant(self, record: Model, value: Any) -> Any:
        """What the value means for this very record. Raises ValidationError."""
        return value

    def write(self, records: Sequence[Model], values: Sequence, intake: Intake) -> None:
        """Write what lies outside the records' own rows, which are saved by now."""

    def kept(self, record: Model, before: Any) -> Any:
        """What an undo needs to bring the state back that was known as `before`; asked before the write."""
        return before

    def restored(self, value: Any) -> Any:
        """A kept value as it comes back from JSON."""
        return None if value is None else self.field.to_python(value)

    def added_since(self, keys: Sequence[int], written_on: date) -> list[int]:
        """Those of the records to which somebody has added rows of the kind that `write` writes."""
        return []

    def unwrite(self, records: Sequence[Model], values: Sequence, intake: Intake, written_on: date) -> None:
        """Bring back, from restored values, what `write` changed on that day."""
        self.write(records, values, intake)

    @cached_property
    def field(self) -> Field:
        return self.model._meta.get_field(self.name)

    @cached_property
    def _rules(self):
        """The field's validators but the one that only measures: most values are short enough."""
        longest = getattr(self.field, "max_length", None)
        return longest, [v for v in self.field.validators if not isinstance(v, MaxLengthValidator)]

    def checked(self, value):
        """The value, if the field's own rules allow it. Raises ValidationError."""
        if value is None or value == "":
            return value
        longest, rules = self._rules
        if longest and len(value) > longest:
            self.field.run_validators(value)
        for rule in rules:
            rule(value)
        return value


class Text(Inlet):
    """A CharField or TextField; the latter keeps its lines."""

    def converter(self, intake):
        lines = isinstance(self.field, TextField)
        empty = None if self.field.null else ""
        return lambda cell: self.checked(cells.text(cell, lines=lines)) or empty

    def known(self, record):
        """Cleaned like a cell, so that spaces typed in a form do not make two texts of one."""
        return self.value_of(getattr(record, self.name))

    def value_of(self, text):
        """As a sheet would tell it: cut where a cell ends. What no cell may hold stays as it is."""
        try:
            return text and cells.text(clean(text), lines=isinstance(self.field, TextField))
        except cells.Misread:
            return text


class Numbering(Text):
    """The office's own number of the record: given once, never changed."""

    def converter(self, intake):
        def convert(cell):
            number = cells.text(cell)
            plain = _DASHES.sub("-", unicodedata.normalize("NFKC", number).replace(" ", "")).upper()
            return self.checked(plain if _OWN_FORM.fullmatch(plain) else number) or None

        return convert

    def set(self, record, value):
        if value:
            super().set(record, value)


class Name(Text):
    """A name by which records are told apart: one that differs from a known one only in how it is written
    (widths, brackets, spaces) is that one. `book` says which names are known.
    """

    def __init__(self, name: str, book: Callable[[Names], Namebook]):
        super().__init__(name)
        self.book = book

    def converter(self, intake):
        book = self.book(intake.names)

        def convert(cell):
            name = self.checked(cells.text(cell))
            if not name or book.exact(name) is not None:
                return name
            try:
                pk = book.get(name)
            except Unknown:  # several are written so: none is meant
                return name
            if pk is None:
                return name
            intake.notices.append(f"“{name}”按系统里的“{book.label(pk)}”处理。")
            return book.label(pk)

        return convert


class Phone(Text):
    def converter(self, intake):
        return lambda cell: self.checked(cells.phone(cell)) or ""

    def value_of(self, text):
        """As a cell would be read, if it can be."""
        try:
            return cells.phone(text)
        except cells.Misread:
            return super().value_of(text)


class ContactPhone(Phone):
    """A person's number. A masked one, as exports have it, means the stored one and changes nothing."""

    is_personal = True

    def converter(self, intake):
        convert_whole = super().converter(intake)

        def convert(cell):
            is_stand_in = isinstance(cell, str) and is_masked(cell)
            return clean(cell).strip() if is_stand_in else convert_whole(cell)

        return convert

    def meant(self, record, value):
        return unmasked(value, self.known(record) or "") if value and is_masked(value) else value

    def show(self, value, intake):
        return mask(value or "")


class Code(Text):
    def converter(self, intake):
        return lambda cell: self.checked(cells.code(cell)) or None


class Day(Inlet):
    """A DateField. `never`: words for there being no such day, with spaces between."""

    def __init__(self, name: str, never: str = ""):
        super().__init__(name)
        self.never = never.split()

    def converter(self, intake):
        def convert(cell):
            if isinstance(cell, str) and cell.strip() in self.never:
                return None
            return self.checked(cells.day(cell))

        return convert

    def show(self, value, intake):
        return day_in_words(value) if value else ""


class Moment(Inlet):
    """A DateTimeField; cells hold the local time."""

    def converter(self, intake):
        def convert(cell):
            moment = cells.moment(cell)
            return moment and self.checked(timezone.make_aware(moment))

        return convert

    def known(self, record):
        """To the minute, as a cell tells it."""
        return self.value_of(getattr(record, self.name))

    def value_of(self, moment):
        return moment and (moment + _HALF_A_MINUTE).replace(second=0, microsecond=0)

    def show(self, value: datetime | None, intake):
        if not value:
            return ""
        local = timezone.localtime(value)
        return f"{day_in_words(local.date())} {local:%H:%M}"


class Number(Inlet):
    """A number, perhaps with one of the `units` behind it: 2小时."""

    def __init__(self, name: str, *units: str):
        super().__init__(name)
        self.units = units

    def converter(self, intake):
        if isinstance(self.field, DecimalField):
            places = self.field.decimal_places
            return lambda cell: within_digits(
                cells.decimal(cell, places=places, units=self.units), self.field
            )
        return lambda cell: self.checked(within_range(cells.whole(cell), self.field))

    def show(self, value, intake):
        return "" if value is None else f"{Decimal(value).normalize():f}"


def within_range(value: int | None, field: Field) -> int | None:
    """A whole number that every database can keep in the field. Raises ValidationError."""
    _, most = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
    if value is not None and value > most:
        raise ValidationError(f"数字太大了，最多是{most}，请核对。")
    return value


def within_digits(value: Decimal | None, field: DecimalField) -> Decimal | None:
    """A number with no more digits than the field keeps. Raises ValidationError."""
    digits = field.max_digits - field.decimal_places
    if value is not None and value >= 10**digits:
        raise ValidationError(f"数字太大了，小数点前最多{digits}位，请核对。")
    return value


class Choice(Inlet):
    """A field with choices; cells hold their words, or others that offices use: {"国有企业": "国企 央企"}."""

    def __init__(self, name: str, also: Mapping[str, str] | None = None):
        super().__init__(name)
        self.also = {other: label for label, others in (also or {}).items() for other in others.split()}

    def converter(self, intake):
        words = {str(label): value for value, label in self.field.flatchoices}

        def convert(cell):
            word = cells.text(cell).replace(" ", "")
            word = self.also.get(word, word)
            if word and word not in words:
                raise ValidationError(f"没有“{word}”这一项，请写成其中之一：{'、'.join(words)}。")
            return words.get(word)

        return convert

    def show(self, value, intake):
        return str(dict(self.field.flatchoices).get(value, ""))
