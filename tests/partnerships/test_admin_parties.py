"""Who counts as a party of an agreement and a partner of a project: each row one, each of them once."""

import pytest
from django.urls import reverse

from partnerships.models import Agreement, Project
from tests.orgs.factories import CategoryFactory, OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.agreement_form import ADD, errors, filled, inline, submit

pytestmark = pytest.mark.django_db

TWO_IN_ONE = {"unit": ["这是两方，请另起一行填写单位。"]}


@pytest.fixture(autouse=True)
def clerk(tree, client):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def committee():
    return OrganizationFactory(committee=True, name="青岛二中党委", unit=UnitFactory(name="青岛二中"))


def project(tree, partners):
    data = {
        "title": "项目",
        "organization": tree.community.pk,
        "category": CategoryFactory(kind="project").pk,
        "partners-TOTAL_FORMS": len(partners),
        "partners-INITIAL_FORMS": 0,
        "answers-TOTAL_FORMS": 0,
        "answers-INITIAL_FORMS": 0,
    }
    for place, partner in enumerate(partners):
        data |= {f"partners-{place}-{name}": key for name, key in {"role": "takes_part", **partner}.items()}
    return data


@pytest.mark.parametrize("unit_first", [True, False])
def test_organization_and_its_own_unit_are_one_party(client, tree, committee, unit_first):
    rows = [{"organization": committee.pk}, {"unit": committee.unit_id}]
    response = submit(client, filled(tree.community, rows[::-1] if unit_first else rows))
    message = "青岛二中党委就是这个单位的党组织，是同一方，请只填一个。"
    assert errors(response, "parties") == {"unit": [message]}
    assert not Agreement.objects.exists()


def test_two_branches_of_one_unit_are_two_parties(client, tree):
    unit = UnitFactory()
    branches = [OrganizationFactory(branch=True, unit=unit) for _ in range(2)]
    rows = [{"organization": branch.pk} for branch in branches]
    assert submit(client, filled(tree.community, rows)).status_code == 302
    assert Agreement.objects.get().parties.count() == 2


def test_organization_with_its_own_unit_beside_it_is_one_party(client, tree, committee):
    rows = [{"organization": committee.pk, "unit": committee.unit_id}, {"organization": tree.community.pk}]
    assert submit(client, filled(tree.community, rows)).status_code == 302
    assert Agreement.objects.get().parties.count() == 2


def test_two_parties_in_one_row_are_refused_beside_the_unit(client, tree, committee):
    """Also where the organisation has no unit at all, as a community has none."""
    for organization in (tree.community, committee):
        rows = [{"organization": organization.pk, "unit": UnitFactory().pk}, {"unit": UnitFactory().pk}]
        assert errors(submit(client, filled(tree.community, rows)), "parties") == TWO_IN_ONE
    assert not Agreement.objects.exists()


def test_the_rows_say_how_they_are_filled_in(client):
    assert "每行一方：填党组织或单位，二选一；至少两方。" in client.get(reverse(ADD)).content.decode()


def test_partners_of_a_project_are_judged_likewise(client, tree, committee):
    add = reverse("admin:partnerships_project_add")
    two_in_one = [{"organization": tree.community.pk, "unit": UnitFactory().pk}]
    assert errors(client.post(add, project(tree, two_in_one)), "partners") == TWO_IN_ONE
    one_twice = [{"organization": committee.pk}, {"unit": committee.unit_id}]
    response = client.post(add, project(tree, one_twice))
    assert [list(row) for row in inline(response, "partners").errors] == [[], ["unit"]]
    assert not Project.objects.exists()
    two = [{"organization": committee.pk}, {"unit": UnitFactory().pk}]
    assert client.post(add, project(tree, two)).status_code == 302
