"""The whole site as `make run` serves it, on a port of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.clock import peak

ROOT = Path(__file__).resolve().parent.parent
_HOST = "127.0.0.1"
_PATIENCE = 30  # seconds for the server to start, and for one answer


class Site:
    """gunicorn with two workers of four threads; its database is the one of this process's settings."""

    def __init__(self):
        with socket.create_server((_HOST, 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://{_HOST}:{self.port}"
        options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
        command = [sys.executable, "-m", "gunicorn", "jiedao.wsgi:application", "--no-control-socket"]
        self._process = subprocess.Popen(
            [*command, "--bind", f"{_HOST}:{self.port}", *options], cwd=ROOT, env=os.environ
        )

    def __enter__(self):
        begun = time.monotonic()
        while True:
            try:
                self.ask("/")
                return self
            except ConnectionRefusedError:
                if self._process.poll() is not None or time.monotonic() - begun > _PATIENCE:
                    self.__exit__()
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.1)

    def __exit__(self, *error):
        self._process.terminate()
        self._process.wait()

    def ask(self, address: str, cookie: str = "") -> tuple[int, float]:
        """(status, seconds until the whole answer was there) of a request with a connection of its own."""
        connection = http.client.HTTPConnection(_HOST, self.port, timeout=_PATIENCE)
        begun = time.perf_counter()
        try:
            connection.request("GET", address, headers={"Accept": "text/html", "Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        return answer.status, time.perf_counter() - begun

    def memory(self) -> list[float]:
        """The most MB that each worker has held."""
        main = self._process.pid
        workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [peak(worker) for worker in workers]
