"""An import that is killed while it commits leaves all of its rows or none (promise 42)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.good_rows import EAST, STREET

ROOT = Path(__file__).resolve().parents[2]
ROWS, KILLS = 1_500, 20
NOTHING = {"agreements": 0, "numbered": 0, "parties": 0, "units": 0, "imported": 0, "committed": 0}
# Each agreement has a unit of its own, created besides.
ALL = {
    "agreements": ROWS,
    "numbered": ROWS,
    "parties": 2 * ROWS,
    "units": ROWS,
    "imported": 2 * ROWS,
    "committed": 1,
}


class Runner:
    """tests/jiedao/import_runner.py at work on a database of its own."""

    def __init__(self, database_url: str, media: Path):
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(media),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.jiedao.import_runner"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, *words: object) -> int:
        """The process id of who does it."""
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def line(self) -> str:
        return self._process.stdout.readline()

    def rest(self) -> tuple[list[str], int]:
        """What else is printed, and how it ended: negative for a signal."""
        lines = []
        while not (line := self.line()).startswith("= "):
            assert line, "the runner is gone"
            lines.append(line)
        return lines, int(line[2:])

    def do(self, *words: object) -> list[str]:
        self.start(*words)
        lines, status = self.rest()
        assert status == 0, lines
        return lines

    def look(self) -> dict:
        return json.loads(self.do("look")[-1])

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


@contextmanager
def database_of_its_own(folder: Path):
    """The URL of an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_killed"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def runner(transactional_db, tmp_path):
    """On a system that has two organisations, and nothing else."""
    rows = [["党组织名称", "类别", "上级党组织"], [STREET, "街道党工委", None], [EAST, "社区党委", STREET]]
    (tmp_path / "organizations.xlsx").write_bytes(xlsx_bytes(rows))
    with database_of_its_own(tmp_path) as url:
        runner = Runner(url, tmp_path / "media")
        try:
            runner.do("prepare", tmp_path / "organizations.xlsx")
            yield runner
        finally:
            runner.close()


@pytest.fixture
def file(tmp_path):
    rows = [[f"示例协议{n}", EAST, f"{EAST}、示例单位{n}", f"2019-{n % 12 + 1}-14"] for n in range(ROWS)]
    file = tmp_path / "agreements.xlsx"
    file.write_bytes(xlsx_bytes([["协议名称", "归口党组织", "签约方", "签约日期"], *rows]))
    return file


def begin_to_commit(runner, file):
    """The process id, as soon as its preview is told: then it commits."""
    pid = runner.start("import", file)
    while not runner.line().startswith(LEDGERS["agreements"].title):
        pass
    return pid


def test_import_killed_while_it_commits_leaves_all_or_nothing(runner, file):
    begin_to_commit(runner, file)
    began = time.monotonic()
    assert runner.rest()[1] == 0
    duration = time.monotonic() - began
    assert runner.look() == ALL | {"orphan_rows": 0, "orphan_files": []}
    runner.do("undo")
    assert runner.look() == NOTHING | {"orphan_rows": 0, "orphan_files": []}

    points, killed = random.Random(42), 0
    for _ in range(KILLS):
        pid = begin_to_commit(runner, file)
        time.sleep(points.uniform(0, duration))
        with suppress(ProcessLookupError):  # done already
            os.kill(pid, signal.SIGKILL)
        if runner.rest()[1] == -signal.SIGKILL:
            killed += 1
        else:  # it was faster than the one that was measured
            duration *= 0.8
        left = runner.look()
        assert left in [each | {"orphan_rows": 0, "orphan_files": []} for each in (ALL, NOTHING)]
        if left["committed"]:
            runner.do("undo")

    assert killed > KILLS / 2
    runner.do("import", file)
    assert runner.look() == ALL | {"orphan_rows": 0, "orphan_files": []}


def test_server_killed_while_it_commits_in_a_thread_leaves_what_can_be_confirmed_again(runner, file):
    runner.do("preview", file)
    began = begin_to_confirm(runner) and time.monotonic()
    assert runner.rest()[1] == 0
    duration = time.monotonic() - began
    whole, nothing = ({**each, "orphan_rows": 0, "orphan_files": []} for each in (ALL, NOTHING))
    assert runner.look() == whole

    points, killed = random.Random(7), 0
    for _ in range(KILLS // 2):
        if runner.look() == whole:
            runner.do("undo")
            runner.do("preview", file)
        pid = begin_to_confirm(runner)
        time.sleep(points.uniform(0, duration))
        with suppress(ProcessLookupError):  # done already
            os.kill(pid, signal.SIGKILL)
        if runner.rest()[1] == -signal.SIGKILL:
            killed += 1
        else:
            duration *= 0.8
        assert runner.look() in (whole, nothing)

    assert killed > KILLS // 4
    runner.do("confirm")
    assert runner.look() == whole


def begin_to_confirm(runner):
    """The process id, once the batch says that it is being committed."""
    pid = runner.start("confirm")
    assert runner.line() == f"{ImportState.COMMITTING}\n"
    return pid
