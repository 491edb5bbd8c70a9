"""A PostgreSQL server of the test's own, as an office runs it: what it says is saved is on the disk."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2


class Cluster:
    """Listens on a socket in its folder only. The folder lies in /tmp: a socket's path must be short."""

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="jiedao-failure-", dir="/tmp"))
        self._owner = _owner()
        if self._owner:
            shutil.chown(self._folder, *self._owner)
        self._bin = _bin()
        self._run("initdb", "--username=jiedao", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        self._run("createdb", f"--host={self._folder}", "--username=jiedao", "jiedao", data=False)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop("immediate")
        shutil.rmtree(self._folder)

    @property
    def url(self) -> str:
        return f"postgres://jiedao@/{self._folder}/jiedao"

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'"
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder / 'log'}", f"--options={options}")

    def stop(self, mode: str) -> None:
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def restart(self, mode: str) -> None:
        self._run("pg_ctl", "restart", "--wait", f"--log={self._folder / 'log'}", f"--mode={mode}")

    def rows(self, statement: str) -> list[tuple]:
        line = psycopg2.connect(host=self._folder, user="jiedao", dbname="jiedao")
        try:
            with line.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            line.close()

    def _run(self, program, *arguments, data=True):
        command = [self._bin / program, *arguments, *([f"--pgdata={self._folder / 'data'}"] if data else [])]
        user, group = self._owner or (None, None)
        groups = [] if self._owner else None
        # Into a file: the server that pg_ctl leaves behind would keep a pipe open.
        with tempfile.TemporaryFile() as said:
            told = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said, "cwd": self._folder}
            ended = subprocess.run(command, **told, user=user, group=group, extra_groups=groups, check=False)
            said.seek(0)
            assert ended.returncode == 0, said.read().decode()


def _owner():
    """Who runs it: PostgreSQL refuses root."""
    if os.getuid():
        return None
    names = {entry.pw_name: (entry.pw_uid, entry.pw_gid) for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _bin():
    """The newest of Debian's versions, or whatever the PATH offers."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    assert found, "no PostgreSQL server (make test installs one)"
    return Path(found).resolve().parent
