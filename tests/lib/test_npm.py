from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from lib.npm import NpmFinder


@pytest.fixture
def package(settings, tmp_path) -> Path:
    """A package of two files, of which the settings name one, and another that is not installed."""
    for name in ("wanted.js", "unwanted.js"):
        (tmp_path / "package").mkdir(exist_ok=True)
        (tmp_path / "package" / name).write_text(name)
    settings.NPM_ROOT = tmp_path
    settings.NPM_FILES = {"vendor/nice.js": "package/wanted.js", "vendor/missing.js": "package/missing.js"}
    return tmp_path / "package"


def test_named_file_is_found_under_its_public_name(package):
    assert NpmFinder().find("vendor/nice.js") == str(package / "wanted.js")
    assert NpmFinder().find("vendor/nice.js", find_all=True) == [str(package / "wanted.js")]


@pytest.mark.parametrize("name", ["package/unwanted.js", "package/wanted.js", "vendor/missing.js", "../x.js"])
def test_everything_else_is_not_found(package, name):
    assert not NpmFinder().find(name)
    assert NpmFinder().find(name, find_all=True) == []


def test_collected_are_the_named_files_that_exist(package):
    collected = list(NpmFinder().list([]))
    assert [name for name, _ in collected] == ["vendor/nice.js"]
    name, storage = collected[0]
    with storage.open(name) as content:
        assert content.read() == b"wanted.js"


def test_every_file_of_the_settings_is_installed():
    assert settings.NPM_FILES
    for name in settings.NPM_FILES:
        assert Path(finders.find(name)).stat().st_size > 0
