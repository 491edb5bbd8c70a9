"""What every test runs under. The suite is strict by default; tests/harness/ holds how."""

from pathlib import Path

import hypothesis
import pytest

from tests.harness.engines import OncePerSuite
from tests.harness.forms import require_csrf_tokens
from tests.harness.network import forbid_network
from tests.harness.ordering import shuffle_unordered_queries
from tests.harness.sessions import end_other_sessions
from tests.harness.skips import NoSkips
from tests.harness.templates import forbid_undefined_variables

# The same examples in every run: a red build can be repeated.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="save the browser tests' pictures in this folder")
    parser.addoption("--write-access-table", action="store_true", help="write tests/access/table.txt anew")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("repeatable")
    forbid_network()
    forbid_undefined_variables()
    require_csrf_tokens()
    shuffle_unordered_queries()
    config.addinivalue_line("markers", "sampled: every fifth of them is enough with a second engine")
    config.addinivalue_line(
        "markers", "first_engine: what a browser makes of a page, whatever engine filled it"
    )
    config.pluginmanager.register(OncePerSuite(config))
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoSkips(config))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, request) -> None:
    """SQLite's test database is a file: a live server's threads need connections of their own."""
    from django.db import connection  # settings must be loaded first

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database that somebody is still connected to, and learns a little later that a
    thread, or a server which a test has killed, is gone.
    """
    from django.db import connection  # settings must be loaded first

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            end_other_sessions(connection)


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test cached, another must not find."""
    from django.core.cache import caches

    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
