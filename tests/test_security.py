"""docs/security.md says which test shows which promise: each is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROMISED = [*range(1, 21), 33, *range(36, 45), 48]
_ROW = re.compile(r"^\| (\d+) [^|]*\| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`([\w/]*\.py)?(?:::(\w+))?`")


def rows():
    """{number of the promise: [(file, name of the test or "")]}"""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return {int(number): list(shown_in(cell)) for number, cell in _ROW.findall(text)}


def shown_in(cell):
    """`::name` is in the file that was named before it."""
    file = ""
    for named, test in _TEST.findall(cell):
        file = named or file
        yield file, test


@cache
def names(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("number", PROMISED)
def test_promise_has_its_test(number):
    shown = rows()[number]
    assert shown
    for file, test in shown:
        assert (ROOT / file).is_file()
        assert not test or test in names(file)
