"""The web server of `make run` with one worker, whose CPU time can be read."""

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BARE, CLOCK = "/bench/bare/", "/bench/clock/"  # addresses of bench/urls.py
BARE_ANSWERS = 20  # in a row, for one of them is too short to be timed
PAGES = 2
ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 3


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path):
        super().__init__("bench.example")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


class Server:
    """gunicorn on a socket in `folder`; every request has a connection of its own."""

    def __init__(self, folder: Path):
        self._socket = folder / "socket"
        application = "django.core.wsgi:get_wsgi_application()"
        options = ["--workers", "1", "--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "--bind", f"unix:{self._socket}", *options],
            cwd=ROOT,
        )

    def __enter__(self):
        while not self._socket.exists():
            if self._process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *error):
        self._process.terminate()
        self._process.wait()

    def get(self, address: str) -> bytes:
        """The answer's body; RuntimeError unless it is 200."""
        connection = _Connection(self._socket)
        connection.request("GET", address, headers={"Accept": "text/html", "Connection": "close"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        return body

    def ratio(self, address: str, rounds: int) -> tuple[float, float, float]:
        """(times a bare answer, CPU milliseconds, those of the bare one): medians over the rounds."""
        for _ in range(WARM_UP):
            self.get(address)
        found = [self._round(address) for _ in range(rounds)]
        return tuple(median(column) for column in zip(*found, strict=True))

    def _round(self, address):
        # Reading the clock is itself a bare answer.
        bare = self._spent(BARE, BARE_ANSWERS) / (BARE_ANSWERS + 1)
        page = (self._spent(address, PAGES) - bare) / PAGES
        return page / bare, page * 1000, bare * 1000

    def _spent(self, address, times):
        before = float(self.get(CLOCK))
        for _ in range(times):
            self.get(address)
        return float(self.get(CLOCK)) - before
