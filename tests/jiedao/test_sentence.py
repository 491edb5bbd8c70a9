from datetime import date

import pytest

from jiedao.figures import HEADLINE
from jiedao.sentence import sentence
from lib.days import today
from orgs.figures import numbers
from orgs.panels import opened
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory

JUNE = date(2019, 6, 30)
REST = "，吸收议事会单位0家，确定共建项目0个，解决实际问题0个。"


@pytest.fixture
def signed(tree):
    AgreementFactory(organization=tree.community, parties=[tree.community, UnitFactory()])
    return tree


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("district", "1个社区与1家单位建立共建关系"),
        ("street", "1个社区与1家单位建立共建关系"),
        ("area", "石老人管区的1个社区与1家单位建立共建关系"),
        ("community", "石老人社区与1家单位建立共建关系"),
    ],
)
def test_sentence_speaks_as_the_organisation_would(signed, place, words):
    organization = getattr(signed, place)
    organization.short_name = {"area": "石老人管区", "community": "石老人社区"}.get(place, "")
    assert str(sentence(organization, JUNE)) == f"截至2019年6月30日，{words}{REST}"


def test_sentence_takes_one_query_and_none_where_the_numbers_are_known(signed, django_assert_num_queries):
    with django_assert_num_queries(1):
        known = numbers(HEADLINE, signed.street, JUNE)
    with django_assert_num_queries(0):
        assert str(sentence(signed.street, JUNE, known)) == str(sentence(signed.street, JUNE, known))


def test_page_of_a_branch_has_no_sentence(signed):
    assert opened(OrganizationFactory(branch=True, parent=signed.community)) == []
    [opening] = opened(signed.community)
    assert str(opening["sentence"]) == str(sentence(signed.community, today()))
