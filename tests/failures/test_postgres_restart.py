"""Promise 43: PostgreSQL restarted under load loses nothing that was acknowledged; the app comes back."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from tests.failures.clerk import Clerk, agreement
from tests.failures.cluster import Cluster
from tests.failures.office import open_office
from tests.failures.server import PATIENCE, Server

SAVES = 5  # between one restart and the next
TITLES = "SELECT title, number FROM partnerships_agreement"


class Load:
    """Clerks who save agreements without a break, and what each save was answered."""

    def __init__(self, server, office):
        self.saved, self.failed = [], []
        self._server, self._office, self._end = server, office, Event()

    @contextmanager
    def going_on(self):
        with ThreadPoolExecutor(len(self._office.usernames)) as pool:
            clerks = [pool.submit(self._save_on, name) for name in self._office.usernames]
            try:
                yield
            finally:
                self._end.set()
            for clerk in clerks:
                clerk.result()

    def wait_for(self, number, answers=None):
        answers = self.saved if answers is None else answers
        goal, until = len(answers) + number, time.monotonic() + PATIENCE
        while len(answers) < goal:
            assert time.monotonic() < until, f"no further answers of the sort; failed: {self.failed[-3:]}"
            time.sleep(0.02)

    def _save_on(self, username):
        clerk, number = Clerk(self._server, username), 0
        assert clerk.sign_in().status == 302
        while not self._end.is_set():
            number += 1
            title = f"{username}的协议{number}"
            answer = agreement(clerk, self._office.community, [self._office.unit], title)
            if answer.status == 302 and "login" not in answer.location:
                self.saved.append(title)
            else:
                self.failed.append(answer)
                time.sleep(0.2)  # nobody reads the page and tries again faster


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


def test_restarts_under_load_lose_no_acknowledged_save(cluster, tmp_path):
    """Promise 43."""
    office = open_office(cluster.url)
    with Server(cluster.url, tmp_path) as server:
        load, workers = Load(server, office), server.workers()
        with load.going_on():
            for mode in ("fast", "immediate"):
                load.wait_for(SAVES)
                cluster.restart(mode)
            load.wait_for(SAVES)
            cluster.stop("fast")
            load.wait_for(SAVES, load.failed)
            _visitors_are_told(server)
            cluster.start()
            load.wait_for(SAVES)
        assert server.workers() == workers
        assert server.get("/").status == 200
    assert {answer.status for answer in load.failed} == {503}
    assert all("网站暂时用不了" in answer.text for answer in load.failed)
    stored = dict(cluster.rows(TITLES))
    assert set(load.saved) <= set(stored)
    assert sorted(stored.values()) == [f"GJ-2019-{number:04}" for number in range(1, len(stored) + 1)]


def _visitors_are_told(server):
    assert server.get("/healthz").status == 503
    answer = server.get("/")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "网站暂时用不了" in answer.text
    assert "恢复后网站会自动可用" in answer.text
    assert "Error" not in answer.text
    assert "Content-Security-Policy" in answer.headers
