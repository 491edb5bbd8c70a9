"""A table while it is taken in: the values that were read column by column, and what is wrong where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from lib.cells import Misread
from orgs.names import Names, Unknown

if TYPE_CHECKING:
    from orgs.models import Organization, User


class Wrong:
    """Stands for a cell that could not be read."""

    def __init__(self, message: str):
        self.message = message


class Sheet:
    """What all chunks of one file share: names, answers once found, problems."""

    def __init__(self, *, user: User | None, organization: Organization | None, create_missing: bool):
        """`organization`: rows may only go into its branch. `user` None: everything is allowed."""
        self.user, self.organization = user, organization
        self.create_missing = create_missing
        self.names = Names(user)
        self.problems: dict[int, list[tuple[str, str]]] = defaultdict(list)  # line → [(header, message)]
        # What is created besides: {word for its kind: {name: whatever creates it}}.
        self.missing: dict[str, dict[str, Any]] = defaultdict(dict)
        self._answers = defaultdict(dict)
        self.lines: Sequence[int] = ()
        self.values: dict[str, list] = {}

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
