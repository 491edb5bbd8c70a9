"""docs/promises.md against the tests: each promise is named by the docstring of a test, or of a module all of
whose tests show it: “Promise R14: …”, “Promises 33 and 36”, “…; promise R17: …”.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "promises.md"
_ROW = re.compile(r"^\| ([RS]?\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_NUMBERS = re.compile(r"\b[Pp]romises? ((?:[RS]?\d+(?:, | and |; and )?)+)")
_MODULE = re.compile(r"`(tests/[\w/]+\.py)`")
# What issue 6 names; the table tells of the others as well.
NAMED = [
    *(f"R{number}" for number in range(1, 34)),
    *("S4", "S5", "S6"),
    *(str(number) for number in (28, 29, 30, 31, 32, 34, 35)),
]


@cache
def shown() -> dict[str, set[str]]:
    """{promise: files whose tests name it}"""
    found = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path != Path(__file__):
            for promise in _promises(ast.parse(path.read_text())):
                found[promise].add(str(path.relative_to(ROOT)))
    return found


def _promises(module):
    tests = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    for node in [module, *tests] if tests else []:
        for told in _NUMBERS.findall(ast.get_docstring(node) or ""):
            yield from re.findall(r"[RS]?\d+", told)


def rows() -> dict[str, set[str]]:
    """{promise: files that the table names}"""
    return {number: set(_MODULE.findall(files)) for number, _, files in _ROW.findall(TABLE.read_text())}


def test_table_has_every_promise_of_the_issue():
    assert [each for each in NAMED if each not in rows()] == []


def test_each_promise_of_the_table_is_shown_by_a_test_that_names_it():
    assert {number for number in rows() if not shown().get(number)} == set()


def test_each_file_of_the_table_names_the_promise():
    wrong = {number: lost for number, files in rows().items() if (lost := files - shown().get(number, set()))}
    assert wrong == {}
    assert all(rows().values())
