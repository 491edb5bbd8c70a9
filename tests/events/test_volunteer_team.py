"""Public pages of teams: what they did, in numbers; and where units show theirs."""

from datetime import date

import pytest
from django.urls import reverse

from lib.days import today
from tests.events.people_factories import ServiceRecordFactory, VolunteerFactory, VolunteerTeamFactory
from tests.orgs.factories import UnitFactory
from tests.orgs.place_factories import BrandFactory
from tests.orgs.queries import MOST, queries

TEAMS = reverse("events:team_list")


@pytest.fixture
def team(tree):
    return VolunteerTeamFactory(organization=tree.community, name="示例服务队")


def member(*teams, hours=2, **fields):
    volunteer = VolunteerFactory(organization=teams[0].organization, **fields)
    volunteer.teams.set(teams)
    ServiceRecordFactory(volunteer=volunteer, hours=hours, served_on=today())
    return volunteer


def test_team_counts_its_members_and_their_hours_of_the_year(client, team):
    other = VolunteerTeamFactory(organization=team.organization)
    both, one = member(team, other), member(team, hours="1.5")
    member(other, hours=8)
    ServiceRecordFactory(volunteer=one, served_on=date(2019, 5, 14))
    ServiceRecordFactory(volunteer=both, served_on=today(), withdrawn_on=today())
    VolunteerFactory(organization=team.organization, pending=True).teams.add(team)

    rows = {row.name: row for row in client.get(TEAMS).context["page"].object_list}
    assert (rows[team.name].people, rows[team.name].hours) == (2, 3.5)
    assert (rows[other.name].people, rows[other.name].hours) == (2, 10)


def test_hidden_team_is_not_there(client, team):
    hidden = VolunteerTeamFactory(organization=team.organization, name="内部队", is_public=False)
    assert hidden.name not in client.get(TEAMS).text
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert hidden.name not in client.get(reverse("events:volunteer_register")).text


def test_teams_of_one_organisation_and_below(client, team, tree):
    elsewhere = VolunteerTeamFactory(organization=tree.cousin)
    text = client.get(TEAMS, {"organization": tree.area.pk}).text
    assert team.name in text
    assert elsewhere.name not in text
    assert client.get(TEAMS, {"organization": "x"}).status_code == 404


def test_pages_name_no_volunteer(client, team):
    """Promise 36: names stand in public only where somebody agreed, and here never."""
    volunteer = member(team, contact_name="示例甲", is_named_public=True)
    for address in (TEAMS, team.get_absolute_url()):
        text = client.get(address).text
        assert volunteer.contact_name not in text
        assert volunteer.contact_phone not in text


def test_list_asks_as_much_for_thirty_teams(client, team):
    member(team)
    one = queries(client, TEAMS)
    for _ in range(29):
        member(VolunteerTeamFactory(organization=team.organization, brand=BrandFactory()))
    assert queries(client, TEAMS) == one <= MOST


def test_team_shows_its_public_brand_only(client, team):
    team.brand = BrandFactory(name="银龄伴", meaning="陪伴老人")
    team.save()
    assert "陪伴老人" in client.get(team.get_absolute_url()).text
    type(team.brand).objects.update(is_public=False)
    for address in (TEAMS, team.get_absolute_url()):
        assert "银龄伴" not in client.get(address).text


def test_unit_shows_its_teams(client, team):
    unit = UnitFactory(community=team.organization)
    assert team.name not in client.get(unit.get_absolute_url()).text
    team.unit = unit
    team.save()
    assert team.get_absolute_url() in client.get(unit.get_absolute_url()).text


def test_community_leads_to_its_teams(client, tree):
    assert f"{TEAMS}?organization={tree.community.pk}" in client.get(tree.community.get_absolute_url()).text
