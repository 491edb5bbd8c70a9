"""Asking once for what a column holds many times."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any


def answers(
    values: Sequence[Hashable],
    ask: Callable[[Any], Any],
    known: dict[type, dict[Hashable, Any]],
) -> list:
    """ask(value) for each of the values, in their order; each distinct one is asked for once.

    `known` holds what was answered so far, by the value's type (1, 1.0 and True are equal), and grows: a
    defaultdict(dict). Most columns hold one type, and are looked up as a whole.
    """
    kinds = set(map(type, values))
    if len(kinds) == 1:
        found = known[kinds.pop()]
        for value in dict.fromkeys(values):
            if value not in found:
                found[value] = ask(value)
        return list(map(found.__getitem__, values))
    told = []
    for value in values:
        found = known[value.__class__]
        if value not in found:
            found[value] = ask(value)
        told.append(found[value])
    return told
