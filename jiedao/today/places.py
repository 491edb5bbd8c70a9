"""What waits in each area and community, for who works above them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, TextField, Value

from jiedao.today.board import asked_by, list_address
from jiedao.today.groups import GROUPS
from lib.days import today
from orgs import todo
from orgs.enums import OrganizationLevel
from orgs.models import Organization, User
from orgs.scope import SEGMENT
from orgs.statements import fetch
from orgs.todo import Kind

_ABOVE = (OrganizationLevel.DISTRICT, OrganizationLevel.STREET, OrganizationLevel.AREA)


@dataclass(frozen=True)
class Cell:
    number: int
    url: str


@dataclass(frozen=True)
class Place:
    organization: Organization
    indent: int
    cells: list[Cell]
    total: int


@dataclass(frozen=True)
class Places:
    """Kinds of which something waits, and the places where it does."""

    kinds: list[Kind]
    rows: list[Place]


def places(user: User, branch: Organization | None) -> Places | None:
    """Of the street's line below the branch; None for who has nobody below, or nothing waits there. What has
    not been submitted yet is its clerk's own affair. Two queries.
    """
    if branch is None or branch.level not in _ABOVE:
        return None
    numbers = _numbers(user, branch)
    if not numbers:
        return None
    found = {key for key, _ in numbers}
    kinds = [kind for kind in todo.kinds.values() if kind.key in found]
    kinds.sort(key=lambda kind: GROUPS.index(kind.group))
    line = Organization.objects.street_line().within(branch).exclude(pk=branch.pk).order_by("path")
    rows = [_place(organization, branch, kinds, numbers) for organization in line]
    shown = [row for row in rows if row.total]
    return Places(kinds, shown) if shown else None


def _numbers(user, branch):
    """{(key of a kind, path): how many wait there or below}."""
    at, found = today(), defaultdict(int)
    kinds = [kind for kind in todo.kinds.values() if not kind.is_drafts]
    asked = (*asked_by("places", user, at), branch.path)
    for key, path, number in fetch(asked, lambda: [_select(kind, user, branch, at) for kind in kinds]):
        for end in range(len(branch.path) + SEGMENT, len(path) + 1, SEGMENT):
            found[key, path[:end]] += number
    return found


def _select(kind, user, branch, at):
    """Rows (key of the kind, path of the organisation, how many)."""
    rows = kind.everybodys(user, at).within(branch).order_by()
    rows = rows.values(todo_kind=Value(kind.key, output_field=TextField()), todo_path=F(rows.path_lookup))
    return rows.annotate(todo_number=Count("pk")).values_list("todo_kind", "todo_path", "todo_number")


def _place(organization, branch, kinds, numbers):
    cells = [
        Cell(
            numbers.get((kind.key, organization.path), 0),
            f"{list_address(kind, everybodys=True)}&branch={organization.pk}",
        )
        for kind in kinds
    ]
    total = sum(cell.number for cell in cells)
    return Place(organization, organization.depth - branch.depth - 1, cells, total)
