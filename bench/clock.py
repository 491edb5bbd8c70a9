"""What some work costs: CPU and wall time, and the most memory that a process held."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def timed(act: Callable, *args) -> dict[str, float]:
    """{"cpu": seconds, "wall": seconds} of one call; CPU includes what the database's server spent on it."""
    cpu, wall = _cpu(), time.perf_counter()
    act(*args)
    return {"cpu": _cpu() - cpu, "wall": time.perf_counter() - wall}


def peak(process: int | str = "self") -> float:
    """MB. Not ru_maxrss: a process begins with that of the one that started it."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def _cpu():
    """Seconds, user and system. PostgreSQL works in a process of its own, which must be on this machine."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        spent += _cpu_of(connection.connection.info.backend_pid)
    return spent


def _cpu_of(process):
    stat = Path(f"/proc/{process}/stat")
    name, _, numbers = stat.read_text().rpartition(")") if stat.exists() else ("", "", "")
    if "postgres" not in name:
        raise SystemExit("PostgreSQL must run on this machine, for its CPU time counts.")
    user, system = numbers.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
