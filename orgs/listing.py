"""The one mechanism of all public lists: filters in the address, pages of twenty, links that keep both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from orgs.filters import DayField, Filters, Pinned

PAGE_SIZE = 20


@dataclass(frozen=True)
class Control:
    """A field of the filter form, ready to be printed: Django's widgets would cost half the page's time."""

    name: str
    label: str
    kind: str  # of an <input>; "select" for options
    value: str
    error: str
    options: str = ""


@dataclass(frozen=True)
class Pin:
    """An organisation or unit to which the list is held by a link."""

    name: str
    value: int
    label: str
    loose_url: str


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Step:
    """A page of the list; `number` is None for those left out between two."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True)
class Pager:
    """The way from a page to the others."""

    page: Page
    url: Callable[[int], str]

    @classmethod
    def of(cls, page: Page, request: HttpRequest) -> Pager:
        """Each at the same address with another `page`."""
        query = request.GET.copy()

        def url(number):
            query["page"] = number
            return f"?{query.urlencode()}"

        return cls(page, url)

    @property
    def steps(self) -> list[Step]:
        """All pages, those far from this one left out; empty when there is only one."""
        paginator = self.page.paginator
        if paginator.num_pages == 1:
            return []
        pages = paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            Step(None, "", False)
            if page == paginator.ELLIPSIS
            else Step(page, self.url(page), page == self.page.number)
            for page in pages
        ]

    @property
    def previous_url(self) -> str:
        return self.url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url(self.page.number + 1) if self.page.has_next() else ""


class Listing:
    """The rows that a visitor asks for.

    `rows` are public ones, with all that the page prints. A value that cannot be read narrows nothing and
    is answered with a message; what was typed stays.
    """

    page_size = PAGE_SIZE

    def __init__(self, request: HttpRequest, filters: type[Filters], rows: QuerySet):
        self._request = request
        self.form = filters(request.GET, rows)
        self.given = self.form.given
        arranged = self.arranged(self.form.narrow(rows))
        self.page, self.page_error = _page(arranged, self.page_size, request.GET.get("page"))

    def arranged(self, rows: QuerySet) -> QuerySet | Sequence:
        """In their order; a subclass may know a quicker way to it than one query."""
        return rows

    @property
    def rows(self) -> list:
        return self.page.object_list

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def has_more(self) -> bool:
        """Are there more than `count`, because a subclass counts no further?"""
        return False

    @property
    def is_filtered(self) -> bool:
        """Was anything asked for in the form, readable or not?"""
        return any(control.value for control in self.controls if control.kind != "hidden")

    @property
    def is_narrowed(self) -> bool:
        """Are these not all rows, by the form or by a link?"""
        return self.is_filtered or bool(self.pins)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Where each unreadable value stands (the anchor of its field) and what is wrong with it."""
        return [
            ("filters" if isinstance(self.form.fields[name], Pinned) else f"id_{name}", message)
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @cached_property
    def controls(self) -> list[Control]:
        return list(self._controls())

    @property
    def pins(self) -> list[Pin]:
        pinned = (name for name, kind in self.form.fields.items() if isinstance(kind, Pinned))
        return [
            Pin(name, self.given[name].pk, str(self.given[name]), self.url(**{name: None}))
            for name in pinned
            if name in self.given
        ]

    def tabs(self, name: str) -> list[Tab]:
        """The choices of a hidden field as links."""
        kind, value = self.form.fields[name], self.given.get(name, "")
        return [Tab(label, self.url(**{name: key or None}), key == value) for key, label in kind.choices]

    @property
    def pager(self) -> Pager:
        return Pager(self.page, lambda number: self.url(page=number))

    @property
    def clear_url(self) -> str:
        """Without what was chosen in the form."""
        return self.url(**{control.name: None for control in self.controls if control.kind != "hidden"})

    @property
    def title_prefix(self) -> str:
        return "错误：" if self.form.errors else ""

    @property
    def title_suffix(self) -> str:
        return f"（第{self.page.number}页）" if self.page.number > 1 else ""

    def url(self, **changes: Any) -> str:
        """This list with other values; it begins again at the first page unless one is given."""
        query = self._request.GET.copy()
        query.pop("page", None)
        for name in [name for name in query if name not in self.form.fields or not query[name]]:
            del query[name]
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self._request.path}?{query.urlencode()}" if query else self._request.path

    def _controls(self) -> Iterator[Control]:
        for name, kind in self.form.fields.items():
            if isinstance(kind, Pinned):
                continue
            value = self._request.GET.get(name, "")
            error = " ".join(self.form.errors.get(name, ()))
            if kind.widget.is_hidden:
                yield Control(name, "", "hidden", "" if error else value, "")
            elif isinstance(kind, forms.ChoiceField):
                yield Control(name, kind.label, "select", value, error, _options(kind, value))
            elif isinstance(kind, DayField):
                # A date control drops what it cannot read; then a plain field keeps it.
                day = self.given.get(name)
                yield Control(name, kind.label, "text" if error else "date", str(day or value), error)
            else:
                yield Control(name, kind.label, "search", value, error)


def _options(kind, value):
    """In one piece: a template takes ten times as long over dozens of them."""
    choices = ((key, " selected" if str(key) == value else "", label) for key, label in kind.choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', choices)


def _page(rows: QuerySet | Sequence, size: int, wanted: str | None) -> tuple[Page, str]:
    """The page asked for and no message; else the nearest one and what to say."""
    paginator = Paginator(rows, size)
    try:
        return paginator.page(wanted or 1), ""
    except InvalidPage:
        page = paginator.get_page(wanted)
        return page, f"没有您要的那一页，这里是第{page.number}页。"
