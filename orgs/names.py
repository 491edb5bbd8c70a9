"""How cells name other records: full names, short names, and the ways in which people write them otherwise.

A `Namebook` finds a row by any of its names and shows it by one; what it shows, it also finds, so an
exported name leads back to the row that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from orgs.models import Organization, Unit
from orgs.scope import SEGMENT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orgs.models import User

SHARED = "（单位）"  # behind a unit's name in a cell of both kinds, where an organisation is called the same

_NEAREST = 3
_LIKELY = 20  # names that share the most pairs of characters; only these are compared in full
_LEAST_LIKENESS = 0.4
_FEW = 3  # near names asked for without an index
_PARTY = re.compile(r"^(中国共产党|中共)")
# What a committee is called on its seal, and what everybody calls it. 居民委员会 is no party committee.
_SEAL = (
    (re.compile(r"(?:党的)?工作委员会$"), "党工委"),
    (re.compile(r"(?:党)?总支部?委员会$|党总支部$"), "党总支"),
    (re.compile(r"(?:党)?支部委员会$"), "党支部"),
    (re.compile(r"(?<![居村]民)(?<!业主)(?<!管理)党?委员会$|党委会$"), "党委"),
)
_SEAL_ENDS = ("会", "党总支部")
_DROPPED = re.compile(r"[\s\"'“”‘’《》〈〉()\[\]{}【】〔〕「」]")


class Named(NamedTuple):
    """A row of a namebook: what it is shown as, and the other names under which it is found."""

    pk: int
    label: str
    others: tuple[str, ...] = ()


class Unknown(Exception):
    """No row, or several, go by that name; the text says so in Chinese, with the nearest names."""


def loose(name: str) -> str:
    """The name without what differs from one hand to the next: widths, spaces, brackets and quotes."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name).casefold())


def unsealed(name: str) -> str:
    """A party organisation's name in its loose form, as everybody says it: 中共…委员会 is …党委."""
    bare = _PARTY.sub("", loose(name))
    for pattern, word in _SEAL if bare.endswith(_SEAL_ENDS) else ():
        if (plain := pattern.sub(word, bare)) != bare:
            return plain
    return bare


def unknown(name: str, what: str, *namebooks: Namebook) -> str:
    """That nothing of the kind has the name, with the nearest names that something has."""
    near = sorted({each for namebook in namebooks for each in namebook.near(name)}, reverse=True)
    names = "、".join(label for _, label in near[:_NEAREST])
    hint = f"您要找的是不是：{names}？" if names else "请先录入，或检查名称。"
    return f"没有叫“{name}”的{what}。{hint}"


class Namebook:
    """Rows of one kind by their names. `what` is the word for such a row in messages: 单位, 党组织.

    `shown`: the rows that the user may look up, if not all. The others are found by exactly what an export
    writes for them, so that records which name them already come in again; no message tells of them, and
    who takes one for a new record is told that it is not there (`is_hidden`).
    """

    def __init__(
        self,
        what: str,
        entries: Iterable[Named],
        shown: Container[int] | None = None,
        form: Callable[[str], str] = loose,
    ):
        """`form` makes one of the ways in which people write a name."""
        self.what, self._form = what, form
        self._labels, self._by_label, self._by_other = {}, {}, defaultdict(set)
        self._hidden, self._hidden_labels = {}, {}
        for pk, label, others in entries:
            if shown is not None and pk not in shown:
                self._hidden.setdefault(label, pk)
                self._hidden_labels[pk] = label
                continue
            self._labels[pk] = label
            self._by_label.setdefault(label, pk)
            for other in others:
                self._by_other[other].add(pk)
        self._answers = {}
        self._asked = 0  # for near names

    def __contains__(self, pk: int) -> bool:
        return pk in self._labels

    def is_hidden(self, pk: int) -> bool:
        return pk not in self._labels

    def hides(self, name: str) -> bool:
        """Has a row that the user may not look up exactly this name?"""
        return name in self._hidden and name not in self._by_label

    def labels(self) -> list[str]:
        return list(self._labels.values())

    def label(self, pk: int) -> str:
        """What the row is shown as; "" for one that is not in the namebook."""
        return self._labels.get(pk, "")

    def is_label(self, name: str) -> bool:
        return name in self._by_label

    def hidden_name(self, pk: int) -> str:
        """By which a hidden row was found: what is said of it is what is said of one that is not there."""
        return self._hidden_labels.get(pk, "")

    def labelled(self, name: str) -> int | None:
        """The row that is shown by exactly this name, or None."""
        return self._by_label.get(name, self._hidden.get(name))

    def exact(self, name: str) -> int | None:
        """The one row that has exactly this name, or None."""
        pk = self._by_label.get(name, self._hidden.get(name))
        if pk is not None:
            return pk
        found = self._by_other.get(name, ())
        return next(iter(found)) if len(found) == 1 else None

    def get(self, name: str) -> int | None:
        """The row of that name, or None. Raises Unknown where several go by it."""
        if (pk := self._by_label.get(name, self._hidden.get(name))) is not None:
            return pk
        if not self._labels:  # the first day: nothing is known by any name
            return None
        if name not in self._answers:
            self._answers[name] = self._by_other.get(name) or self._loose.get(self._form(name)) or ()
        found = self._answers[name]
        if len(found) > 1:
            shown = "、".join(sorted(self._labels[pk] for pk in found)[:_NEAREST])
            raise Unknown(f"叫“{name}”的{self.what}不止一个，请写成其中之一：{shown}。")
        return next(iter(found), None)

    def unknown(self, name: str) -> str:
        return unknown(name, self.what, self)

    def near(self, name: str) -> list[tuple[float, str]]:
        """The labels most like the name, (likeness from 0 to 1, label), the nearest first; three at most."""
        wanted = self._form(name)
        self._asked += 1
        find = self._found if self._asked > _FEW else self._looked_for
        shared = Counter(pk for pair in _pairs(wanted) for pk in find(pair))
        scored = [
            (SequenceMatcher(None, wanted, self._plain[pk]).ratio(), self._labels[pk])
            for pk, _ in shared.most_common(_LIKELY)
        ]
        return sorted((each for each in scored if each[0] >= _LEAST_LIKENESS), reverse=True)[:_NEAREST]

    @cached_property
    def _loose(self):
        """Made at the first name that is not written as it is known."""
        names = defaultdict(set)
        for label, pk in self._by_label.items():
            names[self._form(label)].add(pk)
        for other, pks in self._by_other.items():
            names[self._form(other)] |= pks
        return names

    @cached_property
    def _plain(self):
        return {pk: self._form(label) for pk, label in self._labels.items()}

    def _looked_for(self, pair):
        """The rows with these two characters side by side; what every other name has (公司) tells nothing."""
        pks = [pk for pk, plain in self._plain.items() if pair in plain]
        return pks if len(pks) <= self._many else ()

    def _found(self, pair):
        """The same by an index, which takes as long to make as looking for hundreds of pairs."""
        pks = self._pairs.get(pair, ())
        return pks if len(pks) <= self._many else ()

    @property
    def _many(self):
        return max(200, len(self._plain) // 5)

    @cached_property
    def _pairs(self):
        pairs = defaultdict(list)
        for pk, plain in self._plain.items():
            for pair in _pairs(plain):
                pairs[pair].append(pk)
        return pairs


class Names:
    """The namebooks that one reading (or writing) of a ledger needs, each made once.

    With a user, only what the user sees; without one, everything.
    """

    def __init__(self, user: User | None = None):
        self._user = user
        self._made = {}

    def remembered(self, key: Hashable, make: Callable[[Names], Any]) -> Any:
        """What `make` makes of these names; made once."""
        if key not in self._made:
            self._made[key] = make(self)
        return self._made[key]

    def visible(self, rows: QuerySet) -> QuerySet:
        return rows if self._user is None else rows.visible_to(self._user)

    def shown(self, rows: QuerySet) -> set[int] | None:
        """The keys of those that the user may look up; None: all."""
        if self._user is None or self._user.is_superuser:
            return None
        return set(self.visible(rows).order_by().values_list("pk", flat=True))

    @cached_property
    def organizations(self) -> Namebook:
        return Namebook("党组织", _organizations(), self.shown(Organization.objects.all()), unsealed)

    @cached_property
    def communities(self) -> Namebook:
        communities = Organization.objects.communities()
        keys = set(communities.order_by().values_list("pk", flat=True))
        entries = [each for each in _organizations() if each.pk in keys]
        return Namebook("社区党组织", entries, self.shown(communities), unsealed)

    @cached_property
    def units(self) -> Namebook:
        rows = Unit.objects.order_by().values_list("pk", "name")
        return Namebook("单位", [Named(pk, name) for pk, name in rows], self.shown(Unit.objects.all()))


def _organizations() -> list[Named]:
    """Shown by name; where several share it, with the organisations above."""
    rows = list(Organization.objects.order_by().values_list("pk", "name", "short_name", "path"))
    by_path = {path: (short or name, name) for _, name, short, path in rows}
    several = {name for name, n in Counter(name for _, name, _, _ in rows).items() if n > 1}
    entries = []
    for pk, name, short, path in rows:
        above = [by_path[path[:end]] for end in range(SEGMENT, len(path), SEGMENT)]
        qualified = f"{name}（{above[-1][0]}）" if above else name
        full = f"{name}（{'·'.join(label for label, _ in above)}）" if above else name
        others = (name, short, qualified, full, *(f"{name}（{above[-1][1]}）" for _ in above[-1:]))
        entries.append((pk, name, qualified, full, tuple(filter(None, others))))
    ambiguous = {q for q, n in Counter(q for _, _, q, _, _ in entries).items() if n > 1}
    return [
        Named(pk, name if name not in several else qualified if qualified not in ambiguous else full, others)
        for pk, name, qualified, full, others in entries
    ]


def beside_organizations(unit: str, names: Names) -> str:
    """The unit's name in a cell that may name organisations too."""
    return unit + SHARED if names.organizations.is_label(unit) else unit


def numbered(what: str, model) -> Callable[[Names], Namebook]:
    """Makes a namebook of records with number and title: shown by title, by number where that is shared."""

    def make(names: Names) -> Namebook:
        rows = list(model.objects.order_by().values_list("pk", "number", "title"))
        several = {title for title, n in Counter(title for _, _, title in rows).items() if n > 1}
        return Namebook(
            what,
            [
                Named(
                    pk, number if number and title in several else title, tuple(filter(None, (number, title)))
                )
                for pk, number, title in rows
            ],
            names.shown(model.objects.all()),
        )

    return make


def _pairs(text):
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
