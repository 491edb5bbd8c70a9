"""What a project has cost, as its form tells it: all of the sum, and the entries of funds that one sees."""

from decimal import Decimal

import pytest

from orgs.enums import Role
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import FundEntryFactory, FundFactory
from tests.partnerships.review_form import address, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(tree):
    project = ProjectFactory(organization=tree.community, budget=Decimal("900"))
    for place, name, amount in ((tree.community, "社区基金", "-300"), (tree.street, "街道经费", "-700")):
        fund = FundFactory(organization=place, name=name)
        FundEntryFactory(fund=fund, project=project, amount=Decimal(amount), purpose=f"{name}买材料")
    return project


def test_clerk_sees_the_sum_but_no_entry_of_a_fund_above(client, project, tree):
    sign_in(client, tree.community, Role.REVIEW)
    page = client.get(address(project)).content.decode()
    assert "1,000元" in page
    assert "超出预算100元" in page
    assert "社区基金买材料" in page
    assert "街道经费" not in page
    assert "其他党组织的基金和经费　700元" in page


def test_clerk_above_sees_every_entry(client, project, tree):
    sign_in(client, tree.street, Role.REVIEW)
    page = client.get(address(project)).content.decode()
    assert "社区基金买材料" in page
    assert "街道经费买材料" in page
    assert "其他党组织" not in page
