"""操作日志 on the staff side: who reads it, what is found in it, and that nobody writes it."""

from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orgs import audit
from orgs.enums import AuditAct, AuditResult, Role
from orgs.models import AuditEntry
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

LIST = "admin:orgs_auditentry_changelist"


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE, display_name="王主任")
    client.force_login(manager)
    return manager


def entries(client, **query):
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return [entry.name for entry in response.context["cl"].result_list]


def text(response):
    return response.content.decode()


def page(entry, name="change"):
    return reverse(f"admin:orgs_auditentry_{name}", args=[entry.pk])


def workbook(response):
    rows = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active.values
    header, *body = rows
    return [dict(zip(header, row, strict=True)) for row in body]


def test_manager_reads_what_was_done_in_her_branch(client, manager, tree):
    for place in (tree.community, tree.sister, tree.cousin, tree.street):
        audit.log(AuditAct.CHANGE, record=place)
    audit.log(AuditAct.SIGN_IN, user=UserFactory(organizations=[tree.sister]), name="同事登录")
    audit.log(AuditAct.SIGN_IN, user=UserFactory(organizations=[tree.cousin]), name="别处登录")
    assert set(entries(client)) == {tree.community.name, tree.sister.name, "同事登录"}


def test_entry_of_another_branch_is_not_there(client, manager, tree):
    """Promise 9"""
    entry = audit.log(AuditAct.CHANGE, record=tree.cousin)
    for name in ("change", "history"):
        assert client.get(page(entry, name)).status_code == 404
    assert AuditEntry.objects.filter(act=AuditAct.REFUSAL, record=str(entry.pk)).count() == 2


@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_audit_is_closed_below_the_manager(client, tree, role):
    client.force_login(UserFactory(organizations=[tree.area], organizations__role=role))
    entry = audit.log(AuditAct.CHANGE, record=tree.community)
    for address in (reverse(LIST), page(entry), reverse("admin:orgs_auditentry_export")):
        assert client.get(address).status_code in (403, 404)
    assert "操作日志" not in text(client.get(reverse("admin:index")))


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_edits_an_entry(client, tree, is_superuser):
    """Promise 13"""
    role = {"superuser": True} if is_superuser else {"organizations__role": Role.MANAGE}
    client.force_login(UserFactory(organizations=[tree.area], **role))
    entry = audit.log(AuditAct.CHANGE, record=tree.community, detail="原来的说明")
    assert 'name="_save"' not in text(client.get(page(entry)))
    changed = {"detail": "改过的说明", "act": "add", "name": "别的"}
    posted = (reverse("admin:orgs_auditentry_add"), page(entry), page(entry, "delete"), reverse(LIST))
    for address in posted:
        assert client.post(address, changed | {"post": "yes", "_save": "保存"}).status_code == 403, address
    assert client.get(reverse("admin:orgs_auditentry_add")).status_code == 403
    assert client.get(page(entry, "delete")).status_code == 403
    action = {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"}
    assert client.post(reverse(LIST), action).status_code == 403
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert (stored.detail, stored.act, stored.name) == (
        "命令行：原来的说明",
        AuditAct.CHANGE,
        tree.community.name,
    )


def test_entry_is_found_by_record_number_person_and_address(client, manager, tree, rf):
    agreement = AgreementFactory(organization=tree.community, title="读书共建协议")
    assert agreement.number
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    request.user = UserFactory(organizations=[tree.area], username="jjl01", display_name="赵姐")
    audit.log(AuditAct.CHANGE, request=request, record=agreement)
    audit.log(AuditAct.CHANGE, record=tree.sister)
    found = [f"{agreement.number} 读书共建协议"]
    for asked in ("读书共建", agreement.number, "jjl01", "赵姐", "192.0.2.7"):
        assert entries(client, q=asked) == found, asked
    assert entries(client, q=str(agreement.pk)) in (found, [tree.sister.name, *found])


def test_entry_is_found_by_act_result_day_and_person(client, manager, tree):
    colleague = UserFactory(organizations=[tree.community])
    audit.log(AuditAct.SIGN_IN, user=colleague, name="没有登录", result=AuditResult.REFUSED)
    old = audit.log(AuditAct.CHANGE, user=manager, name="以前")
    AuditEntry.objects.filter(pk=old.pk).update(at=datetime(2019, 5, 13, 16, 30, tzinfo=UTC))
    assert entries(client, act__exact="sign_in") == ["没有登录"]
    assert entries(client, result__exact="refused") == ["没有登录"]
    assert entries(client, day="2019-05") == entries(client, day="2019-05-14") == ["以前"]
    assert entries(client, day="2019-05-13") == entries(client, day="2019-06") == []
    assert entries(client, person=manager.pk) == ["以前"]
    assert entries(client, person="x") == []
    choices = text(client.get(reverse(LIST)))
    assert f"?person={colleague.pk}" in choices


def test_people_of_other_branches_are_no_choice(client, manager, tree):
    """Promise 9"""
    stranger = UserFactory(organizations=[tree.cousin], display_name="别处的人")
    listed = text(client.get(reverse(LIST)))
    assert f"?person={stranger.pk}" not in listed
    assert "别处的人" not in listed


def test_detail_shows_each_change_and_leads_to_the_record(client, manager, tree):
    unit = UnitFactory(community=tree.community, name="<图书馆>")
    changes = [("单位名称", "阅览室", "<图书馆>"), ("地址", "", "某路1号")]
    entry = audit.log(AuditAct.CHANGE, user=manager, record=unit, changes=changes, detail="按通知改名")
    shown = text(client.get(page(entry)))
    address = reverse("admin:orgs_unit_change", args=[unit.pk])
    assert f'<a href="{address}">单位：&lt;图书馆&gt;</a>' in shown
    assert '<th scope="row">单位名称</th><td>阅览室</td><td>&lt;图书馆&gt;</td>' in shown
    assert '<th scope="row">地址</th><td>—</td><td>某路1号</td>' in shown
    assert "王主任（" in shown
    assert "按通知改名" in shown


def test_record_that_is_gone_or_out_of_sight_has_no_link(client, manager, tree):
    gone, moved = (UnitFactory(community=tree.community, is_public=False) for _ in range(2))
    for unit in (gone, moved):
        audit.log(AuditAct.CHANGE, user=manager, record=unit)
    gone.delete()
    moved.community = tree.cousin
    moved.save()
    listed = text(client.get(reverse(LIST)))
    assert moved.name in listed
    assert "/admin/orgs/unit/" not in listed.split('id="result_list"')[1]


@pytest.mark.parametrize("key", ["9" * 30, "²", "\0", "../..", "a" * 90])
def test_refused_address_of_no_record_does_not_break_the_list(client, manager, key):
    client.get(f"/admin/orgs/unit/{quote(key, safe='')}/change/")
    audit.log(AuditAct.REFUSAL, user=manager, name="在列表里")
    AuditEntry.objects.update(kind="orgs.unit", record=key[:40].replace("\0", ""))
    assert "在列表里" in entries(client)


def test_list_costs_the_same_queries_however_many_records_it_names(client, manager, tree):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(LIST)).status_code == 200
        return len(captured)

    audit.log(AuditAct.CHANGE, user=manager, record=UnitFactory(community=tree.community))
    queries()
    few = queries()
    for _ in range(29):
        colleague = UserFactory(organizations=[tree.community])
        audit.log(AuditAct.CHANGE, user=colleague, record=UnitFactory(community=tree.sister))
    assert queries() == few <= 20


def test_export_holds_what_is_filtered_and_is_logged_itself(client, manager, tree):
    """Promise 12"""
    changes = [("单位名称", "阅览室", "=1+1"), ("地址", "", "某路1号")]
    unit = UnitFactory(community=tree.community, name="图书馆")
    audit.log(AuditAct.CHANGE, user=manager, record=unit, changes=changes)
    audit.log(AuditAct.CHANGE, user=manager, record=tree.cousin)
    audit.log(AuditAct.SIGN_IN, user=manager)
    listed = text(client.get(reverse(LIST), {"act__exact": "change"}))
    assert f'href="{reverse("admin:orgs_auditentry_export")}?act__exact=change"' in listed
    response = client.get(reverse("admin:orgs_auditentry_export"), {"act__exact": "change", "q": "图书馆"})
    (row,) = workbook(response)
    assert (row["操作"], row["结果"], row["种类"], row["对象"]) == ("修改", "成功", "单位", "图书馆")
    assert row["改动"] == "单位名称：阅览室 → =1+1；地址：空 → 某路1号"
    assert (row["用户名"], row["姓名"]) == (manager.username, "王主任")
    assert row["所在党组织"] == tree.community.name
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.name, entry.user) == (AuditAct.EXPORT, "操作日志", manager)
    assert entry.detail == "共1条。筛选：操作 修改；查找“图书馆”。"


@pytest.mark.parametrize(
    "query",
    [
        {"day": "x"},
        {"day": "\0"},
        {"day": "2019-13"},
        {"detail": "\0"},
        {"person": "9" * 30},
        {"user__password__startswith": "a"},
        {"user__exact": "9" * 30},
    ],
)
def test_strange_address_is_no_fault_of_the_server(client, manager, query):
    for address in (reverse(LIST), reverse("admin:orgs_auditentry_export")):
        response = client.get(address, query)
        assert response.status_code in (200, 302, 400)
        b"".join(response)  # a workbook is closed when it has been read
