from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from lib import bundle


@pytest.fixture
def sheets(settings, tmp_path):
    """A sheet of two files and a folder."""
    static = tmp_path / "static"
    (static / "parts").mkdir(parents=True)
    for name in ("first", "parts/b", "parts/a", "last"):
        (static / f"{name}.css").write_text(f"/* {name} */", encoding="utf-8")
    settings.STATICFILES_DIRS = [static]
    settings.BUNDLES = {"all.css": ["first.css", "parts", "last.css"]}
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    return static


def test_parts_stand_in_the_order_given_and_a_folder_by_name(sheets):
    found = bundle.BundleFinder().find("all.css")
    text = Path(found).read_text(encoding="utf-8")
    assert text.split("\n") == ["/* first */", "/* parts/a */", "/* parts/b */", "/* last */"]


def test_change_in_a_part_is_found(sheets):
    finder = bundle.BundleFinder()
    finder.find("all.css")
    (sheets / "last.css").write_text("/* changed */", encoding="utf-8")
    assert "/* changed */" in Path(finder.find("all.css")).read_text(encoding="utf-8")


def test_list_hands_over_every_sheet_with_its_storage(sheets):
    [(name, storage)] = bundle.BundleFinder().list([])
    with storage.open(name) as file:
        assert file.read().startswith(b"/* first */")


def test_other_names_are_not_found(sheets):
    assert bundle.BundleFinder().find("first.css", find_all=True) == []


def test_site_sheet_holds_tokens_before_print():
    text = Path(finders.find("site.css")).read_text(encoding="utf-8")
    assert text.index(":root {") < text.index(".masthead") < text.index("@media print")
