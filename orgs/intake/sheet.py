"""A table while it is taken in: the values that were read column by column, and what is wrong where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from lib.cells import Misread
from orgs.models import Organization
from orgs.names import Names, Unknown

if TYPE_CHECKING:
    from orgs.intake.entries import Entry
    from orgs.models import User


class Wrong:
    """Stands for a cell that could not be read."""

    def __init__(self, message: str):
        self.message = message


class Sheet:
    """What all chunks of one file share: names, answers once found, problems."""

    def __init__(
        self,
        *,
        user: User | None = None,
        organization: Organization | None = None,
        create_missing: bool = False,
    ):
        """`organization`: rows may only go into its branch. `user` None: everything is allowed."""
        self.user, self.organization = user, organization
        self.create_missing = create_missing
        self.names = Names(user)
        self.problems: dict[int, list[tuple[str, str]]] = defaultdict(list)  # line → [(header, message)]
        # Names that the file itself brings, where its rows may name one another.
        self.incoming: set[str] = set()
        # What is created besides: {word for its kind: {key: act(key, sheet) that returns its primary key}}.
        self.missing: dict[str, dict[Hashable, Callable]] = defaultdict(dict)
        self.created: dict[tuple[str, Hashable], int] = {}
        self._answers, self._shown = defaultdict(dict), defaultdict(dict)
        self.lines: Sequence[int] = ()
        self.values: dict[str, list] = {}

    @cached_property
    def own(self) -> set[int] | None:
        """The organisations under which rows may be filed; None: all."""
        if self.organization is None and (self.user is None or self.user.is_superuser):
            return None
        rows = Organization.objects.order_by()
        if self.organization is not None:
            rows = rows.within(self.organization)
        if self.user is not None:
            rows = rows.managed_by(self.user)
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def _units(self):
        return dict(Organization.objects.order_by().values_list("pk", "unit_id"))

    def unit_of(self, organization: int) -> int | None:
        """The unit in which an organisation is set up."""
        return self._units[organization]

    def settled(self, member):
        """The member with the key of what was created for it, where it was not there."""
        what = getattr(member.key, "what", None)
        return member._replace(key=self.created[what, member.key.key]) if what else member

    def shown(self, header: str, entry: Entry, value: Any) -> str:
        """What a preview says for the value; asked once for each distinct one."""
        shown = self._shown[header]
        key = (value.__class__, value)
        if key not in shown:
            shown[key] = entry.show(value, self)
        return shown[key]

    def begin(self, lines: Sequence[int]) -> None:
        """Start a chunk: the rows at these lines of the file."""
        self.lines, self.values = lines, {}

    def refuse(self, index: int, header: str, message: str) -> None:
        """Say what is wrong with the chunk's row at `index`, below `header` ("" for the row as a whole)."""
        self.problems[self.lines[index]].append((header, message))

    def is_wrong(self, index: int) -> bool:
        return self.lines[index] in self.problems

    def convert(self, header: str, cells: Sequence, function: Callable[[Any], Any]) -> list:
        """The values of a column's cells: each distinct cell is converted once in the whole file.

        `function` raises Misread, Unknown or ValidationError; the value of such a cell is None.
        """
        answers, values = self._answers[header], []
        for index, cell in enumerate(cells):
            key = (cell.__class__, cell)  # 1, 1.0 and True are equal
            try:
                value = answers[key]
            except KeyError:
                value = answers[key] = _answer(function, cell)
            if value.__class__ is Wrong:
                self.refuse(index, header, value.message)
                value = None
            values.append(value)
        return values


def _answer(function, cell):
    try:
        return function(cell)
    except (Misread, Unknown) as error:
        return Wrong(str(error))
    except ValidationError as error:
        return Wrong("".join(error.messages))
