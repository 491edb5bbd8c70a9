"""The list of what a backup holds, written into it as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from lib.backup.archive import Entry

FORMAT = 1


@dataclass(frozen=True)
class Missing:
    """A row of the copy names a file that the storage did not have."""

    table: str
    column: str
    file: str


@dataclass(frozen=True)
class Contents:
    """What a copy of the database says of itself."""

    tables: dict[str, int]  # rows by table
    migrations: dict[str, list[str]]  # names of those applied, by app
    named: tuple[Missing, ...] = ()  # the files that rows name, whether they are there or not


@dataclass(frozen=True)
class Manifest:
    made_at: str  # ISO 8601 with its offset
    engine: str  # sqlite or postgresql
    versions: dict[str, str]
    database: Entry
    tables: dict[str, int]
    migrations: dict[str, list[str]]
    files: list[Entry]
    missing: list[Missing]
    format: int = field(default=FORMAT)
    # Lines of a list that outlives the database, as it was when the backup was made.
    erasures: list[str] = field(default_factory=list)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises ValueError for anything that `to_json` did not write."""
        try:
            told = json.loads(text)
            told["database"] = Entry(**told["database"])
            told["files"] = [Entry(**each) for each in told["files"]]
            told["missing"] = [Missing(**each) for each in told["missing"]]
            return cls(**told)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None

    @property
    def row_count(self) -> int:
        return sum(self.tables.values())

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)
