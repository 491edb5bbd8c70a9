"""On the made set: how many demands have a right offer among the first three."""

import pytest

from partnerships.matching import proposals
from tests.partnerships.matching.loading import load
from tests.partnerships.matching.made_set import DAY, answers

pytestmark = pytest.mark.django_db

LEAST = 0.8


def test_at_least_four_of_five_demands_have_a_right_offer_among_the_first_three():
    demands, offers = load()
    numbers = {offer.pk: number for number, offer in enumerate(offers)}
    found = [
        bool({numbers[each.item.pk] for each in proposals(demand, most=3, at=DAY)} & set(right))
        for demand, right in zip(demands, answers(), strict=True)
    ]
    assert sum(found) / len(found) >= LEAST
