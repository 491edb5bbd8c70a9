"""Promise 12: what a form changes is told once, before → after, to the audit and to the history."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from orgs.admin.audited import Audited
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Unit
from tests.orgs.factories import (
    PASSWORD,
    CategoryFactory,
    CouncilFactory,
    CouncilSeatFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NO_COUNTS = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.area])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def boss(client):
    boss = UserFactory(superuser=True)
    client.force_login(boss)
    return boss


def post(client, page, fields, *args):
    response = client.post(reverse(f"admin:{page}", args=args), fields)
    assert response.status_code == 302
    return response


def fields_of(unit, **fields):
    stored = {"name": unit.name, "nature": unit.nature, "community": unit.community_id, "is_public": "on"}
    return stored | NO_COUNTS | fields


def told():
    """{label: (before, after)} of the last entry."""
    return {label: (before, after) for label, before, after in AuditEntry.objects.first().changes}


def test_new_record_is_told_with_what_was_filled_in(client, clerk, tree):
    new = NO_COUNTS | {
        "name": "图书馆",
        "nature": "school",
        "community": tree.community.pk,
        "contact_phone": "0532-88881234",
        "received_on": "",
    }
    post(client, "orgs_unit_add", new)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.user, entry.organization) == (AuditAct.ADD, clerk, tree.community)
    assert (entry.kind, entry.record, entry.name) == ("orgs.unit", str(Unit.objects.get().pk), "图书馆")
    assert told() == {
        "单位名称": ("", "图书馆"),
        "单位性质": ("", "学校"),
        "属地社区": ("", tree.community.name),
        "联系电话": ("", "0532****1234"),
        "对外公开": ("", "否"),
    }


def test_change_is_told_before_and_after_in_words(client, clerk, tree):
    unit = UnitFactory(community=tree.community, name="阅览室", nature="private_enterprise", is_public=True)
    changed = fields_of(
        unit,
        name="图书馆",
        nature="private_school",
        community=tree.sister.pk,
        received_on="2019-05-14",
        is_public="",
    )
    post(client, "orgs_unit_change", changed, unit.pk)
    assert AuditEntry.objects.get().act == AuditAct.CHANGE
    assert told() == {
        "单位名称": ("阅览室", "图书馆"),
        "单位性质": ("非公有制企业", "民办学校"),
        "属地社区": (tree.community.name, tree.sister.name),
        "接收日期": ("", "2019年5月14日"),
        "对外公开": ("是", "否"),
    }
    history = client.get(reverse("admin:orgs_unit_history", args=[unit.pk])).content.decode()
    assert "<td>修改了单位名称：阅览室 → 图书馆；单位性质：非公有制企业 → 民办学校；" in history
    assert "接收日期：空 → 2019年5月14日" in history


def test_phone_is_masked_in_audit_and_history(client, clerk, tree):
    """Promise 15"""
    unit = UnitFactory(community=tree.community, contact_phone="13800001234", note="找张三 13900005678")
    changed = fields_of(unit, contact_phone="13811111234", note="找李四 13700005678")
    post(client, "orgs_unit_change", changed, unit.pk)
    assert told() == {
        "联系电话": ("138****1234", "138****1234（内容已改）"),
        "备注": ("找张三 139****5678", "找李四 137****5678"),
    }
    assert "13811111234" not in LogEntry.objects.get().change_message


def test_long_text_is_cut_and_its_length_told(client, clerk, tree):
    unit = UnitFactory(community=tree.community, note="长" * 150)
    post(client, "orgs_unit_change", fields_of(unit, note="长" * 150 + "\r\n" + "短" * 150), unit.pk)
    before, after = told()["备注"]
    assert before == "长" * 150
    assert after == "长" * 150 + r"\n" + "短" * 48 + "……（共302字）"


def test_saving_without_a_change_is_no_change(client, clerk, tree):
    unit = UnitFactory(community=tree.community, note="第一行\n第二行", is_public=True)
    post(client, "orgs_unit_change", fields_of(unit, note="第一行\r\n第二行"), unit.pk)
    assert not AuditEntry.objects.exists()


def test_rows_of_a_record_are_told_each_as_what_was_done_to_it(client, clerk, tree):
    council = CouncilFactory(organization=tree.community)
    kept, gone = CouncilSeatFactory.create_batch(
        2, council=council, title="member_unit", unit=None, person_role="主任"
    )
    unit = UnitFactory(community=tree.community, name="图书馆")
    rows = {"seats-TOTAL_FORMS": 3, "seats-INITIAL_FORMS": 2}
    for place, seat in enumerate((kept, gone)):
        rows |= {
            f"seats-{place}-id": seat.pk,
            f"seats-{place}-council": council.pk,
            f"seats-{place}-title": seat.title,
            f"seats-{place}-person_role": seat.person_role,
            f"seats-{place}-since": seat.since.isoformat(),
        }
    rows |= {"seats-0-person_role": "书记", "seats-1-DELETE": "on"}
    rows |= {"seats-2-title": "convener", "seats-2-unit": unit.pk, "seats-2-since": "2019-05-14"}
    own = {"organization": council.organization_id, "kind": council.kind, "name": council.name}
    post(client, "orgs_council_change", own | {"cadence": council.cadence} | rows, council.pk)
    seat = "议事会席位"
    since = f"{kept.since.year}年{kept.since.month}月{kept.since.day}日"
    assert AuditEntry.objects.get().changes == [
        [f"{seat}（书记）代表身份", "主任", "书记"],
        [seat, f"席位 成员单位，代表身份 主任，加入日期 {since}", "删除"],
        [seat, "", "新增：席位 召集人，成员单位 图书馆，加入日期 2019年5月14日"],
    ]


def test_role_of_an_account_is_told_before_and_after(client, boss, tree):
    user = UserFactory(organizations=[tree.community], organizations__role="enter")
    assignment = user.assignments.get()
    rows = {
        "assignments-TOTAL_FORMS": 1,
        "assignments-INITIAL_FORMS": 1,
        "assignments-0-id": assignment.pk,
        "assignments-0-user": user.pk,
        "assignments-0-organization": tree.community.pk,
        "assignments-0-role": "review",
    }
    own = {"username": user.username, "display_name": "王姐", "is_active": "on", "is_staff": "on"}
    post(client, "orgs_user_change", own | rows, user.pk)
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.organization) == (boss, tree.community)
    assert [change[1:] for change in entry.changes] == [[user.display_name, "王姐"], ["录入", "审核"]]


def test_password_is_never_told(client, boss, tree):
    """Promise 15"""
    user = UserFactory(organizations=[tree.community])
    passwords = {"new_password1": f"{PASSWORD}-new", "new_password2": f"{PASSWORD}-new"}
    post(client, "auth_user_password_change", passwords, user.pk)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.record) == (AuditAct.PASSWORD, str(user.pk))
    assert [change[1:] for change in entry.changes] == [["", "已重设"]]
    assert PASSWORD not in LogEntry.objects.get().change_message


def test_new_account_is_told_without_its_password(client, boss, tree):
    """Promise 15"""
    new = {"username": "jjl01", "display_name": "王姐", "password1": PASSWORD, "password2": PASSWORD}
    rows = {"assignments-TOTAL_FORMS": 1, "assignments-INITIAL_FORMS": 0, "assignments-0-role": "enter"}
    post(client, "orgs_user_add", new | rows | {"assignments-0-organization": tree.community.pk})
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.name) == (AuditAct.ADD, "王姐")
    assert ["密码", "", "已重设"] in entry.changes
    assert any(tree.community.name in after and "录入" in after for _, _, after in entry.changes)
    assert PASSWORD not in str(entry.changes)


def test_deleted_record_is_told_once_with_what_it_held(client, tree):
    boss = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    client.force_login(boss)
    unit = UnitFactory(community=tree.community, name="图书馆", contact_phone="13800001234")
    post(client, "orgs_unit_delete", {"post": "yes"}, unit.pk)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.user, entry.organization) == (AuditAct.DELETE, boss, tree.community)
    assert (entry.record, entry.name) == (str(unit.pk), "图书馆")
    assert {"单位名称": ("图书馆", ""), "联系电话": ("138****1234", "")}.items() <= told().items()


def test_deleted_setting_is_told_with_what_it_held(client, boss):
    category = CategoryFactory(name="场地")
    post(client, "orgs_category_delete", {"post": "yes"}, category.pk)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.record, entry.name) == (AuditAct.DELETE, str(category.pk), "场地")
    assert ["类别名称", "场地", ""] in entry.changes


def test_change_costs_one_entry_and_no_query_a_field(client, clerk, tree, django_assert_max_num_queries):
    unit = UnitFactory(community=tree.community)
    PartyMemberCountFactory(unit=unit)
    post(client, "orgs_unit_change", fields_of(unit, name="改名"), unit.pk)
    with django_assert_max_num_queries(40) as few:
        post(client, "orgs_unit_change", fields_of(unit, name="又改名"), unit.pk)
    changed = fields_of(unit, name="再改名", note="备注", address="某路1号", employee_count="12")
    with django_assert_max_num_queries(len(few)):
        post(client, "orgs_unit_change", changed, unit.pk)


def test_every_form_of_the_staff_site_is_audited():
    writable = {
        label
        for model, each in admin.site._registry.items()
        if not isinstance(each, Audited)
        if (label := model._meta.label) not in ("orgs.AuditEntry", "orgs.TrashedRecord")
    }
    assert not writable
