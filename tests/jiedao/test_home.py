import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lib.days import today
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.orgs.factories import CouncilSeatFactory, OrganizationFactory, UnitFactory
from tests.orgs.tree import plant
from tests.partnerships.factories import (
    AgreementFactory,
    ListItemFactory,
    ProblemFactory,
    ProjectFactory,
)

QUERIES = 9


def sentence_of(response) -> str:
    """The sentence as a reader sees it."""
    found = re.search(r'<p class="sentence[^>]*>(.*?)</p>', response.content.decode())
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def number_links(response) -> list[tuple[str, str]]:
    """(address, number) of each numeral in the sentence."""
    links = re.findall(
        r'<a class="sentence__number" href="([^"]+)"[^>]*>(\d+)</a>', response.content.decode()
    )
    return [(html.unescape(url), number) for url, number in links]


@pytest.fixture
def busy(db):
    """A street with two agreements, the later of 1 July, and one of everything else in the sentence."""
    tree = plant()
    first, later = UnitFactory(), UnitFactory()
    AgreementFactory(organization=tree.community, parties=[tree.community, first], title="青岛二中共建协议")
    AgreementFactory(
        organization=tree.sister, parties=[tree.sister, later], signed_on=local(2019, 7, 1).date()
    )
    CouncilSeatFactory(council__organization=tree.street, unit=first)
    ProjectFactory(organization=tree.community, title="暖心车位")
    ProblemFactory(organization=tree.community, solved=True, public=True, title="楼道照明")
    return tree


def test_sentence_counts_the_day_in_the_address(client, busy):
    response = client.get("/", {"date": "2019-06-30"})
    assert sentence_of(response) == (
        "截至2019年6月30日，1个社区与1家单位建立共建关系，吸收议事会单位1家，确定共建项目1个，解决实际问题1个。"
    )


def test_sentence_counts_today_without_a_date(client, busy):
    now = today()
    expected = f"截至{now.year}年{now.month}月{now.day}日，2个社区与2家单位建立共建关系，"
    assert sentence_of(client.get("/")).startswith(expected)


def test_each_numeral_leads_to_as_many_rows_of_that_day(client, busy):
    links = number_links(client.get("/", {"date": "2019-06-30"}))
    assert len(links) == 5
    for url, number in links:
        page = client.get(url)
        assert page.context["found"].number == int(number)
        assert page.context["found"].at.isoformat() == "2019-06-30"


@pytest.mark.parametrize(
    "written", ["2019年6月30日", "2019/6/30", "2019.06.30", "20190630", "２０１９-０６-３０"]
)
def test_date_is_read_in_any_usual_manner(client, busy, written):
    assert sentence_of(client.get("/", {"date": written})).startswith("截至2019年6月30日，1个社区")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2019-13-45", "“2019-13-45”不是一个日期，请写成 2019-06-30 这样。"),
        ("昨天", "“昨天”不是一个日期，请写成 2019-06-30 这样。"),
        ("0001-01-01", "“0001-01-01”不是一个日期，请写成 2019-06-30 这样。"),
        ("2999-01-01", "这一天还没有到，请填写今天或更早的日期。"),
    ],
)
def test_bad_date_is_explained_beside_the_field_and_kept(client, busy, written, message):
    response = client.get("/", {"date": written})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>错误：" in page
    assert f'<p class="field__error" id="id_date_error">{message}</p>' in page
    assert f'<a href="#id_date">{message}</a>' in page
    assert f'<input type="text" name="date" id="id_date" value="{written}"' in page
    assert sentence_of(response).startswith(f"截至{today().year}年")


def test_coming_activities_are_listed_with_their_day(client, busy):
    activity = ActivityFactory(organization=busy.community, upcoming=True, title="邻里端午")
    ActivityFactory(organization=busy.community, upcoming=True, draft=True, title="还没定的活动")
    ActivityFactory(organization=busy.community, title="早就办过的活动")
    page = client.get("/")
    assert [a.title for a in page.context["activities"]] == ["邻里端午"]
    day = today() + timedelta(days=7)
    assert f'<span class="card__day">{day.day}</span>' in page.content.decode()
    assert activity.get_absolute_url() in page.content.decode()


def test_lately_done_stands_in_order_of_days_and_only_what_is_public(client, busy):
    ActivityFactory(organization=busy.community, closed=True, title="端午活动")  # 14 May
    ProjectFactory(organization=busy.community, finished=True, title="完成的项目")  # 20 June
    ProblemFactory(organization=busy.community, solved=True, title="不公开的问题")
    deeds = client.get("/").context["deeds"]
    assert [deed.title for deed in deeds] == ["完成的项目", "楼道照明", "端午活动"]


def test_photograph_leads_its_activity(client, busy):
    photo = ActivityPhotoFactory(activity__organization=busy.community, activity__closed=True)
    page = client.get("/").content.decode()
    assert reverse("events:activity_photo", args=[photo.pk, "small"]) in page
    assert f'width="{photo.width}" height="{photo.height}" loading="lazy"' in page


def test_lists_show_how_many_items_stand_on_them(client, busy):
    ListItemFactory(organization=busy.community)
    ListItemFactory.create_batch(2, organization=busy.community, demand=True)
    entries = client.get("/").context["entries"]
    assert [(entry.title, entry.number) for entry in entries] == [
        ("资源清单", 1),
        ("需求清单", 2),
        ("服务清单", 0),
    ]


def test_home_leaves_out_another_street(client, busy):
    AgreementFactory(organization=busy.other_street, title="邻街道的协议")
    assert "邻街道的协议" not in client.get("/").content.decode()


def test_home_of_an_empty_office_says_what_will_be_here(client, db):
    OrganizationFactory(street=True, name="金家岭街道党工委")
    page = client.get("/").content.decode()
    for words in ("眼下没有安排好的活动", "还没有签订共建协议", "还没有确定共建项目", "活动办完、项目完成"):
        assert words in page


def test_home_without_any_organisation_says_what_to_do(client, db):
    page = client.get("/")
    assert page.status_code == 200
    assert "党组织名单还没有录入" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_home_takes_as_many_queries_for_thirty_rows_as_for_one(
    client, db, rows, django_assert_max_num_queries
):
    tree = plant()
    for _ in range(rows):
        AgreementFactory(organization=tree.community)
        ProjectFactory(organization=tree.community, finished=True)
        ProblemFactory(organization=tree.community, solved=True, public=True)
        ActivityFactory(organization=tree.community, upcoming=True)
        ActivityPhotoFactory(activity__organization=tree.community, activity__closed=True)
    with django_assert_max_num_queries(QUERIES) as queries:
        client.get("/")
    assert len(queries) == QUERIES
