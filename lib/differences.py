"""Two versions of a text beside each other, paragraph by paragraph, with the sentences that differ marked."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。；！？;!?]*[。；！？;!?]+[”’）]*|[^。；！？;!?]+")
_ALIKE = 0.3  # paragraphs less alike than that stand in rows of their own
# Residents' pages compare texts on each visit, so the work is bounded. Beyond that, changed paragraphs are
# paired as they stand, and what lies between the first and the last difference counts as changed.
_MOST_LETTERS = 400_000  # to compare, of paragraphs with each other
_MOST_PIECES, _MOST_EQUALS = 2_000, 5_000  # of a text; pairs of equal ones


class Piece(NamedTuple):
    text: str
    is_changed: bool


class Row(NamedTuple):
    """A paragraph as it was and as it is; empty where there was or is none."""

    before: list[Piece]
    after: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.is_changed for piece in (*self.before, *self.after))


def side_by_side(before: str, after: str) -> list[Row]:
    old, new = _paragraphs(before), _paragraphs(after)
    rows: list[Row] = []
    for kind, a, b, c, d in _changes(old, new):
        if kind == "equal":
            rows += [Row([Piece(text, False)], [Piece(text, False)]) for text in old[a:b]]
        else:
            rows += [_row(*pair) for pair in _paired(old[a:b], new[c:d])]
    return rows


def _changes(old, new):
    """As `difflib` tells them: (kind, from and to in old, from and to in new)."""
    often = Counter(new)
    few_equal = sum(often[piece] for piece in old) <= _MOST_EQUALS
    if few_equal and max(len(old), len(new)) <= _MOST_PIECES:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    begun = _equal_at_once(old, new)
    ended = _equal_at_once(old[begun:][::-1], new[begun:][::-1])
    a, b = len(old) - ended, len(new) - ended
    kinds = (
        ("equal", 0, begun, 0, begun),
        ("replace", begun, a, begun, b),
        ("equal", a, len(old), b, len(new)),
    )
    return [each for each in kinds if each[1] < each[2] or each[3] < each[4]]


def _equal_at_once(old, new):
    """How many from the beginning."""
    both = zip(old, new, strict=False)
    return next((at for at, (one, other) in enumerate(both) if one != other), min(len(old), len(new)))


def _paragraphs(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _row(old, new):
    sentences = _SENTENCE.findall(old or ""), _SENTENCE.findall(new or "")
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, a, b, c, d in _changes(*sentences):
        for side, first, last in ((0, a, b), (1, c, d)):
            if first < last:
                pieces[side].append(Piece("".join(sentences[side][first:last]), kind != "equal"))
    return Row(*pieces)


def _paired(old, new):
    """Which changed paragraph became which, in order: the pairs that are most alike in sum."""
    letters = sum(map(len, old)) * len(new) + sum(map(len, new)) * len(old)
    if letters > _MOST_LETTERS:
        matches = list(zip(range(len(old)), range(len(new)), strict=False))
    else:
        matches = _best_matches(old, new)
    stops = [(-1, -1), *matches, (len(old), len(new))]
    for (a, b), (c, d) in pairwise(stops):
        yield from ((text, None) for text in old[a + 1 : c])
        yield from ((None, text) for text in new[b + 1 : d])
        if c < len(old):
            yield old[c], new[d]


def _best_matches(old, new):
    """(place in old, place in new) of the pairs, in order."""
    sums = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likes = _likenesses(old, new)
    for a in range(len(old) - 1, -1, -1):
        for b in range(len(new) - 1, -1, -1):
            paired = likes[a][b] + sums[a + 1][b + 1] if likes[a][b] >= _ALIKE else 0.0
            sums[a][b] = max(sums[a + 1][b], sums[a][b + 1], paired)
    matches, a, b = [], 0, 0
    while a < len(old) and b < len(new):
        if sums[a][b] == sums[a + 1][b]:
            a += 1
        elif sums[a][b] == sums[a][b + 1]:
            b += 1
        else:
            matches.append((a, b))
            a, b = a + 1, b + 1
    return matches


def _likenesses(old, new):
    """From 0 to 1, by the pairs of letters that they have in common."""
    left, right = [_letter_pairs(text) for text in old], [_letter_pairs(text) for text in new]
    return [[2 * (a & b).total() / max(a.total() + b.total(), 1) for b in right] for a in left]


def _letter_pairs(text):
    return Counter(zip(f" {text}", f"{text} ", strict=True))
