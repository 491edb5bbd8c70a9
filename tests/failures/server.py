"""gunicorn as `make run` starts it, on a database and a folder of the test's own."""

import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds; the machine may be busy


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class Server:
    """`log` is what it said to the terminal; files go to `folder`/media."""

    def __init__(
        self,
        database: str,
        folder: Path,
        *,
        workers: int = 2,
        threads: int = 4,
        settings: str = "tests.settings",
    ):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / f"server-{self.port}.log"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": database,
            "MEDIA_ROOT": str(folder / "media"),
        }
        command = [sys.executable, "-m", "gunicorn", "jiedao.wsgi:application"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", str(workers), "--threads", str(threads)]
        command += ["--no-control-socket", "--log-level", "warning"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def __enter__(self):
        try:
            self.wait_until(200)
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)

    def workers(self) -> list[int]:
        """Their process ids; the same ones as long as none was started anew."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return sorted(map(int, children.read_text().split()))

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> Answer:
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connected.request(method, path, body, headers or {})
            answer = connected.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            connected.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def wait_until(self, status: int) -> None:
        """Until the health page says so."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self._process.poll() is None, self.log.read_text()
            with suppress(OSError, http.client.HTTPException):
                if self.get("/healthz").status == status:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the server does not answer {status}:\n{self.log.read_text()}")

    def may_write_up_to(self, size: int) -> None:
        """No byte of a file beyond `size` can be written from now on, by the system's own hand: what this
        process meets then is a write that fails, and errors tell it from a full disk only by number.
        """
        for worker in self.workers():
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def database_of_the_test() -> str:
    """DATABASE_URL of the database that this test's own connection uses."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
