"""阵地: the public list and page, and whom the staff side offers them to."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from orgs.enums import StationKind
from orgs.models import Station
from tests.events.factories import ActivityFactory
from tests.orgs.factories import UserFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.queries import MOST, queries

pytestmark = pytest.mark.django_db

STATIONS = reverse("orgs:station_list")


def names(response):
    return [station.name for station in response.context["listing"].rows]


def test_station_list_leaves_out_what_is_not_public(client, tree):
    shown, hidden = StationFactory(organization=tree.community), StationFactory(is_public=False)
    assert names(client.get(STATIONS)) == [shown.name]
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_station_list_is_narrowed_by_community_kind_and_words(client, tree):
    inn = StationFactory(
        organization=tree.community, name="海边驿站", kind=StationKind.INN, address="海口路3号"
    )
    StationFactory(organization=tree.sister)
    for query in ({"community": tree.community.pk}, {"kind": "inn"}, {"q": "海口路"}, {"q": "hbyz"}):
        assert names(client.get(STATIONS, query)) == [inn.name], query
    assert names(client.get(STATIONS, {"organization": tree.area.pk, "kind": "inn"})) == [inn.name]


def test_station_list_is_not_asked_by_time(client, tree):
    StationFactory(organization=tree.community)
    page = client.get(STATIONS, {"year": "2019", "since": "不是日子"})
    assert 'name="year"' not in page.text
    assert page.context["listing"].count == 1
    assert not page.context["listing"].errors


def test_station_list_asks_as_much_for_thirty_as_for_one(client, tree):
    StationFactory(organization=tree.community)
    few = queries(client, STATIONS)
    StationFactory.create_batch(29, organization=tree.sister)
    assert queries(client, STATIONS) == few <= MOST


def test_station_detail_tells_where_it_is_and_its_telephone_dials(client, tree):
    station = StationFactory(
        organization=tree.community, phone="0532-8888 0000", opening_hours="每天", facilities="红色书房"
    )
    text = client.get(station.get_absolute_url()).text
    assert '<a href="tel:053288880000">0532-8888 0000</a>' in text
    for told in ("示例路1号", "每天", "红色书房", tree.community.name):
        assert told in text


def test_station_detail_tells_what_comes_there_else_what_was(client, tree):
    station = StationFactory(organization=tree.community)
    ActivityFactory(title="去年的讲堂", station=station)
    ActivityFactory(title="别处的活动", upcoming=True)
    past = client.get(station.get_absolute_url())
    assert "去年的讲堂" in past.text
    ActivityFactory(title="明天的义诊", station=station, upcoming=True)
    ActivityFactory(title="还没公开的", station=station, upcoming=True, is_public=False)
    coming = client.get(station.get_absolute_url()).text
    assert "明天的义诊" in coming
    for other in ("去年的讲堂", "别处的活动", "还没公开的"):
        assert other not in coming
    assert queries(client, station.get_absolute_url()) <= MOST


def test_station_detail_links_to_a_map_only_where_one_is_set_and_the_place_is_known(client, tree, settings):
    station = StationFactory(organization=tree.community, name="驿站&1", latitude="36.09", longitude="120.46")
    assert "在地图上看" not in client.get(station.get_absolute_url()).text
    settings.MAP_URL = "https://map.example/?at={latitude},{longitude}&name={name}"
    text = client.get(station.get_absolute_url()).text
    assert "https://map.example/?at=36.090000,120.460000&amp;name=%E9%A9%BF%E7%AB%99%261" in text
    unknown = StationFactory(organization=tree.community)
    assert "在地图上看" not in client.get(unknown.get_absolute_url()).text


def test_one_coordinate_alone_is_refused(tree):
    with pytest.raises(ValidationError, match="纬度和经度要一起填写"):
        StationFactory.build(organization=tree.community, latitude="36.09").full_clean()


def test_community_s_page_leads_to_its_stations(client, tree):
    page = client.get(tree.community.get_absolute_url()).text
    assert f'href="{STATIONS}?organization={tree.community.pk}"' in page


def test_staff_choose_among_their_own_and_public_stations(tree):
    own = StationFactory(organization=tree.community, is_public=False)
    public = StationFactory(organization=tree.sister)
    StationFactory(organization=tree.sister, is_public=False)
    clerk = UserFactory(organizations=[tree.community])
    assert set(Station.objects.visible_to(clerk)) == {own, public}
    assert not Station.objects.visible_to(UserFactory())


def test_colleagues_read_a_public_station_and_change_nothing(client, tree):
    station = StationFactory(organization=tree.sister, note="内部的备注")
    client.force_login(UserFactory(organizations=[tree.community]))
    page = client.get(reverse("admin:orgs_station_change", args=[station.pk]))
    assert station.name in page.text
    assert "内部的备注" not in page.text
    sent = client.post(reverse("admin:orgs_station_change", args=[station.pk]), {"name": "改了名"})
    assert sent.status_code == 403
