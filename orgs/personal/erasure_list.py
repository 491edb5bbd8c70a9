"""The list of erasures that outlives the database: a file beside it (ERASURES_FILE), a line each.

A backup holds what was erased after it was made. The list says, without a word about anybody, what has to go
again when such a backup is restored; so it is kept apart from the backups, and always the newest of it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from orgs.moves import Refused

_ENDS = b"\n"


def read(path: Path | None = None) -> list[str]:
    """Every line, the oldest first; none where there is no list yet. Raises OSError."""
    try:
        text = (path or _path()).read_bytes()
    except FileNotFoundError:
        if path:
            raise
        return []
    return [line for line in text.decode(errors="replace").splitlines() if line.strip()]


def require_writable() -> None:
    """Nothing is erased that could not be told: raises Refused."""
    try:
        with _opened():
            pass
    except OSError as error:
        words = f"写不了删除清单 {_path()}（{error.strerror}），没有删除。请联系管机器的人，改好以后再试。"
        raise Refused(words) from None


def append(lines: Iterable[str]) -> None:
    """Onto the disk before it returns. Raises OSError."""
    content = "".join(f"{line}\n" for line in lines).encode()
    with _opened() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.seek(0, os.SEEK_END) and os.pread(file.fileno(), 1, file.tell() - 1) != _ENDS:
            content = _ENDS + content  # the machine stopped in the middle of a line
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def merge(lines: Iterable[str]) -> None:
    """Take in what another list tells and this one does not."""
    known = set(read())
    if new := [line for line in dict.fromkeys(lines) if line not in known]:
        append(new)


def _opened():
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "r+b")


def _path():
    return Path(settings.ERASURES_FILE)
