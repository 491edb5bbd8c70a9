"""The door to the audit: what an entry holds, and refusals that outlive their transaction."""

import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpResponse, HttpResponseServerError
from django.test import RequestFactory
from django.urls import reverse

from orgs import audit
from orgs.enums import AuditAct, AuditResult, Role
from orgs.models import AuditEntry, Unit
from tests.orgs.factories import (
    CategoryFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def request_of(user=None, method="post", path="/admin/", **headers):
    request = getattr(RequestFactory(REMOTE_ADDR="192.0.2.7"), method)(path, **headers)
    request.user, request.resolver_match = user or AnonymousUser(), None
    return request


def answer(request, view):
    return audit.AuditMiddleware(view)(request)


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.area, tree.community])


def test_entry_says_when_who_from_where_on_what_and_how_it_ended(tree, clerk):
    """Promise 12"""
    unit = UnitFactory(community=tree.sister, name="图书馆")
    changes = [("单位名称", "阅览室", "图书馆")]
    audit.log(AuditAct.CHANGE, request=request_of(clerk), record=unit, changes=changes, detail="按通知改名")
    entry = AuditEntry.objects.get()
    assert entry.at
    assert (entry.user, entry.user_name, entry.address) == (clerk, clerk.username, "192.0.2.7")
    assert (entry.kind, entry.record, entry.name) == ("orgs.unit", str(unit.pk), "图书馆")
    assert (entry.act, entry.result) == (AuditAct.CHANGE, AuditResult.DONE)
    assert entry.changes == [["单位名称", "阅览室", "图书馆"]]
    assert entry.detail == "按通知改名"
    assert entry.organization == tree.sister


def test_entry_lies_where_its_record_lies_however_deep(tree, clerk):
    seat = CouncilSeatFactory(council__organization=tree.sister)
    colleague = UserFactory(organizations=[tree.cousin])
    for record, place in ((seat, tree.sister), (colleague, tree.cousin), (tree.stranger, tree.stranger)):
        assert audit.log(AuditAct.CHANGE, request=request_of(clerk), record=record).organization == place


def test_entry_without_a_place_lies_where_its_user_works_first(tree, clerk):
    for record in (None, CategoryFactory(), UnitFactory(community=None)):
        assert audit.log(AuditAct.CHANGE, request=request_of(clerk), record=record).organization == tree.area


def test_entry_of_a_deleted_organization_lies_above_it(tree, clerk):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    audit.log(AuditAct.DELETE, request=request_of(clerk), record=branch)
    branch.delete()
    assert AuditEntry.objects.get().organization == tree.community


def test_what_a_command_does_has_no_user(tree):
    audit.log(AuditAct.CHANGE, record=tree.community, detail="恢复备份")
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.user_name, entry.address) == (None, "", None)
    assert entry.detail == "命令行：恢复备份"


def test_verb_that_knows_no_request_is_told_for_the_present_one(tree, clerk):
    def view(request):
        audit.log(AuditAct.PUBLISH, record=tree.community)
        return HttpResponse()

    answer(request_of(clerk), view)
    assert (AuditEntry.objects.get().user, AuditEntry.objects.get().address) == (clerk, "192.0.2.7")
    assert audit.log(AuditAct.PUBLISH, record=tree.community).user is None


def test_phones_are_masked_and_line_breaks_escaped(tree, clerk):
    """Promise 15"""
    clerk.username = "jjl\r\n2026-11-21 admin"
    unit = UnitFactory(community=tree.community, name="图书馆 13800001234")
    entry = audit.log(
        AuditAct.CHANGE,
        request=request_of(clerk),
        record=unit,
        changes=[("联系人\n", "张三 13800001234", "李四\r\n１３９００００５６７８")],
        detail="第一行\n第二行 370212199001011234 \u202e",
    )
    assert entry.user_name == r"jjl\r\n2026-11-21 admin"
    assert entry.name == "图书馆 138****1234"
    assert entry.changes == [[r"联系人\n", "张三 138****1234", r"李四\r\n139****5678"]]
    assert entry.detail == r"第一行\n第二行 370***********1234 \u202e"


def test_name_typed_at_the_door_is_kept_on_one_line(tree):
    """Promise 15"""
    typed = "13800001234\n2026-11-21 admin 登录 成功"
    entry = audit.log(AuditAct.SIGN_IN, request=request_of(), user_name=typed, result=AuditResult.REFUSED)
    assert (entry.user, entry.user_name) == (None, r"138****1234\n2026-11-21 admin 登录 成功")


def test_act_that_is_rolled_back_was_not_done(tree, clerk):
    with transaction.atomic():
        audit.log(AuditAct.CHANGE, request=request_of(clerk), record=tree.community)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def refusing(request):
    try:
        with transaction.atomic():
            UnitFactory(name="不该在的单位")
            audit.refuse(request, "提交了别的党组织。", name="归口党组织")
            raise PermissionDenied
    except PermissionDenied:
        return HttpResponse(status=403)


def test_refusal_is_kept_though_its_transaction_rolls_back(tree, clerk):
    """Promise 14"""
    answer(request_of(clerk), refusing)
    assert not Unit.objects.filter(name="不该在的单位").exists()
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.result, entry.user) == (AuditAct.REFUSAL, AuditResult.REFUSED, clerk)
    assert (entry.name, entry.detail) == ("归口党组织", "提交了别的党组织。")
    assert entry.organization == tree.area


def test_refusal_is_kept_though_the_answer_is_an_error(tree, clerk):
    """Promise 14"""

    def view(request):
        audit.refuse(request, "提交了别的党组织。", record=tree.sister)
        return HttpResponseServerError()

    answer(request_of(clerk), view)
    assert AuditEntry.objects.get().organization == tree.sister


def test_answer_goes_out_though_the_audit_cannot_be_written(tree, clerk, monkeypatch, caplog):
    def failing(entry, *args, **kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(AuditEntry, "save", failing)
    with caplog.at_level(logging.ERROR, logger="orgs.audit"):
        assert answer(request_of(clerk, path="/admin/a%0Ab/"), refusing).status_code == 403
    assert r"not written to the audit: /admin/a\nb/ 403" in caplog.text


def test_refusals_of_one_user_are_bounded_and_the_last_one_says_so(tree, clerk):
    other = UserFactory(organizations=[tree.sister])
    for _ in range(audit.REFUSALS_A_MINUTE + 5):
        answer(request_of(clerk), refusing)
    answer(request_of(other), refusing)
    details = list(AuditEntry.objects.filter(user=clerk).order_by("pk").values_list("detail", flat=True))
    assert len(details) == audit.REFUSALS_A_MINUTE + 1
    assert set(details[:-1]) == {"提交了别的党组织。"}
    assert details[-1] == "一分钟内被拒绝超过30次，后面的不再逐条记录。"
    assert AuditEntry.objects.filter(user=other).count() == 1


def test_page_of_a_siblings_record_is_logged_with_its_kind_and_key(client, tree):
    """Promise 12"""
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    unit = UnitFactory(community=tree.sister, is_public=False, name="别人的单位")
    address = reverse("admin:orgs_unit_change", args=[unit.pk])
    assert client.get(address).status_code == 404
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.result, entry.user) == (AuditAct.REFUSAL, AuditResult.REFUSED, clerk)
    assert (entry.kind, entry.record, entry.name) == ("orgs.unit", str(unit.pk), "")
    assert entry.detail == f"打开 {address}：没有这条记录，或不在管理范围内。"


@pytest.mark.parametrize(
    ("page", "method", "status", "words"),
    [
        ("admin:orgs_category_changelist", "get", 403, "打开 /admin/orgs/category/：没有权限。"),
        ("admin:orgs_category_add", "post", 403, "提交 /admin/orgs/category/add/：没有权限。"),
        (
            "admin:orgs_unit_changelist",
            "get",
            400,
            "打开 /admin/orgs/unit/：地址里的条件不对。",
        ),
    ],
)
def test_refused_page_is_logged_without_its_query(client, tree, page, method, status, words):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    response = getattr(client, method)(f"{reverse(page)}?contact_phone__startswith=13800001234")
    assert response.status_code == status
    assert AuditEntry.objects.get().detail == words


def test_missing_page_and_a_stranger_are_no_refusal(client, tree):
    client.get("/admin/orgs/category/")
    client.get(reverse("orgs:unit_detail", args=[999]))
    client.force_login(UserFactory(organizations=[tree.community]))
    client.get("/没有这一页/")
    client.get(reverse("orgs:unit_detail", args=[999]))
    client.get("/admin/typo/")
    client.get(reverse("admin:index"))
    assert not AuditEntry.objects.filter(act=AuditAct.REFUSAL).exists()
