"""Export from a list: what is filtered there, and of that what is in the user's hands."""

from datetime import date
from urllib.parse import urlencode

import pytest

from lib.days import today
from orgs.admin.ledgers import export as pages
from orgs.models import Council
from tests.harness.workbooks import sheet_values
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/orgs/unit/"
EXPORT = f"{LIST}export/"
FILE = f"{EXPORT}file/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def exported(client, monkeypatch):
    """Callable (query, address) → names of the records that went out, in order."""
    seen = {}

    def export_workbook(ledger, queryset, reporter, file, at, whole):
        seen.update(names=[str(record) for record in queryset], reporter=reporter, at=at)
        return len(seen["names"])

    monkeypatch.setattr(pages, "export_workbook", export_workbook)

    def export(query=None, address=FILE):
        seen.clear()
        response = client.get(address, query)
        b"".join(response.streaming_content)  # to its end, which closes the file
        assert response.status_code == 200
        return seen["names"]

    export.seen = seen
    return export


def test_public_units_of_others_stay_with_them(clerk, tree, exported):
    UnitFactory(name="自己的", community=tree.community)
    UnitFactory(name="邻居公开的", community=tree.sister)
    assert exported() == ["自己的"]


def test_filters_and_search_of_the_list_hold(clerk, tree, exported):
    UnitFactory(name="青岛二中", community=tree.community, nature="school")
    UnitFactory(name="青岛医院", community=tree.community, nature="hospital")
    UnitFactory(name="图书馆", community=tree.community, nature="school")
    assert exported({"nature__exact": "school", "q": "青岛"}) == ["青岛二中"]


@pytest.mark.parametrize("order", ["0", "-0"])
def test_order_asked_of_the_list_holds(client, clerk, tree, exported, order):
    for name in ("乙", "甲", "丙"):
        UnitFactory(name=name, community=tree.community)
    listed = client.get("/admin/orgs/unit/", {"o": order}).context["cl"].result_list
    assert exported({"o": order}) == [str(unit) for unit in listed]


def test_page_of_the_list_does_not_matter(clerk, tree, exported):
    UnitFactory.create_batch(3, community=tree.community)
    assert len(exported({"p": "1"})) == 3


def test_reporter_and_day_are_told(clerk, tree, exported):
    UnitFactory(community=tree.community)
    exported()
    assert exported.seen["reporter"] == str(tree.community)
    assert exported.seen["at"] == today()


def test_superuser_reports_for_the_office(client, tree, exported):
    client.force_login(UserFactory(superuser=True))
    UnitFactory()
    exported()
    assert exported.seen["reporter"] == str(tree.street)


def test_seats_of_the_councils_on_the_list(clerk, tree, exported):
    own = CouncilFactory(organization=tree.community, kind="community_council")
    greater = CouncilFactory(organization=tree.community, kind="greater_committee")
    seat = CouncilSeatFactory(council=own)
    CouncilSeatFactory(council=greater)
    CouncilSeatFactory(council=CouncilFactory(organization=tree.sister))
    assert Council.objects.count() == 3
    names = exported({"kind__exact": "community_council"}, "/admin/orgs/council/export/")
    assert names == [str(seat.unit)]


@pytest.mark.parametrize("query", [{"e": "1"}, {"employee_count__gt": "1"}, {"nature__exact": "\0"}])
def test_wrong_filter_exports_nothing(client, clerk, tree, query):
    UnitFactory(community=tree.community)
    response = client.get(EXPORT, query)
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        assert "没有导出" in client.get(response.url).content.decode()


def test_filter_by_no_day_exports_nothing(client, clerk):
    address = "/admin/partnerships/agreement/export/"
    response = client.get(address, {"signed_on__year": "x"})
    assert response.status_code == 302
    assert "筛选条件不对，没有导出。" in client.get(response.url).content.decode()


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
@pytest.mark.parametrize("address", [EXPORT, FILE])
def test_other_verbs_are_refused(client, clerk, address, verb):
    assert getattr(client, verb)(address).status_code == 405


def test_workbook_comes_at_once_where_nothing_is_left_out(clerk, tree, exported):
    UnitFactory(name="自己的", community=tree.community)
    assert exported(address=EXPORT) == ["自己的"]


def test_units_of_others_are_told_before_the_download(client, clerk, tree, exported):
    UnitFactory(name="青岛二中", community=tree.community)
    UnitFactory(name="青岛一中", community=tree.sister)
    UnitFactory(name="青岛医院", community=tree.sister)
    response = client.get(EXPORT, {"q": "青岛"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "将导出1家；有2家归别的党组织管理，不导出。" in page
    assert "<h1>导出单位</h1>" in page
    assert f'href="{LIST}?{urlencode({"q": "青岛"})}"' in page
    address = f"{FILE}?{urlencode({'q': '青岛'})}"
    assert f'href="{address}"' in page
    assert exported(address=address) == ["青岛二中"]


@pytest.mark.parametrize("address", [EXPORT, FILE])
def test_nothing_to_export_leads_back_to_the_list_and_says_why(client, clerk, tree, address):
    UnitFactory(name="青岛一中", community=tree.sister)
    response = client.get(address, {"q": "青岛"})
    assert response.url == f"{LIST}?{urlencode({'q': '青岛'})}"
    page = client.get(response.url).content.decode()
    assert "没有可以导出的记录：有1家归别的党组织管理。" in page
    response = client.get(address, {"nature__exact": "military"})
    assert "列表里没有记录，没有导出。" in client.get(response.url).content.decode()


def test_workbook_is_named_after_the_ledger_and_typed(client, clerk, tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    CouncilSeatFactory(council=council, since=date(2019, 5, 14), note="=1+1")
    response = client.get("/admin/orgs/council/export/")
    content = b"".join(response.streaming_content)
    (rows,) = sheet_values(content).values()
    row = next(row for row in rows if "共建议事会" in row)
    assert date(2019, 5, 14) in row
    assert "=1+1" in row
    name = "%E8%AE%AE%E4%BA%8B%E4%BC%9A%E6%88%90%E5%91%98%E5%8F%B0%E8%B4%A6"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}-{today()}.xlsx"


def test_failed_export_leaves_no_open_file(client, clerk, tree, monkeypatch):
    def fail(ledger, queryset, reporter, file, at, whole):
        raise ValueError("too many rows")

    monkeypatch.setattr(pages, "export_workbook", fail)
    UnitFactory(community=tree.community)
    with pytest.raises(ValueError, match="too many rows"):
        client.get(EXPORT)
