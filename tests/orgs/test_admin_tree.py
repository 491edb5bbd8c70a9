"""Who says what an organisation is, where units lie, and what is kept for the sake of past months."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.enums import STREET_LINE
from orgs.models import Council, NewSectorApplication, Organization, Unit
from tests.events.factories import ActivityFactory
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
)
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def post(client, model, row=None, **fields):
    page, args = ("change", [row.pk]) if row else ("add", [])
    return client.post(reverse(f"admin:orgs_{model}_{page}", args=args), fields)


def errors(response):
    return list(response.context["adminform"].form.errors)


def delete(client, row):
    address = reverse(f"admin:orgs_{row._meta.model_name}_delete", args=[row.pk])
    pages = [client.get(address, follow=True), client.post(address, {"post": "yes"}, follow=True)]
    return [page.content.decode() for page in pages]


@pytest.mark.parametrize("level", STREET_LINE)
def test_clerk_of_a_community_adds_nobody_to_the_streets_line(client, clerk, tree, level):
    fields = {"parent": tree.community.pk, "name": "新设党组织", "level": level}
    assert errors(post(client, "organization", **fields)) == ["level"]
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=UnitFactory())
    assert errors(post(client, "organization", branch, **fields)) == ["level"]
    branch.refresh_from_db()
    assert branch.level == "branch"


def test_clerk_of_a_community_leaves_its_own_level_as_it_is(client, clerk, tree):
    forged = post(client, "organization", tree.community, name="改名社区党委", level="branch")
    assert "不能填的栏目（类别）" in forged.content.decode()
    response = post(client, "organization", tree.community, name="改名社区党委")
    assert response.status_code == 302
    tree.community.refresh_from_db()
    assert (tree.community.name, tree.community.level) == ("改名社区党委", "community")


def test_clerk_of_a_community_founds_branches(client, clerk, tree):
    fields = {"parent": tree.community.pk, "name": "第一党支部", "level": "branch"}
    assert post(client, "organization", **fields).status_code == 302


@pytest.mark.parametrize("staff", ["street", "superuser"])
def test_the_street_founds_communities(client, tree, staff):
    user = UserFactory(superuser=True) if staff == "superuser" else UserFactory(organizations=[tree.street])
    client.force_login(user)
    fields = {"parent": tree.area.pk, "name": "新设社区党委", "level": "community"}
    assert post(client, "organization", **fields).status_code == 302
    assert Organization.objects.get(name="新设社区党委").is_community


@pytest.mark.parametrize("until", [None, date(2019, 3, 1)], ids=["held", "held once"])
def test_council_that_had_seats_is_kept(client, clerk, tree, until):
    council = CouncilSeatFactory(council=CouncilFactory(organization=tree.community), until=until).council
    assert all("没有删除：" in page and "填写退出日期" in page for page in delete(client, council))
    assert Council.objects.exists()


def test_council_without_seats_can_be_deleted(client, clerk, tree):
    delete(client, CouncilFactory(organization=tree.community))
    assert not Council.objects.exists()


@pytest.mark.parametrize(
    ("dated", "where"),
    [
        (lambda unit: Unit.objects.filter(pk=unit.pk).update(received_on=date(2019, 3, 1)), "接收日期"),
        (lambda unit: PartyMemberCountFactory(unit=unit), "党员人数"),
        (lambda unit: CouncilSeatFactory(unit=unit), "议事会席位"),
        (lambda unit: AgreementFactory(parties=[OrganizationFactory(), unit]), "签约方"),
        (lambda unit: ActivityFactory(units=[unit]), "活动"),
    ],
    ids=["received", "member count", "seat", "party", "activity"],
)
def test_unit_with_dated_rows_is_kept(client, clerk, tree, dated, where):
    """And the message says in which kind of rows."""
    unit = UnitFactory(community=tree.community)
    dated(unit)
    told = f"没有删除：这个单位已经写进：{where}。"
    assert all(told in page and "填写迁出日期" in page for page in delete(client, unit))
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_unit_that_nothing_names_can_be_deleted(client, clerk, tree):
    delete(client, UnitFactory(community=tree.community))
    assert not Unit.objects.exists()


def test_unit_lies_in_a_community(client, tree):
    client.force_login(UserFactory(organizations=[tree.street]))
    branch = OrganizationFactory(branch=True, parent=tree.community)
    query = {"app_label": "orgs", "model_name": "unit", "field_name": "community", "term": ""}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {int(each["id"]) for each in found} == {tree.community.pk, tree.sister.pk, tree.cousin.pk}
    counts = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}
    fields = {"name": "示例单位", "nature": "school"} | counts
    for place in (branch, tree.street, tree.area):
        assert errors(post(client, "unit", **fields, community=place.pk)) == ["community"]
    assert post(client, "unit", **fields, community=tree.cousin.pk).status_code == 302


def test_application_is_for_what_a_unit_may_found(client, clerk, tree):
    page = client.get(reverse("admin:orgs_newsectorapplication_add"))
    offered = page.context["adminform"].form.fields["proposed_level"].choices
    assert [word for level, word in offered if level] == ["党委", "党总支", "党支部", "联合党支部"]
    row = NewSectorApplicationFactory(organization=tree.community)
    fields = {"unit": row.unit_id, "organization": tree.community.pk, "party_member_count": 5}
    fields |= {"proposed_level": "community", "proposed_name": "示例党委", "applied_on": "2019-04-01"}
    assert errors(post(client, "newsectorapplication", **fields)) == ["proposed_level"]
    assert NewSectorApplication.objects.count() == 1
