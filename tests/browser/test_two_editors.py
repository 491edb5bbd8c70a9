"""Promise 41 in a real browser: the second editor sees both contents, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from orgs import trash
from orgs.enums import Role
from orgs.models import Council, CouncilSeat, TrashedRecord, Unit
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory
from tests.orgs.tree import plant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def editors(tree):
    return [UserFactory(organizations=[tree.community], display_name=name) for name in ("王姐", "李哥")]


def opened(page: Page, sign_in, user, address: str) -> Page:
    sign_in(page, user)
    page.goto(address)
    return page


def save(page: Page) -> None:
    page.locator(".submit-row").get_by_role("button", name="保存", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without one"])
def test_second_editor_decides_field_by_field(new_page, sign_in, tree, editors, shot, axe, watch, script):
    """Promise 41."""
    unit = UnitFactory(name="图书馆", nature="school", community=tree.community, contact_name="张老师")
    address = f"/admin/orgs/unit/{unit.pk}/change/"
    pages = [opened(new_page(java_script_enabled=script), sign_in, user, address) for user in editors]
    hers, his = pages
    hers.get_by_label("联系人").fill("赵老师")
    hers.get_by_label("行业").fill("教育")
    hers.get_by_label("职工人数").fill("12")
    save(hers)
    expect(hers.locator(".messagelist .success")).to_be_visible()

    his.get_by_label("联系人").fill("钱老师")
    his.get_by_label("行业").fill("文化")
    save(his)
    box = his.locator(".clash")
    expect(box.get_by_role("heading")).to_contain_text("还没有保存：王姐在")
    expect(box.locator("tbody tr")).to_have_count(2)
    expect(box.get_by_role("row", name="联系人")).to_contain_text("赵老师")
    expect(box.get_by_role("row", name="联系人")).to_contain_text("钱老师")
    expect(box).to_contain_text("职工人数：12")
    expect(his.locator("#id_contact_name")).to_have_value("钱老师")
    expect(his.locator("#id_employee_count")).to_have_value("12")
    if script:
        shot(his, "admin-two-editors")
        watch.forgive("Applying inline style")  # axe-core measures with styles of its own
        assert axe(his, exclude=("th.original",)) == []
    box.get_by_role("row", name="行业").get_by_role("checkbox").check()
    box.get_by_role("button", name="按我填写的保存").click()
    expect(his.locator(".messagelist .success")).to_be_visible()
    unit = Unit.objects.get()
    assert (unit.contact_name, unit.industry, unit.employee_count) == ("钱老师", "教育", 12)


def test_rows_of_both_stay(new_page, sign_in, tree, editors):
    council = CouncilFactory(organization=tree.community)
    seat = CouncilSeatFactory(council=council)
    address = f"/admin/orgs/council/{council.pk}/change/"
    hers, his = (opened(new_page(), sign_in, user, address) for user in editors)
    for page, words in ((hers, "区人大代表"), (his, "区政协委员")):
        page.locator("#seats-group .add-row a").click()
        page.locator("#id_seats-1-title").select_option("两代表一委员")
        page.locator("#id_seats-1-person_role").fill(words)
        page.locator("#id_seats-1-since").fill("2019-02-01")
        save(page)
    expect(his.locator(".clash")).to_contain_text("议事会席位“区人大代表”：新增的一行")
    expect(his.locator("#id_seats-1-person_role")).to_have_value("区人大代表")
    expect(his.locator("#id_seats-2-person_role")).to_have_value("区政协委员")
    his.locator(".clash").get_by_role("button", name="保存").click()
    expect(his.locator(".messagelist .success")).to_be_visible()
    assert CouncilSeat.objects.count() == 3
    assert CouncilSeat.objects.filter(pk=seat.pk).exists()


def test_record_deleted_meanwhile_leaves_what_was_typed(new_page, sign_in, tree, editors, watch, shot):
    unit = UnitFactory(name="图书馆", community=tree.community)
    his = opened(new_page(), sign_in, editors[1], f"/admin/orgs/unit/{unit.pk}/change/")
    trash.throw_away(unit, editors[0])
    his.get_by_label("联系人").fill("钱老师")
    watch.forgive(r"status of 410")
    save(his)
    expect(his.locator(".errornote")).to_contain_text("由王姐删除，现在在回收站里，管理人员可以恢复。")
    expect(his.get_by_role("row", name="联系人")).to_contain_text("钱老师")
    shot(his, "admin-record-gone")


def test_deleted_record_is_restored_from_the_bin(new_page, sign_in, tree, shot, axe, watch):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    manager = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    page = opened(new_page(), sign_in, manager, f"/admin/orgs/council/{council.pk}/change/")
    page.get_by_role("link", name="删除", exact=True).click()
    expect(page.locator("#content")).to_contain_text("删除后进入回收站，管理人员可以恢复。")
    page.get_by_role("button", name="删除").click()
    assert not Council.objects.exists()
    page.get_by_role("link", name="回收站").first.click()
    shot(page, "admin-bin")
    page.get_by_role("link", name="共建议事会").click()
    expect(page.get_by_role("button", name="恢复")).to_be_visible()
    shot(page, "admin-bin-record")
    watch.forgive("Applying inline style")  # axe-core measures with styles of its own
    assert axe(page) == []
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".messagelist .success")).to_contain_text("已恢复议事机构“共建议事会”。")
    assert Council.objects.get() == council
    assert not TrashedRecord.objects.exists()
