from collections import Counter

from tests.partnerships.matching import made_set
from tests.partnerships.matching.made_set import HERE, answers, made, scenarios


def written(found: list[list[int]]) -> str:
    return "".join(f"{n}: {' '.join(map(str, right))}\n" for n, right in enumerate(found))


def test_right_answers_are_those_written_down():
    assert written(answers()) == (HERE / "answers.txt").read_text()


def test_there_are_as_many_as_promised_of_many_scenarios():
    demands, offers = made()
    assert (len(demands), len(offers), len(scenarios())) == (300, 3_000, 56)
    assert all(answers()), "a demand that nothing can answer would say nothing of the ranking"


def test_most_offers_are_wrong_for_a_demand_even_among_those_of_its_scenario():
    demands, offers = made()
    of_scenario = Counter(offer.scenario for offer in offers)
    share = [len(right) / of_scenario[d.scenario] for d, right in zip(demands, answers(), strict=True)]
    assert max(share) < 0.5
    assert made_set.SORTS["good"] < min(of_scenario.values()) / 3


def test_every_scenario_is_worded_in_several_ways_that_share_no_title():
    for scenario in scenarios().values():
        assert len(scenario["asks"]) >= 3
        assert len(scenario["offers"]) >= 3
        assert len(scenario["decoys"]) >= 2
        asked = {each.split("｜")[0] for each in scenario["asks"]}
        assert not asked & {each.split("｜")[0] for each in scenario["offers"]}
