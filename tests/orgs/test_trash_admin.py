"""The bin on screen: who sees it, what a deletion says, restoring and emptying."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from orgs import trash
from orgs.admin.dependants import Dependants
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Council, NewSectorApplication, TrashedRecord, Unit
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "admin:orgs_trashedrecord_changelist"


def page_of(trashed, name="change"):
    return reverse(f"admin:orgs_trashedrecord_{name}", args=[trashed.pk])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    client.force_login(manager)
    return manager


@pytest.fixture
def trashed(tree):
    unit = UnitFactory(name="图书馆", community=tree.community, contact_phone="13800001234", nature="school")
    return trash.throw_away(unit, UserFactory(display_name="王姐"))


def test_deletion_says_that_the_bin_keeps_it_and_moves_it_there(client, manager, tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    address = reverse("admin:orgs_council_delete", args=[council.pk])
    assert "删除后进入回收站，管理人员可以恢复。" in text(client.get(address))
    assert client.post(address, {"post": "yes"}).status_code == 302
    kept = TrashedRecord.objects.get()
    assert (kept.name, kept.deleted_by) == ("共建议事会", manager)
    assert not Council.objects.exists()
    entry = AuditEntry.objects.get(act=AuditAct.DELETE)
    assert entry.user == manager
    assert ["议事机构名称", "共建议事会", ""] in entry.changes


def test_list_and_page_tell_what_lies_there(client, manager, trashed):
    row = text(client.get(reverse(LIST)))
    assert "图书馆" in row
    assert "王姐" in row
    page = text(client.get(page_of(trashed)))
    assert "学校" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert "属地社区" in page
    assert 'name="_save"' not in page


def test_restored_record_opens_and_its_history_tells(client, manager, trashed):
    response = client.post(page_of(trashed, "restore"), follow=True)
    assert "已恢复单位“图书馆”。" in text(response)
    unit = Unit.objects.get()
    assert response.redirect_chain == [(reverse("admin:orgs_unit_change", args=[unit.pk]), 302)]
    assert "从回收站恢复" in LogEntry.objects.get().change_message
    assert "从回收站恢复" in text(client.get(reverse("admin:orgs_unit_history", args=[unit.pk])))
    assert AuditEntry.objects.get(act=AuditAct.RESTORE).user == manager


def test_history_of_what_came_back_says_that_it_was_deleted(client, manager, tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    client.post(reverse("admin:orgs_council_delete", args=[council.pk]), {"post": "yes"})
    client.post(page_of(TrashedRecord.objects.get(), "restore"))
    told = text(client.get(reverse("admin:orgs_council_history", args=[council.pk])))
    assert told.index("<td>删除了这条记录。</td>") < told.index("<td>从回收站恢复</td>")


def test_what_went_with_a_record_is_told_without_the_record_s_name(client, manager, tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    CouncilSeatFactory(council=council, unit=UnitFactory(name="图书馆"))
    page = text(client.get(page_of(trash.throw_away(council, manager))))
    line = page.split("<th scope='row'>议事会席位</th>")[1].split("</tr>")[0]
    assert "图书馆" in line
    assert "共建议事会" not in line


def test_empty_bin_says_what_it_is_for(client, manager):
    assert "回收站是空的。删除的记录会放在这里。" in text(client.get(reverse(LIST)))


def test_refused_restore_says_why_and_keeps_the_record(client, manager, trashed):
    UnitFactory(name="图书馆")
    page = text(client.post(page_of(trashed, "restore"), follow=True))
    assert "没有恢复：单位名称“图书馆”：已经有同名的单位" in page
    assert TrashedRecord.objects.exists()


def test_purge_is_asked_once_more_and_cannot_be_undone(client, manager, trashed):
    address = page_of(trashed, "delete")
    assert "确定彻底删除“图书馆”吗？它的全部内容和附件都会删除，以后不能恢复。" in text(client.get(address))
    assert TrashedRecord.objects.exists()
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not TrashedRecord.objects.exists()
    assert AuditEntry.objects.get(act=AuditAct.PURGE).name == "图书馆"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_bin_is_closed_to_lower_roles(client, tree, trashed, role):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=role))
    for address in (reverse(LIST), *(page_of(trashed, name) for name in ("change", "delete", "history"))):
        assert client.get(address).status_code == 403
    for name in ("restore", "delete"):
        assert client.post(page_of(trashed, name), {"post": "yes"}).status_code == 403
    assert TrashedRecord.objects.count() == 1
    assert reverse(LIST) not in client.get(reverse("admin:index")).content.decode()


def test_bin_of_a_sibling_is_not_there(client, tree, trashed):
    client.force_login(UserFactory(organizations=[tree.sister], organizations__role=Role.MANAGE))
    assert "图书馆" not in text(client.get(reverse(LIST)))
    for name in ("change", "delete", "history"):
        assert client.get(page_of(trashed, name)).status_code == 404
    for name in ("restore", "delete"):
        assert client.post(page_of(trashed, name), {"post": "yes"}).status_code == 404
    assert TrashedRecord.objects.count() == 1


def test_manager_of_a_branch_above_and_superuser_restore_too(client, tree):
    for user in (
        UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE),
        UserFactory(superuser=True),
    ):
        client.force_login(user)
        kept = trash.throw_away(UnitFactory(community=tree.community))
        assert client.post(page_of(kept, "restore")).status_code == 302
        assert Unit.objects.filter(pk=kept.record).exists()


def test_what_had_no_place_is_the_superusers_to_restore(client, manager):
    kept = trash.throw_away(UnitFactory(community=None))
    assert client.get(page_of(kept)).status_code == 404
    client.force_login(UserFactory(superuser=True))
    assert client.get(page_of(kept)).status_code == 200


def test_restoring_is_done_by_post_only(client, manager, trashed):
    assert client.get(page_of(trashed, "restore")).status_code == 405
    assert client.post(reverse("admin:orgs_trashedrecord_restore", args=[10**9])).status_code == 404


def test_what_stands_in_the_way_is_linked_where_it_is_seen_and_else_counted(client, tree):
    client.force_login(UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE))
    branch = OrganizationFactory(branch=True, parent=tree.community)
    own = NewSectorApplicationFactory(
        organization=tree.community, founded=branch, proposed_name="本社区的支部"
    )
    value = IndicatorValueFactory(organization=branch)
    page = text(client.get(reverse("admin:orgs_organization_delete", args=[branch.pk])))
    for row in (own, value):
        assert f'<a href="{reverse(f"admin:orgs_{row._meta.model_name}_change", args=[row.pk])}">' in page
    NewSectorApplication.objects.update(organization=tree.stranger)
    page = text(client.get(reverse("admin:orgs_organization_delete", args=[branch.pk])))
    assert "两新组织成立党组织申请\n" in page
    assert "有的不在您的管理范围内" in page
    assert "本社区的支部" not in page


def test_row_in_another_record_s_form_is_linked_to_that_record(rf):
    seat = CouncilSeatFactory(council__name="共建议事会")
    request = rf.get("/")
    request.user = UserFactory(superuser=True)
    (found,) = Dependants([seat.unit], request, admin.site).in_the_way()
    assert (found.kind, found.number, found.more, found.has_hidden) == ("议事会席位", 1, 0, False)
    address = reverse("admin:orgs_council_change", args=[seat.council_id])
    assert found.links == [(address, "共建议事会")]


def test_record_used_at_the_last_moment_stays(client, manager, tree, monkeypatch):
    unit = UnitFactory(community=tree.community)
    at_first = trash.throw_away

    def meanwhile(record, *args):
        CouncilSeatFactory(unit=record)
        return at_first(record, *args)

    monkeypatch.setattr(trash, "throw_away", meanwhile)
    address = reverse("admin:orgs_unit_delete", args=[unit.pk])
    page = text(client.post(address, {"post": "yes"}, follow=True))
    assert "没有删除：它刚刚用在了别的记录里" in page
    assert Unit.objects.filter(pk=unit.pk).exists()
    assert not TrashedRecord.objects.exists()
