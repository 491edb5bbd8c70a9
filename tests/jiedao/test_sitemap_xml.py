import re

import pytest
from django.urls import reverse
from lxml import etree

from tests.events.factories import ActivityFactory
from tests.orgs.factories import UnitFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.queries import MOST
from tests.orgs.tree import plant
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProjectFactory

INDEX = reverse("jiedao:sitemap_index")


def locations(response) -> list[str]:
    assert response["Content-Type"].startswith("application/xml")
    return [each.text for each in etree.fromstring(response.content).iter() if each.tag.endswith("}loc")]


@pytest.fixture
def office(db):
    tree = plant()
    UnitFactory()
    ActivityFactory.create_batch(2, organization=tree.community, series="山海 大讲堂")
    for make in (ActivityFactory, AgreementFactory, ListItemFactory, ProjectFactory, StationFactory):
        make(organization=tree.community)
    return tree


def test_sitemap_index_names_parts_that_name_pages_that_are_there(client, office):
    parts = locations(client.get(INDEX))
    pages = [page for part in parts for page in locations(client.get(part))]
    assert len(pages) > 20
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    kinds = {re.sub(r"\d+/$", "", page.removeprefix("http://testserver")) for page in pages}
    assert {"/", "/activities/", "/agreements/", "/projects/", "/organizations/", "/units/"} <= kinds


def test_sitemap_names_nothing_that_residents_may_not_see(client, office):
    hidden = [
        ActivityFactory(organization=office.community, series="内部", **{trait: True})
        for trait in ("draft", "private")
    ]
    listed = locations(client.get(reverse("jiedao:sitemap", args=["activities"])))
    assert len(listed) == 3
    assert not [each for each in hidden if f"http://testserver{each.get_absolute_url()}" in listed]


def test_sitemap_names_each_series_that_residents_may_see_once(client, office):
    ActivityFactory(organization=office.community, series="内部", private=True)
    listed = locations(client.get(reverse("jiedao:sitemap", args=["series"])))
    assert listed == [f"http://testserver{reverse('events:series_detail', args=['山海 大讲堂'])}"]


def test_sitemap_says_when_a_page_was_changed(client, office):
    answer = client.get(reverse("jiedao:sitemap", args=["activities"]))
    assert re.search(r"<lastmod>\d{4}-\d\d-\d\d</lastmod>", answer.text)


def test_sitemap_of_no_such_section_or_page_is_not_found(client, office):
    assert client.get(reverse("jiedao:sitemap", args=["secrets"])).status_code == 404
    assert client.get(reverse("jiedao:sitemap", args=["units"]), {"p": 9}).status_code == 404


def test_sitemap_index_takes_two_queries_a_section(client, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 * MOST):
        client.get(INDEX)


def test_robots_names_the_site_map(client, db):
    assert f"Sitemap: http://testserver{INDEX}\n" in client.get("/robots.txt").text
