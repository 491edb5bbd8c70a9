"""A volunteer exchanges her points for a reward by her own link."""

import pytest
from django.urls import reverse

from events import volunteer_link as links
from events.enums import VolunteerState
from events.models import Redemption
from events.own_points import own_points
from orgs.models import AuditEntry
from tests.events.people_factories import PointAccountFactory, RewardFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(tree):
    return VolunteerFactory(organization=tree.community, link_edition=1)


@pytest.fixture
def account(volunteer):
    return PointAccountFactory(organization=volunteer.organization, volunteer=volunteer, points=25)


@pytest.fixture
def reward(tree):
    return RewardFactory(organization=tree.street, name="大米", pick_up="社区服务大厅")


def address(volunteer, reward):
    return reverse("events:own_redeem", args=[links.token_of(volunteer), reward.pk])


def send(client, volunteer, reward, times=1):
    page = address(volunteer, reward)
    token = client.get(page).context["form"].token
    return [client.post(page, {"form_token": token}) for _ in range(times)][-1]


def test_the_code_stands_on_her_page(client, volunteer, account, reward):
    answer = send(client, volunteer, reward)
    assert answer.url == reverse("events:own", args=[links.token_of(volunteer)]) + "#points"
    made = Redemption.objects.get()
    page = client.get(answer.url).text
    for told in (made.code, "我的积分：15分", "社区服务大厅", "兑换大米"):
        assert told in page


def test_a_double_tap_spends_once(client, volunteer, account, reward):
    """Promise 29: of points as of places."""
    assert send(client, volunteer, reward, times=2).status_code == 302
    assert (Redemption.objects.count(), account.balance()) == (1, 15)


def test_another_price_than_was_shown_is_told_first(client, volunteer, account, reward):
    page = address(volunteer, reward)
    form = client.get(page).context["form"]
    sent = {"form_token": form.token, "price": form["price"].value()}
    reward.points = 20
    reward.save()
    again = client.post(page, sent)
    assert "现在要20分" in again.text
    assert not Redemption.objects.exists()
    client.post(page, sent | {"price": again.context["form"]["price"].value()})
    assert account.balance() == 5


def test_too_few_points_are_told_and_nothing_is_taken(client, volunteer, reward):
    page = send(client, volunteer, reward).text
    assert "错误：" in page
    assert "现在有0分，需要10分" in page
    assert not Redemption.objects.exists()


@pytest.mark.parametrize("fields", [{"is_public": False}, {"organization": "sister"}])
def test_hidden_rewards_and_those_of_others_are_not_there(client, volunteer, tree, fields):
    fields = {name: getattr(tree, value) if value == "sister" else value for name, value in fields.items()}
    other = RewardFactory(**{"organization": tree.street} | fields)
    assert client.get(address(volunteer, other)).status_code == 404


def test_without_a_valid_link_there_is_nothing(client, volunteer, account, reward):
    page = address(volunteer, reward)
    volunteer.status = VolunteerState.PENDING
    volunteer.save()
    assert client.post(page).status_code == 404
    volunteer.status, volunteer.link_edition = VolunteerState.ACTIVE, 2
    volunteer.save()
    assert client.get(page).status_code == 404
    assert not Redemption.objects.exists()


def test_the_audit_tells_who_and_never_the_link(client, volunteer, account, reward):
    """Promise 36: what opens her page is written down nowhere."""
    send(client, volunteer, reward)
    told = AuditEntry.objects.filter(detail__contains="专用链接")
    assert told.exists()
    token = links.token_of(volunteer)
    assert not any(token in f"{each.detail}{each.changes}{each.name}" for each in AuditEntry.objects.all())


def test_own_points_of_nobody_yet_are_none(volunteer, reward):
    told = own_points(volunteer)
    assert (told["balance"], told["entries"], told["rewards"]) == (0, [], [reward])
