"""300 demands and 3,000 resources and services with known right answers, made of the hand-written scenarios.

Written before anything that ranks. Nothing here knows how proposals are found. `answers.txt` holds the right
answers, one demand a line; a test compares them with what is made here.

Right is an offer that does what is asked for (the same scenario), stands on the list on `DAY`, is free in the
time of the demand, and lies in the same street; where the scenario is `near`, in the same area, unless the
whole street (or area) offers it. Everything else is wrong, also what merely shares words.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
DAY = date(2019, 6, 3)
DEMANDS, OFFERS = 300, 3_000
AREAS, COMMUNITIES = 3, 4  # areas of the street, communities of an area
ELSEWHERE = "other"  # the other street
KINDS = {"资源": "resource", "服务": "service"}
# How many of a scenario's offers are of what sort; the rest share words with it and nothing else.
SORTS = {
    "good": 14,
    "seasonal": 6,
    "stale": 4,
    "withdrawn": 1,
    "draft": 1,
    "private": 1,
    "lapsed": 3,
    "far": 6,
}
ASKED_BEFORE = ("", "", "微心愿：", "本社区", "求助：", "居民反映：")
ASKED_AFTER = ("", "请有意的单位与社区联系。", "希望共建单位帮忙解决。", "越快越好，谢谢。")
OFFERED_AFTER = (
    "",
    "欢迎各社区联系对接。",
    "本单位党组织愿与社区共建共享，服务居民群众。",
    "需提前三天预约，活动安排可商量。",
)


@dataclass(frozen=True)
class Place:
    """An area and a community of it; 0 for the street (the area) itself."""

    area: int | str
    community: int = 0


@dataclass(frozen=True)
class Made:
    scenario: str
    kind: str
    category: str
    title: str
    description: str
    place: Place
    begins: date | None = None
    ends: date | None = None
    claim_by: date | None = None
    sort: str = ""  # of offers; "decoy" for those that only share words
    unit: int | None = None
    near: bool = False


@cache
def scenarios() -> dict[str, dict]:
    """{key: scenario}, in the order of the files and within them."""
    files = sorted((HERE / "scenarios").glob("*.toml"))
    return {key: each for file in files for key, each in tomllib.loads(file.read_text()).items()}


@cache
def made() -> tuple[list[Made], list[Made]]:
    """The demands and the offers, the same every time."""
    chance = Random(5)
    keys = list(scenarios())
    demands = [_demand(keys[n % len(keys)], n // len(keys), chance) for n in range(DEMANDS)]
    offers = []
    for n, key in enumerate(keys):
        share = OFFERS // len(keys) + (n < OFFERS % len(keys))
        sorts = [sort for sort, count in SORTS.items() for _ in range(count)]
        sorts += ["decoy"] * (share - len(sorts))
        offers += [_offer(key, sort, place, chance) for place, sort in enumerate(sorts)]
    chance.shuffle(demands)
    chance.shuffle(offers)
    return demands, offers


def answers() -> list[list[int]]:
    """For each demand the numbers of the right offers."""
    demands, offers = made()
    return [[n for n, offer in enumerate(offers) if is_right(demand, offer)] for demand in demands]


def is_right(demand: Made, offer: Made) -> bool:
    if offer.scenario != demand.scenario or offer.sort in ("decoy", "withdrawn", "draft", "private"):
        return False
    return _is_free(demand, offer) and _is_reached(demand, offer)


def _is_free(demand, offer):
    begins = max(DAY, demand.begins or DAY)
    ends = demand.ends or demand.claim_by or date.max
    return (offer.begins or date.min) <= ends and (offer.ends or date.max) >= begins


def _is_reached(demand, offer):
    if offer.place.area == ELSEWHERE:
        return False
    return not demand.near or offer.place.area in (0, demand.place.area)


def _demand(key, turn, chance):
    scenario = scenarios()[key]
    title, description = scenario["asks"][turn % len(scenario["asks"])].split("｜")
    times = chance.choice(("none", "none", "window", "window", "deadline"))
    begins = DAY + timedelta(days=chance.randrange(150)) if times == "window" else None
    return Made(
        scenario=key,
        kind="demand",
        category=scenario["need"],
        title=chance.choice(ASKED_BEFORE) + title,
        description=description + chance.choice(ASKED_AFTER),
        place=_community(chance),
        begins=begins,
        ends=begins and begins + timedelta(days=chance.randrange(20, 60)),
        claim_by=DAY + timedelta(days=chance.randrange(10, 60)) if times == "deadline" else None,
        near=scenario.get("near", False),
    )


def _offer(key, sort, place, chance):
    scenario = scenarios()[key]
    if sort == "decoy":
        filed, _, text = scenario["decoys"][place % len(scenario["decoys"])].partition("：")
    else:
        filed, text = chance.choice(scenario["give"]), scenario["offers"][place % len(scenario["offers"])]
    (kind, category), (title, description) = filed.split(), text.split("｜")
    begins = DAY + timedelta(days=chance.randrange(300)) if sort == "seasonal" else None
    ends = {
        "seasonal": begins and begins + timedelta(days=60),
        "lapsed": DAY - timedelta(days=chance.randrange(1, 90)),
    }.get(sort, chance.choice((None, None, DAY + timedelta(days=400))))
    return Made(
        scenario=key,
        kind=KINDS[kind],
        category=category,
        title=title,
        description=description + chance.choice(OFFERED_AFTER),
        place=Place(ELSEWHERE, 1) if sort == "far" else _anywhere(chance),
        begins=begins,
        ends=ends,
        sort=sort,
        unit=chance.randrange(60) if chance.random() < 0.8 else None,
    )


def _community(chance):
    return Place(chance.randrange(1, AREAS + 1), chance.randrange(1, COMMUNITIES + 1))


def _anywhere(chance):
    """Mostly a community; now and then the area, or the street itself."""
    level = chance.random()
    if level < 0.1:
        return Place(0)
    return Place(chance.randrange(1, AREAS + 1)) if level < 0.16 else _community(chance)
