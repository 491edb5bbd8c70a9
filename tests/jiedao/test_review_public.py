"""What is not published is nowhere on the public side: page, list, panel, search, photo, rows of a figure."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Activity
from jiedao.figures import FIGURES
from lib.days import today
from orgs.enums import ReviewState, Role
from orgs.models import Organization
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

WORD = "金沙滩"
HIDDEN = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)


class Office:
    """One record of every reviewed kind, with the same word in its name, all tied together."""

    def __init__(self, tree, state):
        common = {"organization": tree.community, "review": state}
        self.unit = UnitFactory(name="示例船厂", community=tree.community)
        self.agreement = AgreementFactory(**common, title=f"{WORD}协议", parties=[tree.community, self.unit])
        self.items = [
            ListItemFactory(**common, **{kind: True}, title=f"{WORD}条目", unit=self.unit)
            for kind in ("resource", "demand", "service")
        ]
        self.project = ProjectFactory(
            **common,
            title=f"{WORD}项目",
            agreement=self.agreement,
            demands=[self.items[1]],
            partners=[self.unit],
            finished_on="2019-06-20",
            result=f"{WORD}办成了",
        )
        self.problem = ProblemFactory(
            **common,
            title=f"{WORD}问题",
            solved=True,
            is_public=True,
            project=self.project,
            units=[self.unit],
        )
        self.activity = ActivityFactory(
            **common, title=f"{WORD}活动", closed=True, project=self.project, units=[self.unit]
        )
        self.coming = ActivityFactory(
            **common, title=f"{WORD}预告", project=self.project, starts_at=local(today().year + 1, 5, 1, 9)
        )
        self.photo = ActivityPhotoFactory(activity=self.activity, caption=f"{WORD}照片")

    @property
    def records(self):
        return [self.agreement, *self.items, self.project, self.activity, self.coming]

    def pages(self):
        """{address: which words of ours a published office shows there}"""
        names = [
            "jiedao:home",
            "partnerships:agreement_list",
            "partnerships:project_list",
            "events:activity_list",
        ]
        found = [reverse(name) for name in names]
        found += [reverse("partnerships:item_list", args=[f"{item.kind}s"]) for item in self.items]
        found += [reverse("jiedao:search", query={"q": WORD})]
        found += [
            reverse("jiedao:search", query={"q": WORD, "in": kind}) for kind in ("agreements", "activities")
        ]
        found += [self.unit.get_absolute_url(), *(o.get_absolute_url() for o in Organization.objects.all())]
        return found

    def figures(self):
        return [reverse("jiedao:figure", args=[figure.key]) for figure in FIGURES]


@pytest.fixture(params=HIDDEN, ids=lambda state: state.value)
def hidden(request, tree):
    return Office(tree, request.param)


def shows(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return WORD in response.content.decode().replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")


def test_published_office_shows_the_word_wherever_it_could_leak(client, tree):
    """Guards the tests below: each of these pages would show the record."""
    office = Office(tree, ReviewState.PUBLISHED)
    shown = {address for address in office.pages() if shows(client, address)}
    up = {o.get_absolute_url() for o in (tree.community, tree.area, tree.street, tree.district)}
    elsewhere = {o.get_absolute_url() for o in Organization.objects.all()} - up
    assert set(office.pages()) - shown <= elsewhere
    assert sum(shows(client, address) for address in office.figures()) >= 5
    for record in office.records:
        assert shows(client, record.get_absolute_url())
    photo = client.get(reverse("events:activity_photo", args=[office.photo.pk, "small"]))
    assert b"".join(photo.streaming_content).startswith(b"\xff\xd8")


def test_page_of_its_own_is_not_found(client, hidden):
    """Not even for staff who may see the record: the public page is the public's."""
    clerk = Client()
    clerk.force_login(
        UserFactory(organizations=[hidden.activity.organization], organizations__role=Role.MANAGE)
    )
    for record in hidden.records:
        for visitor in (client, clerk):
            assert visitor.get(record.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("size", ["full", "small"])
def test_photo_is_not_found(client, hidden, size):
    assert client.get(reverse("events:activity_photo", args=[hidden.photo.pk, size])).status_code == 404


def test_no_list_panel_or_search_shows_it(client, hidden):
    assert [address for address in hidden.pages() if shows(client, address)] == []


def test_rows_of_figures_do_not_list_it_and_the_number_counts_it(client, hidden, tree):
    assert [address for address in hidden.figures() if shows(client, address)] == []
    page = client.get(reverse("jiedao:figure", args=["problems_solved"])).content.decode()
    assert "未公开" in page
    numbers = client.get(reverse("jiedao:statistics_json")).json()["figures"]
    assert numbers["problems_solved"] == 1


@pytest.mark.parametrize("state", HIDDEN, ids=lambda state: state.value)
def test_published_neighbour_does_not_tell_of_it(client, tree, state):
    """Pages of what is published name the hidden ones that hang on it nowhere."""
    office = Office(tree, ReviewState.PUBLISHED)
    neighbours = [office.agreement, office.items[1], office.project, office.activity]
    for record in neighbours:
        others = [each for each in (*neighbours, office.problem, office.coming) if each is not record]
        for other in others:
            type(other).objects.filter(pk=other.pk).update(review=state)
        page = client.get(record.get_absolute_url()).content.decode()
        assert [str(other) for other in others if str(other) in page] == []
        for other in others:
            type(other).objects.filter(pk=other.pk).update(review=ReviewState.PUBLISHED)


def test_no_chooser_of_the_public_side_offers_it(client, hidden):
    page = client.get(reverse("events:activity_list", query={"project": hidden.project.pk}))
    assert str(hidden.project) not in page.content.decode()


def test_structured_data_of_a_published_activity_comes_back_with_it(client, hidden):
    Activity.objects.filter(pk=hidden.activity.pk).update(review=ReviewState.PUBLISHED)
    page = client.get(hidden.activity.get_absolute_url()).content.decode()
    assert '"@type": "Event"' in page or '"@type":"Event"' in page
    assert str(hidden.project) not in page
