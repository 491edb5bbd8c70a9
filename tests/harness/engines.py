"""What runs with the first engine only.

Tests that touch no database: another engine could not change what they find. pytest-django refuses a query to
whoever has not asked for the database, so none can be among them.

Tests marked `first_engine`: what a browser makes of a page, whatever engine has filled it.

Tests marked `sampled`, which ask everything of everybody: with another engine every fifth of them runs.
"""

import pytest
from django.conf import settings

FIRST = "sqlite3"
_FIFTH = 5
_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def asks_for_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or _DATABASE_FIXTURES.intersection(item.fixturenames))


def for_another_engine(items: list[pytest.Item]) -> list[pytest.Item]:
    sampled = [item for item in items if item.get_closest_marker("sampled")]
    left_out = set(sampled) - set(sampled[::_FIFTH])
    left_out |= {item for item in items if item.get_closest_marker("first_engine")}
    return [item for item in items if asks_for_database(item) and item not in left_out]


class OncePerSuite:
    """Plugin for every process; pytest-xdist's workers send the one that reports how many they left out."""

    def __init__(self, config: pytest.Config):
        self.config = config
        self.left_out = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        if settings.DATABASES["default"]["ENGINE"].endswith(FIRST):
            return
        kept = for_another_engine(items)
        left_out = set(items) - set(kept)
        config.hook.pytest_deselected(items=list(left_out))
        self.left_out = len(left_out)
        items[:] = kept

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self):
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["left_out"] = self.left_out

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.left_out = max(self.left_out, getattr(node, "workeroutput", {}).get("left_out", 0))

    def pytest_terminal_summary(self, terminalreporter):
        if self.left_out:
            terminalreporter.write_line(
                f"{self.left_out} tests run with {FIRST} only (tests/harness/engines.py)"
            )
