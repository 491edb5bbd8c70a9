from datetime import date

import pytest
from django.urls import reverse

from tests.events.factories import ActivityFactory
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProjectFactory

ORGANIZATIONS, UNITS = reverse("orgs:organization_list"), reverse("orgs:unit_list")


def names(response) -> list[str]:
    return [row.name for row in response.context["listing"].rows]


def headings(response) -> list[str]:
    return [section.heading for section in response.context["sections"]]


def fill(organization, unit, count):
    """So many rows of every kind about the organisation and the unit."""
    for _ in range(count):
        OrganizationFactory(branch=True, parent=organization, unit=unit)
        UnitFactory(community=organization)
        AgreementFactory(organization=organization, parties=[organization, unit])
        ProjectFactory(organization=organization, partners=[unit])
        ListItemFactory(organization=organization, unit=unit)
        ActivityFactory(organization=organization, units=[unit], upcoming=True)


def test_organization_list_follows_the_tree(client, tree):
    assert names(client.get(ORGANIZATIONS)) == [
        node.name for node in sorted(tree.nodes, key=lambda node: node.path)
    ]


def test_organization_list_leaves_out_what_is_not_public(client, tree):
    hidden = OrganizationFactory(branch=True, parent=tree.community, name="内部党支部", is_public=False)
    assert "内部党支部" not in client.get(ORGANIZATIONS).text
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_organization_detail_of_an_unknown_one_is_not_found(client, db):
    assert client.get(reverse("orgs:organization_detail", args=[404])).status_code == 404


def test_organization_detail_shows_its_office_and_where_it_belongs(client, tree):
    tree.community.phone, tree.community.address = "0532-0000-0003（值班）", "示例路3号"
    tree.community.save()
    text = client.get(tree.community.get_absolute_url()).text
    assert '<a href="tel:053200000003">0532-0000-0003（值班）</a>' in text
    assert "示例路3号" in text
    assert f'<a href="{tree.area.get_absolute_url()}">{tree.area.name}</a>' in text


def test_organization_detail_opens_with_the_sentence_on_the_streets_own_line_only(client, tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    assert "家单位建立共建关系" in client.get(tree.community.get_absolute_url()).text
    assert "家单位建立共建关系" not in client.get(branch.get_absolute_url()).text


def test_organization_detail_tells_what_concerns_it(client, tree):
    fill(tree.community, UnitFactory(), 1)
    AgreementFactory(organization=tree.cousin, title="别处的协议")
    response = client.get(tree.community.get_absolute_url())
    assert headings(response) == ["即将举行的活动", "共建协议", "共建项目", "下级党组织", "属地单位"]
    assert "别处的协议" not in response.text


def test_organization_detail_tells_of_past_activities_when_none_is_coming(client, tree):
    ActivityFactory(organization=tree.community, title="去年的讲堂")
    response = client.get(tree.community.get_absolute_url())
    assert headings(response) == ["往期活动"]


def test_organization_detail_tells_of_agreements_to_which_it_is_a_party_elsewhere(client, tree):
    AgreementFactory(organization=tree.cousin, parties=[tree.cousin, tree.community], title="两社区协议")
    assert "两社区协议" in client.get(tree.community.get_absolute_url()).text


def test_organization_detail_leads_to_the_list_held_to_it(client, tree):
    fill(tree.area, UnitFactory(), 6)
    AgreementFactory(organization=tree.cousin)
    address = f"{reverse('partnerships:agreement_list')}?organization={tree.area.pk}"
    assert address in client.get(tree.area.get_absolute_url()).text
    assert client.get(address).context["listing"].count == 6


def test_organization_detail_hides_what_is_not_public(client, tree):
    AgreementFactory(organization=tree.community, title="内部协议", private=True)
    AgreementFactory(organization=tree.community, title="拟签协议", draft=True)
    ProjectFactory(organization=tree.community, title="内部项目", private=True)
    ActivityFactory(organization=tree.community, title="活动草稿", draft=True)
    UnitFactory(community=tree.community, name="内部单位", private=True)
    OrganizationFactory(branch=True, parent=tree.community, name="内部党支部", is_public=False)
    response = client.get(tree.community.get_absolute_url())
    assert headings(response) == []
    assert "这里还没有可以公开的记录" in response.text


def test_unit_list_parts_partner_units_from_others(client, tree):
    partner, other = UnitFactory(name="共建单位甲"), UnitFactory(name="普通单位乙")
    AgreementFactory(organization=tree.community, parties=[tree.community, partner])
    assert set(names(client.get(UNITS))) == {partner.name, other.name}
    assert names(client.get(UNITS, {"group": "partner"})) == [partner.name]
    assert names(client.get(UNITS, {"group": "other"})) == [other.name]


def test_unit_list_counts_no_partner_by_an_agreement_still_unsigned(client, tree):
    AgreementFactory(organization=tree.community, parties=[tree.community, UnitFactory()], draft=True)
    assert names(client.get(UNITS, {"group": "partner"})) == []


def test_unit_list_of_a_community_nature_and_year(client, tree):
    wanted = UnitFactory(community=tree.community, school=True, received_on=date(2019, 3, 1))
    UnitFactory(community=tree.cousin, school=True, received_on=date(2019, 3, 1))
    UnitFactory(community=tree.community, hospital=True, received_on=date(2019, 3, 1))
    UnitFactory(community=tree.community, school=True, received_on=date(2018, 3, 1))
    query = {"community": tree.community.pk, "nature": "school", "year": 2019}
    assert names(client.get(UNITS, query)) == [wanted.name]


def test_unit_that_is_not_public_is_nowhere(client, tree):
    hidden = UnitFactory(name="内部单位", private=True, community=tree.community)
    OrganizationFactory(branch=True, parent=tree.community, unit=hidden, name="某党支部")
    assert "内部单位" not in client.get(UNITS).text
    assert "内部单位" not in client.get(ORGANIZATIONS).text
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_unit_detail_tells_what_concerns_it(client, tree):
    unit = UnitFactory()
    fill(tree.community, unit, 1)
    AgreementFactory(organization=tree.community, title="别家的协议")
    response = client.get(unit.get_absolute_url())
    assert headings(response) == [
        "单位里的党组织",
        "即将举行的活动",
        "共建协议",
        "共建项目",
        "提供和提出的",
    ]
    assert "别家的协议" not in response.text


def test_unit_detail_tells_what_its_organizations_signed_and_joined(client, tree):
    unit = UnitFactory()
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=unit)
    AgreementFactory(organization=tree.cousin, parties=[tree.cousin, branch], title="支部签的协议")
    ActivityFactory(organization=tree.cousin, partner_organizations=[branch], title="支部参加的活动")
    ActivityFactory(organization=branch, title="支部办的活动")
    text = client.get(unit.get_absolute_url()).text
    assert all(title in text for title in ("支部签的协议", "支部参加的活动", "支部办的活动"))


def test_unit_detail_never_names_the_contact_person(client, tree):
    unit = UnitFactory(contact_name="示例联系人", contact_phone="13800001234", community=tree.community)
    for address in (unit.get_absolute_url(), UNITS, tree.community.get_absolute_url()):
        text = client.get(address).text
        assert unit.name in text
        assert "示例联系人" not in text
        assert "13800001234" not in text


@pytest.mark.parametrize("page", ["organizations", "units", "organization", "unit"])
def test_number_of_queries_does_not_grow_with_the_rows(client, tree, page):
    unit = UnitFactory(community=tree.community)
    address = {
        "organizations": ORGANIZATIONS,
        "units": UNITS,
        "organization": tree.community.get_absolute_url(),
        "unit": unit.get_absolute_url(),
    }[page]
    fill(tree.community, unit, 1)
    few = queries(client, address)
    fill(tree.community, unit, 29)
    assert queries(client, address) == few <= MOST
