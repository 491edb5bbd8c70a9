"""What makes a resource or service fit a demand: every rule with its weight and its reason.

Points are added up. A word in common that one candidate in a hundred uses is worth one; all else is measured
by it.

- Words decide. Who asks for 老花镜 is helped by who offers 老花镜, in whatever category somebody filed it.
  A word counts the less, the more of the candidates use it; what more than one in twelve use says nothing.
  The title says what it is, the description also for whom and how: it counts less, on both sides. A single
  character may be part of another word. Long texts share much by chance: each further word adds less.
- The category tells the right one among those that share as much (and finds the likeliest where nothing is
  shared): staff named the pair, or the two names are equal; less where they are merely alike.
- The nearer, the better, but by little more than a word: a street is crossed on foot, so a neighbour with the
  right thing comes before the same community with the wrong one. Beyond the street nothing is proposed.
- The time is a condition, not a point: what is not free while it is needed is no help. Free all the time is
  a little better than for part of it.
- What nobody confirmed lately may be gone: it drops below a fresh one that shares one word less.
- The same title again is no further choice: it comes after something else that fits nearly as well.
"""

from __future__ import annotations

from enum import Enum
from math import log

# Words.
TITLE_IN_TITLE = 1.0
TITLE_IN_TEXT = 0.8
TEXT_IN_TITLE = 0.8
TEXT_IN_TEXT = 0.7
MOST_COMMON = 1 / 12  # of the candidates
MANY = 300  # however long the list: what so many mention tells none of them apart, and costs time
ONE_CHARACTER = 0.5  # it may be part of another word
FEW = 50  # whatever the share: in a short list every word is common
WORDS_AT_MOST = 25.0  # what any number of shared words comes near to
NAMED_WORDS = 3  # in the reason
# The category.
SAME_CATEGORY = 1.2
FITTING_CATEGORY = 1.2
LIKE_CATEGORY = 0.8
# The rest.
WHOLE_TIME = 0.2
STALE = -1.2
REPEATED = -0.6  # each time once more
LEAST = 0.5  # of words and category together: the place alone makes nobody fit


class Nearness(Enum):
    """How near the two lie in the tree: points, and the reason in words."""

    COMMUNITY = (1.2, "同一社区")
    ABOVE = (0.8, "上级党组织，面向全辖区")
    BELOW = (0.8, "下级党组织")
    AREA = (0.7, "同一管区")
    STREET = (0.2, "同一街道")

    @property
    def points(self) -> float:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


def worth(term: str, count: int, candidates: int) -> float:
    """1 for a word that one candidate in a hundred uses, more the fewer use it; 0 for what says nothing."""
    if not 0 < count <= max(FEW, min(MANY, candidates * MOST_COMMON)):
        return 0
    rarity = log(candidates / count + 1) / log(100)
    return rarity if len(term) > 1 else rarity * ONE_CHARACTER


def points_of_words(total: float) -> float:
    """Each further shared word adds less."""
    return total * WORDS_AT_MOST / (total + WORDS_AT_MOST)
