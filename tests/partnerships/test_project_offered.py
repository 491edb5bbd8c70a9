"""揭榜挂帅: the list of what is on offer, the page of such a project, the form of a bid, and its receipt."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.models import ConsentText
from partnerships import bid_receipt
from partnerships.enums import BidState
from partnerships.figures import PROJECTS
from partnerships.models import Bid, Project
from tests.orgs.factories import UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import BidFactory

pytestmark = pytest.mark.django_db

LIST = reverse("partnerships:offered_list")
PROJECT_LIST = reverse("partnerships:project_list")
SOON = timedelta(days=9)
SENT = {
    "unit_name": "示例志愿服务中心",
    "plan": "每月两次，由志愿队承担。",
    "contact_name": "张三",
    "contact_phone": "１３８ ０５３２ １２３４",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def consent(settings) -> ConsentText:
    settings.PUBLIC_FORM_SECONDS = 0
    return ConsentText.objects.create(version=1, purpose="联系揭榜单位", body="告知内容", retention_days=90)


@pytest.fixture
def offered(tree):
    def offered(**fields):
        standing = {"decided_on": None, "offered_on": date(2019, 5, 1), "offered_until": today() + SOON}
        return ProjectFactory(organization=tree.community, **standing | {"goal": "修好路灯"} | fields)

    return offered


def form_of(project) -> str:
    return reverse("partnerships:bid_form", args=[project.pk])


def send(client, project, **changes):
    form = client.get(form_of(project)).context["form"]
    return client.post(form_of(project), SENT | {"form_token": form.token} | changes)


def test_project_on_offer_has_its_page_and_list_and_is_nowhere_else(client, offered, tree):
    project = offered()
    BidFactory.create_batch(2, project=project)
    text = client.get(LIST).text
    assert "修好路灯" in text
    assert "已有2家申请" in text
    page = client.get(project.get_absolute_url()).text
    assert "我要揭榜" in page
    assert "2家" in page
    assert project.title not in client.get(PROJECT_LIST).text
    assert not Project.objects.public().exists()
    assert PROJECTS.facts(today()).count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"is_public": False},
        {"review": "draft"},
        {"offered_on": None, "offered_until": None},
        {"offered_on": today() + timedelta(days=1)},
        {"cancelled_on": date(2019, 6, 1)},
    ],
    ids=["private", "draft", "not offered", "not yet", "cancelled"],
)
def test_project_that_is_not_on_offer_is_nowhere(client, offered, fields):
    project = offered(**fields)
    assert project.title not in client.get(LIST).text
    for address in (project.get_absolute_url(), form_of(project)):
        assert client.get(address).status_code == 404


def test_bid_gets_a_receipt_of_its_own(client, offered, consent):
    project, unit = offered(), UnitFactory(name=SENT["unit_name"])
    answer = send(client, project)
    bid = Bid.objects.get()
    assert (bid.project, bid.unit, bid.contact_phone) == (project, unit, "13805321234")
    assert (bid.consent, bid.status) == (consent, BidState.PENDING)
    assert bid.consented_at is not None
    assert answer.url == bid_receipt.address_of(bid.pk)
    receipt = client.get(answer.url).text
    assert "揭榜申请已提交" in receipt
    assert "138" not in receipt
    assert client.get(reverse("partnerships:bid_receipt", args=[f"{bid.pk}.forged"])).status_code == 404


def test_receipt_tells_how_it_ended(client, offered):
    bid = BidFactory(project=offered(), status=BidState.DECLINED, reason="方案太简单", settled_on=today())
    text = client.get(bid_receipt.address_of(bid.pk)).text
    assert "未选中" in text
    assert "方案太简单" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit_name": ""}, "请填写单位名称。"),
        ({"plan": "打13805321234"}, "不要写手机号"),
        ({"contact_phone": "123"}, "请填写能打通的手机号"),
        ({"agreed": ""}, "请看“个人信息告知”"),
    ],
)
def test_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(client, offered, changes, message):
    answer = send(client, offered(), **changes)
    assert "<title>错误：" in answer.text
    assert message in answer.text
    kept = {"unit_name", "plan", "contact_name"} - set(changes)
    assert [name for name in kept if SENT[name] not in answer.text] == []
    assert not Bid.objects.exists()


def test_double_tap_is_one_bid_and_another_one_of_the_same_unit_is_refused(client, offered):
    project = offered()
    token = client.get(form_of(project)).context["form"].token
    first, second = (client.post(form_of(project), SENT | {"form_token": token}) for _ in range(2))
    assert first.url == second.url
    assert "已经申请过这个项目" in send(client, project, plan="另一个方案").text
    assert Bid.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"offered_until": date(2019, 5, 10)}, "已于2019年5月10日截止"),
        ({"decided_on": date(2019, 6, 1), "offered_until": None}, "已经选定由谁来办"),
    ],
)
def test_form_after_its_time_says_so(client, offered, fields, words):
    project = offered(**fields)
    assert words in client.get(form_of(project)).text
    assert words in client.post(form_of(project), SENT).text
    assert not Bid.objects.exists()


def test_closed_offers_stand_apart_without_a_button(client, offered):
    project = offered(offered_until=date(2019, 5, 10))
    text = client.get(LIST).text
    assert "正在遴选" in text
    assert form_of(project) not in text


def test_list_asks_the_same_number_of_queries_at_any_length(client, offered):
    BidFactory(project=offered())
    few = queries(client, LIST)
    for number in range(29):
        BidFactory(project=offered(offered_until=None if number % 2 else date(2019, 5, 10)))
    assert queries(client, LIST) == few <= MOST
