"""Brands and awards: on the pages of who holds them, and recorded by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.enums import AwardKind
from orgs.models import Award
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.place_factories import AwardFactory, BrandFactory

pytestmark = pytest.mark.django_db


def section(response, heading):
    return next((each.rows for each in response.context["sections"] if each.heading == heading), [])


def honour(**fields):
    stands = {"kind": AwardKind.HONOUR, "stars": None, "year": None, "title": "先进党组织"}
    return AwardFactory(**stands | fields)


def test_awards_that_are_held_stand_before_earlier_ones(client, tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    over = honour(holder=branch, since=today() - timedelta(9), until=today())
    held = honour(holder=branch, since=today() - timedelta(99), until=today() + timedelta(1))
    latest = honour(holder=branch, since=today() - timedelta(3))
    honour(holder=branch, since=today() + timedelta(1))  # not yet
    honour(holder=branch, is_public=False)
    honour(holder=tree.sister)
    found = section(client.get(branch.get_absolute_url()), "荣誉")
    assert [(award.pk, award.is_held) for award in found] == [
        (latest.pk, True),
        (held.pk, True),
        (over.pk, False),
    ]
    assert set(Award.objects.held().filter(holder=branch).public()) == {latest, held}


def test_unit_s_page_tells_of_its_awards_and_brands(client, tree):
    unit = UnitFactory(community=tree.community)
    award = honour(organization=tree.street, holder=None, unit=unit, title="文明单位")
    brand = BrandFactory(organization=tree.community, unit=unit, meaning="银杏叶黄时。")
    BrandFactory(organization=tree.community, unit=unit, is_public=False)
    page = client.get(unit.get_absolute_url())
    assert section(page, "荣誉") == [award]
    assert section(page, "品牌") == [brand]
    assert "银杏叶黄时。" in page.text
    assert section(client.get(tree.community.get_absolute_url()), "品牌") == []  # the unit's, not its own


def test_organization_s_page_tells_of_its_own_brands(client, tree):
    brand = BrandFactory(organization=tree.community)
    assert section(client.get(tree.community.get_absolute_url()), "品牌") == [brand]


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.street])
    client.force_login(clerk)
    return clerk


def add(client, tree, **fields):
    data = {"kind": "model", "title": "党建示范点", "organization": tree.street.pk, "since": "2024-07-01"}
    return client.post(reverse("admin:orgs_award_add"), data | fields)


def test_clerk_records_an_award_of_a_unit(client, tree, clerk):
    unit = UnitFactory()
    assert add(client, tree, unit=unit.pk).status_code == 302
    assert Award.objects.get().held_by == unit


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "获评党组织和获评单位请填一个，也只填一个。"),
        ({"until": "2023-07-01"}, "有效期不能早于获评日期。"),
        ({"kind": "stars"}, "选择一个有效的选项"),
    ],
)
def test_wrong_award_is_refused_in_words(client, tree, clerk, fields, message):
    holder = {"unit": UnitFactory().pk} if fields else {}
    page = add(client, tree, **holder | fields)
    assert page.status_code == 200
    assert message in str(page.context["adminform"].form.errors)
    assert 'value="党建示范点"' in page.text
    assert not Award.objects.exists()


def test_stars_given_by_rule_are_read_here_and_not_rewritten(client, tree):
    stars = AwardFactory(organization=tree.street, holder=tree.community)
    client.force_login(UserFactory(superuser=True))
    address = reverse("admin:orgs_award_change", args=[stars.pk])
    assert 'name="stars"' not in client.get(address).text
    forged = {"stars": 5, "organization": tree.street.pk, "note": "已公示"}
    assert client.post(address, forged).status_code == 200
    sent = client.post(address, {"organization": tree.street.pk, "note": "已公示"})
    assert sent.status_code == 302
    stars.refresh_from_db()
    assert (stars.stars, stars.note, stars.is_public) == (4, "已公示", False)
    kept = client.post(reverse("admin:orgs_award_delete", args=[stars.pk]), {"post": "yes"}, follow=True)
    assert "星级按规则评定，作为历史保留" in kept.text
    assert Award.objects.filter(pk=stars.pk).exists()
