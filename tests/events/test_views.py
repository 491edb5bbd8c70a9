import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from events.models import Activity
from orgs.listing import PAGE_SIZE
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ProjectFactory

LIST = reverse("events:activity_list")
NOW = local(2019, 6, 5, 12)


def titles(response) -> list[str]:
    return [activity.title for activity in response.context["listing"].rows]


def structured_data(response) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text)[1])


def photo_address(photo, size="full"):
    return reverse("events:activity_photo", args=[photo.pk, size])


@pytest.fixture
def days(tree):
    """One activity a day around 5 June 2019, this day's at 9:00 and 19:00."""
    for moment in (
        local(2019, 6, 3, 9),
        local(2019, 6, 4, 23, 59),
        local(2019, 6, 5, 0),
        local(2019, 6, 5, 19),
        local(2019, 6, 7, 9),
    ):
        ActivityFactory(organization=tree.community, title=f"{moment:%d %H}", starts_at=moment)


@time_machine.travel(NOW, tick=False)
def test_activity_list_puts_the_next_first_then_what_is_past(client, days):
    assert titles(client.get(LIST)) == ["05 00", "05 19", "07 09", "04 23", "03 09"]


@time_machine.travel(NOW, tick=False)
def test_activity_list_of_what_is_coming_and_of_what_is_past(client, days):
    assert titles(client.get(LIST, {"when": "upcoming"})) == ["05 00", "05 19", "07 09"]
    assert titles(client.get(LIST, {"when": "past"})) == ["04 23", "03 09"]


@time_machine.travel(NOW, tick=False)
def test_activity_list_between_days_counts_the_offices_days(client, days):
    assert titles(client.get(LIST, {"since": "2019-06-04", "until": "2019-06-04"})) == ["04 23"]
    assert titles(client.get(LIST, {"since": "2019-06-05", "until": "2019-06-05"})) == ["05 00", "05 19"]


def test_activity_list_offers_no_year_that_cannot_be_asked_for(client, tree):
    ActivityFactory(organization=tree.community, starts_at=datetime(1, 1, 2, tzinfo=UTC))
    assert "没有“1”这个选项" in client.get(LIST, {"year": "1"}).text


def test_activity_list_keeps_the_tab_in_form_and_pager(client, tree):
    for _ in range(PAGE_SIZE + 1):
        ActivityFactory(organization=tree.community)
    response = client.get(LIST, {"when": "past", "kind": "culture"})
    assert '<input type="hidden" name="when" value="past">' in response.text
    assert response.context["listing"].pager.next_url == f"{LIST}?when=past&kind=culture&page=2"


def test_activity_list_answers_an_unknown_tab_with_a_message(client, tree):
    response = client.get(LIST, {"when": "someday"})
    assert "没有“someday”这个选项" in response.text
    assert 'value="someday"' not in response.text


def test_activity_list_of_a_kind_a_series_a_community_and_a_word(client, tree):
    fields = {"kind": "lecture", "series": "山海大讲堂", "organization": tree.community}
    wanted = ActivityFactory(**fields, title="我走过的工匠路")
    ActivityFactory(**fields, title="海洋")
    ActivityFactory(**(fields | {"kind": "culture"}), title="工匠路展")
    ActivityFactory(**(fields | {"series": ""}), title="工匠路谈")
    ActivityFactory(**(fields | {"organization": tree.cousin}), title="工匠路讲")
    query = {"kind": "lecture", "series": "山海大讲堂", "community": tree.community.pk, "q": "工匠路"}
    assert titles(client.get(LIST, query)) == [wanted.title]


def test_activity_list_offers_no_series_of_drafts(client, tree):
    ActivityFactory(organization=tree.community, series="未公开系列", draft=True)
    assert "未公开系列" not in client.get(LIST).text


@pytest.mark.parametrize("trait", ["private", "draft"])
def test_activity_that_is_not_public_is_nowhere(client, tree, trait):
    activity = ActivityFactory(organization=tree.community, **{trait: True})
    assert activity.title not in client.get(LIST).text
    assert client.get(activity.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("trait", "word"), [("postponed", "已延期"), ("cancelled", "已取消")])
def test_activity_called_off_is_shown_with_a_word(client, tree, trait, word):
    activity = ActivityFactory(organization=tree.community, upcoming=True, **{trait: True})
    assert word in client.get(LIST).text
    assert word in client.get(activity.get_absolute_url()).text


@pytest.mark.parametrize("trait", ["postponed", "cancelled"])
def test_activity_called_off_says_when_it_was_to_be(client, tree, trait):
    activity = ActivityFactory(organization=tree.community, title="示例讲堂", **{trait: True})
    pages = [LIST, activity.get_absolute_url(), f"{reverse('jiedao:search')}?q=示例讲堂"]
    for page in pages:
        text = re.sub("<.*?>", "", client.get(page).text)
        assert "原定2019年5月14日" in text, page


def test_activity_to_come_has_photos_but_not_of_itself(client, tree):
    for trait, heading in (({"upcoming": True}, ">照片</h2>"), ({}, ">现场照片</h2>")):
        activity = ActivityFactory(organization=tree.community, **trait)
        ActivityPhotoFactory.create_batch(2, activity=activity)
        assert heading in client.get(activity.get_absolute_url()).text


def test_activity_detail_tells_all_that_is_public_of_it(client, tree):
    tree.community.phone = "0532-0000-0003"
    tree.community.save()
    unit, project = UnitFactory(name="青岛二中"), ProjectFactory(organization=tree.community)
    activity = ActivityFactory(
        organization=tree.community,
        units=[unit],
        partner_organizations=[tree.cousin],
        project=project,
        series="山海大讲堂",
        issue_number=28,
        ends_at=local(2019, 5, 14, 16, 30),
        capacity=80,
        body="讲工匠的故事",
        closed=True,
    )
    text = client.get(activity.get_absolute_url()).text
    expected = (
        "2019年5月14日 星期二 14:00</time>至16:30",
        "示例社区党群服务中心",
        f'<a href="{tree.community.get_absolute_url()}">{tree.community.name}</a>',
        '<a href="tel:053200000003">0532-0000-0003</a>',
        f'<a href="{unit.get_absolute_url()}">青岛二中</a>',
        tree.cousin.name,
        project.title,
        "山海大讲堂第28期",
        "80人",
        "讲工匠的故事",
        "活动圆满结束。",
        "40人",
        "12小时",
        f"来源：{tree.community.name}",
        "发布时间：",
    )
    assert [words for words in expected if words not in text] == []


def test_activity_detail_says_on_which_day_it_ends_when_that_is_another(client, tree):
    activity = ActivityFactory(organization=tree.community, ends_at=local(2019, 5, 15, 9))
    assert "14:00</time>至2019年5月15日 9:00" in client.get(activity.get_absolute_url()).text


def test_activity_detail_hides_partners_and_projects_that_are_not_public(client, tree):
    hidden = OrganizationFactory(branch=True, parent=tree.community, name="内部党支部", is_public=False)
    activity = ActivityFactory(
        organization=hidden,
        units=[UnitFactory(name="秘密单位", private=True)],
        partner_organizations=[hidden],
        project=ProjectFactory(organization=tree.community, title="内部项目", private=True),
    )
    for address in (LIST, activity.get_absolute_url()):
        text = client.get(address).text
        assert [name for name in ("内部党支部", "秘密单位", "内部项目") if name in text] == []


def test_activity_detail_shows_no_empty_column(client, tree):
    text = client.get(ActivityFactory(organization=tree.community, place="").get_absolute_url()).text
    for label in ("地点</dt>", "名额", "参加人数", "志愿服务</dt>", "咨询电话", "现场照片", "活动总结"):
        assert label not in text


def test_activity_detail_describes_itself_to_search_engines(client, tree):
    activity = ActivityFactory(
        organization=tree.community, ends_at=local(2019, 5, 14, 16), title="</script><b>甲&乙"
    )
    data = structured_data(client.get(activity.get_absolute_url()))
    assert data["@type"] == "Event"
    assert data["name"] == "</script><b>甲&乙"
    assert data["startDate"] == "2019-05-14T14:00:00+08:00"
    assert data["endDate"] == "2019-05-14T16:00:00+08:00"
    assert data["location"] == {"@type": "Place", "name": "示例社区党群服务中心"}
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["url"] == f"http://testserver{activity.get_absolute_url()}"
    assert data["organizer"]["name"] == tree.community.name


@pytest.mark.parametrize(
    ("trait", "status"), [("postponed", "EventPostponed"), ("cancelled", "EventCancelled")]
)
def test_activity_detail_tells_search_engines_that_it_is_called_off(client, tree, trait, status):
    activity = ActivityFactory(organization=tree.community, upcoming=True, **{trait: True})
    data = structured_data(client.get(activity.get_absolute_url()))
    assert data["eventStatus"] == f"https://schema.org/{status}"


def test_activity_detail_tells_search_engines_no_name_that_is_not_public(client, tree):
    hidden = OrganizationFactory(branch=True, parent=tree.community, name="内部党支部", is_public=False)
    data = structured_data(client.get(ActivityFactory(organization=hidden, place="").get_absolute_url()))
    assert "organizer" not in data
    assert data["location"]["name"] == "地点待定"


def test_activity_detail_shows_photos_at_their_own_proportions(client, tree):
    activity = ActivityFactory(organization=tree.community)
    photo = ActivityPhotoFactory(activity=activity, caption="开场")
    text = client.get(activity.get_absolute_url()).text
    assert 'width="64" height="48" alt="开场"' in text
    assert f'srcset="{photo_address(photo, "small")} 64w, {photo_address(photo)} 64w"' in text
    assert "<figcaption>开场</figcaption>" in text


@pytest.mark.parametrize("size", ["full", "small"])
def test_activity_photo_is_an_image_that_may_be_kept(client, tree, size):
    photo = ActivityPhotoFactory(activity__organization=tree.community)
    response = client.get(photo_address(photo, size))
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=604800"}


@pytest.mark.parametrize("trait", ["private", "draft"])
def test_activity_photo_of_a_hidden_activity_is_not_found(client, tree, trait):
    photo = ActivityPhotoFactory(activity=ActivityFactory(organization=tree.community, **{trait: True}))
    for size in ("full", "small"):
        assert client.get(photo_address(photo, size)).status_code == 404


def test_activity_photo_of_another_size_or_without_a_file_is_not_found(client, tree):
    photo = ActivityPhotoFactory(activity__organization=tree.community)
    assert client.get(photo_address(photo, "huge")).status_code == 404
    photo.image.storage.delete(photo.image.name)
    assert client.get(photo_address(photo)).status_code == 404


def test_number_of_queries_does_not_grow_with_the_rows(client, tree):
    def hold(count):
        for _ in range(count):
            ActivityFactory(organization=OrganizationFactory(parent=tree.area), units=[UnitFactory()])
            ActivityFactory(organization=tree.community, upcoming=True)

    def enrich(activity, count):
        for _ in range(count):
            activity.units.add(UnitFactory())
            activity.partner_organizations.add(OrganizationFactory(branch=True, parent=tree.community))
            ActivityPhotoFactory(activity=activity)

    project = ProjectFactory(organization=tree.community)
    activity = ActivityFactory(organization=tree.community, project=project)
    hold(1)
    enrich(activity, 1)
    few = [queries(client, address) for address in (LIST, activity.get_absolute_url())]
    hold(8)  # so that the page shows both what is to come and what is past
    enrich(activity, 9)
    assert [queries(client, address) for address in (LIST, activity.get_absolute_url())] == few
    assert max(few) <= MOST


def test_activity_concerns_organizations_that_take_part(tree):
    activity = ActivityFactory(organization=tree.cousin, partner_organizations=[tree.community])
    ActivityFactory(organization=tree.cousin, starts_at=activity.starts_at + timedelta(hours=1))
    assert list(Activity.objects.concerning(tree.area)) == [activity]
