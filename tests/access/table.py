"""The checked-in table: what each visitor is answered at each address, as tests/access/table.txt says.

`pytest tests/access --write-access-table` writes what was answered: read the difference before committing it.
"""

from collections.abc import Collection
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")
VISITORS = ("anonymous", "view", "enter", "review", "manage", "sibling", "superuser")
METHODS = ("GET", "POST")

Row = tuple[str, ...]  # one answer's status a visitor
FOUND: dict[tuple[str, str], Row] = {}  # what the tests were answered


def read() -> dict[tuple[str, str], Row]:
    """{(route, method): statuses in the order of VISITORS}"""
    lines = FILE.read_text().splitlines() if FILE.exists() else []
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {(address.removeprefix("/"), method): tuple(statuses) for method, *statuses, address in rows}


def line(route: str, method: str, statuses: Row) -> str:
    cells = "".join(f"{status:>{len(name) + 2}}" for name, status in zip(VISITORS, statuses, strict=True))
    return f"{method:<5}{cells}  /{route}"


def write(routes: Collection[str]) -> None:
    """Replace the rows of what was found, drop those of addresses that are gone."""
    found = {key: row for key, row in (read() | FOUND).items() if key[0] in routes}
    head = "#    " + "".join(f"{name:>{len(name) + 2}}" for name in VISITORS) + "  address"
    why = (
        "# What every visitor is answered at every address, with the keys of a row filed at a community.\n"
        "# view, enter, review, manage: the four roles there; sibling: who manages the community beside it.\n"
        "# An empty form is posted. tests/access/test_every_address.py holds it.\n"
    )
    body = [line(route, method, found[route, method]) for route, method in sorted(found)]
    FILE.write_text(why + head + "\n" + "\n".join(body) + "\n")
