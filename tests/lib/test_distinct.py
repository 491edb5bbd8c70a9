from collections import defaultdict

import pytest

from lib.distinct import answers

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        pytest.param(["b", "a", "b"], ["b", "a"], id="one type"),
        pytest.param(["b", None, "b", None], ["b", None], id="two types"),
        pytest.param([1, 1.0, True, 1], [1, 1.0, True], id="equal values of several types"),
        pytest.param([NAN, NAN], [NAN], id="unlike itself"),
        pytest.param([], [], id="none"),
    ],
)
def test_each_distinct_value_is_asked_for_once_and_in_order(values, asked):
    calls = []

    def ask(value):
        calls.append(value)
        return f"{value!r}"

    assert answers(values, ask, defaultdict(dict)) == [repr(value) for value in values]
    assert list(map(repr, calls)) == list(map(repr, asked))


def test_what_was_answered_before_is_not_asked_again():
    known = defaultdict(dict)
    answers(["a", 1], str, known)

    assert answers(["a", 1, "b"], lambda value: f"new {value}", known) == ["a", "1", "new b"]
