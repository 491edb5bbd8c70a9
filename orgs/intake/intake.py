"""A table while it is taken in: the values that were read column by column, and what is wrong where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from lib.cells import Misread
from lib.distinct import answers
from orgs.models import Organization
from orgs.names import Names, Unknown

if TYPE_CHECKING:
    from orgs.intake.inlets import Inlet
    from orgs.models import User


class Missing(str):
    """The name of a record that is not there yet and will be created. `what` is the word for its kind."""

    def __new__(cls, what: str, name: str, key: Hashable):
        missing = super().__new__(cls, name)
        missing.what, missing.key = what, key
        return missing


class Wrong:
    """Stands for a cell that could not be read."""

    def __init__(self, message: str):
        self.message = message


class Intake:
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
        # What the user should know of the file as a whole.
        self.notices: list[str] = []
        # Names that the file itself brings, by their loose form, where its rows may name one another.
        self.incoming: dict[str, str] = {}
        # What is created besides: {word for its kind: {key: (name, act(name, key) → the row's key)}}.
        self.missing: dict[str, dict[Hashable, tuple[str, Callable]]] = defaultdict(dict)
        self.created: dict[tuple[str, Hashable], int] = {}
        self._answers = defaultdict(lambda: defaultdict(dict))  # header → kind of cell → {cell: value}
        self._shown = defaultdict(dict)
        self._misread: set[str] = set()  # headers below which a cell was refused
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

    def miss(self, what: str, name: str, create: Callable[[str, Hashable], int], key: Hashable) -> Missing:
        """A value for what is not there yet; rows that name it alike (by `key`) share one."""
        name, _ = self.missing[what].setdefault(key, (name, create))
        return Missing(what, name, key)

    def unit_of(self, organization: int) -> int | None:
        """The unit in which an organisation is set up."""
        return self._units[organization]

    def settled(self, member):
        """The member with the key of what was created for it, where it was not there."""
        what = getattr(member.key, "what", None)
        return member._replace(key=self.created[what, member.key.key]) if what else member

    def shown(self, header: str, entry: Inlet, value: Any) -> str:
        """What a preview says for the value; asked once for each distinct one."""
        shown = self._shown[header].setdefault(value.__class__, {})
        if value not in shown:
            shown[value] = entry.show(value, self)
        return shown[value]

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
        values = answers(cells, partial(self._answer, header, function), self._answers[header])
        return self._without_wrong(header, values) if header in self._misread else values

    def _answer(self, header, function, cell):
        try:
            return function(cell)
        except (Misread, Unknown) as error:
            message = str(error)
        except ValidationError as error:
            message = "".join(error.messages)
        self._misread.add(header)
        return Wrong(message)

    def _without_wrong(self, header, values):
        for index, value in enumerate(values):
            if value.__class__ is Wrong:
                self.refuse(index, header, value.message)
                values[index] = None
        return values
