"""The demo's data files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """The file called `name`, without its ending: "office", "history/units" …"""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows(noun: str, table: str = "") -> list[dict[str, Any]]:
    """Rows of one kind from the history and from the present, in this order."""
    return [row for time in ("history", "present") for row in read(f"{time}/{noun}").get(table or noun, [])]
