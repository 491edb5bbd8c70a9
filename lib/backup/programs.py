"""PostgreSQL's own programs: where they are, what they are told, what they answer.

They are never run through a shell, and no word of a command comes from a user of the site.
"""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404
from pathlib import Path
from typing import IO

from lib.backup.errors import FULL, BackupError, tells_full

DEBIAN = Path("/usr/lib/postgresql")  # VERSION/bin below it


def find(name: str, version: int | None = None) -> str:
    """The program of that major version, else the newest of Debian's, else what the PATH offers.

    Raises BackupError, saying what to install.
    """
    found = {int(path.parts[-3]): path for path in DEBIAN.glob(f"*/bin/{name}") if path.parts[-3].isdigit()}
    if version in found:
        return str(found[version])
    if found:
        return str(found[max(found)])
    if program := shutil.which(name):
        return program
    package = f"postgresql-client-{version}" if version else "postgresql-client"
    raise BackupError(
        f"找不到 PostgreSQL 的 {name} 程序。请安装 {package}（apt-get install {package}）后再试。"
    )


def environment(settings: dict) -> dict[str, str]:
    """Everything libpq needs to know, the password above all: a command line can be read by all users."""
    options = settings.get("OPTIONS") or {}
    told = {
        "PGHOST": settings.get("HOST"),
        "PGPORT": settings.get("PORT"),
        "PGUSER": settings.get("USER"),
        "PGPASSWORD": settings.get("PASSWORD"),
        "PGDATABASE": settings.get("NAME"),
    }
    told |= {
        f"PG{name.upper()}": options.get(name)
        for name in ("service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey")
    }
    return os.environ | {name: str(value) for name, value in told.items() if value} | {"LC_ALL": "C"}


def run(command: list[str], env: dict[str, str], stdout: IO | int = subprocess.DEVNULL) -> None:
    """Raises BackupError with the program's own words if it fails."""
    # Signals stay as Python has them: a file-size limit is then an error that is told, not a kill.
    done = subprocess.run(  # nosec B603
        command, env=env, stdout=stdout, stderr=subprocess.PIPE, check=False, restore_signals=False
    )
    if done.returncode:
        raise failure(command[0], done.stderr)


def failure(program: str, stderr: bytes) -> BackupError:
    text = stderr.decode(errors="replace").strip()
    if tells_full(text):
        return BackupError(FULL)
    if "server version mismatch" in text:
        advice = "请安装与服务器同一版本的 postgresql-client。"
    elif "lock timeout" in text:
        advice = "数据库正在使用，请先停掉网站和后台任务再试。"
    else:
        advice = "请按这段话检查数据库后再试。"
    return BackupError(f"{Path(program).name} 没有做完：{text or '没有说明原因'}。{advice}")
