"""What a branch settles for itself."""

import pytest
from django.urls import reverse

from orgs.admin.branch_setting import kinds
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, BranchSetting
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

AGREEMENTS, ITEMS = "partnerships.Agreement", "partnerships.ListItem"


def sign_in(client, organization, role=Role.MANAGE):
    user = UserFactory(organizations=[organization], organizations__role=role)
    client.force_login(user)
    return user


def address(page, *args):
    return reverse(f"admin:orgs_branchsetting_{page}", args=args)


def submit(client, setting=None, **fields):
    return client.post(address("change", setting.pk) if setting else address("add"), fields)


def errors(response):
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_kinds_are_those_that_residents_are_shown_each_once():
    assert sorted(kinds()) == [
        ("events.Activity", "活动"),
        (AGREEMENTS, "共建协议"),
        (ITEMS, "清单条目（资源、需求、服务）"),
        ("partnerships.Problem", "实际问题"),
        ("partnerships.Project", "共建项目"),
    ]


@pytest.mark.parametrize("where", ["street", "area", "community", "cousin"])
def test_street_lets_kinds_off_anywhere_below(client, tree, where):
    sign_in(client, tree.street)
    fields = {"organization": getattr(tree, where).pk, "unreviewed": [AGREEMENTS, ITEMS]}
    assert submit(client, **fields).status_code == 302
    assert BranchSetting.objects.get().unreviewed == [AGREEMENTS, ITEMS]
    page = client.get(address("changelist")).content.decode()
    assert "共建协议、清单条目（资源、需求、服务）" in page


def test_community_settles_the_second_factor_only(client, tree):
    sign_in(client, tree.community)
    page = client.get(address("add"))
    assert list(page.context["adminform"].form.fields) == ["organization", "requires_second_factor"]
    assert "没有，都要审核" in page.content.decode()
    assert submit(client, organization=tree.community.pk, requires_second_factor="on").status_code == 302
    setting = BranchSetting.objects.get()
    assert (setting.requires_second_factor, setting.unreviewed) == (True, [])


def test_community_cannot_forge_what_needs_no_review(client, tree):
    """Promise 10: a hidden field."""
    user = sign_in(client, tree.community)
    response = submit(client, organization=tree.community.pk, unreviewed=[AGREEMENTS])
    assert "不能填的栏目（不用审核的种类）" in response.content.decode()
    assert not BranchSetting.objects.exists()
    assert AuditEntry.objects.get(act=AuditAct.REFUSAL).user == user


def test_street_lets_nothing_off_in_a_branch_of_another_street(client, tree):
    """The one street is managed, and an area of the other."""
    user = sign_in(client, tree.other_street)
    user.assignments.create(organization=tree.area, role=Role.MANAGE)
    response = submit(client, organization=tree.area.pk, unreviewed=[AGREEMENTS])
    assert list(errors(response)) == ["unreviewed"]
    assert submit(client, organization=tree.area.pk, requires_second_factor="on").status_code == 302


@pytest.mark.parametrize("place", ["street", "area", "sister"])
def test_another_branch_is_refused_and_logged(client, tree, place):
    """Promise 10: a forged organisation."""
    sign_in(client, tree.community)
    response = submit(client, organization=getattr(tree, place).pk, requires_second_factor="on")
    assert errors(response) == {"organization": ["没有这个党组织，或不在您的管理范围内，请重新选择。"]}
    assert AuditEntry.objects.filter(act=AuditAct.REFUSAL).count() == 1


def test_organization_has_one_setting(client, tree):
    sign_in(client, tree.street)
    setting = BranchSetting.objects.create(organization=tree.area)
    response = submit(client, organization=tree.area.pk)
    assert errors(response) == {"organization": ["这个党组织已经有管理设置，请回到列表修改那一条。"]}
    assert submit(client, setting, requires_second_factor="on").status_code == 302
    setting.refresh_from_db()
    assert (setting.organization, setting.requires_second_factor) == (tree.area, True)


def test_setting_stays_with_its_organization(client, tree):
    sign_in(client, tree.street)
    setting = BranchSetting.objects.create(organization=tree.area)
    assert "不能填的栏目（党组织）" in submit(client, setting, organization=tree.sister.pk).content.decode()
    setting.refresh_from_db()
    assert setting.organization == tree.area


def test_unknown_kind_is_refused(client, tree):
    sign_in(client, tree.street)
    response = submit(client, organization=tree.street.pk, unreviewed=["orgs.User"])
    assert list(errors(response)) == ["unreviewed"]


def test_setting_of_a_sibling_is_not_there(client, tree):
    sign_in(client, tree.community)
    setting = BranchSetting.objects.create(organization=tree.sister)
    assert not client.get(address("changelist")).context["cl"].result_list
    for page in ("change", "delete", "history"):
        expected = 403 if page == "delete" else 404  # only superusers take a setting away
        assert client.get(address(page, setting.pk)).status_code == expected
    assert submit(client, setting, requires_second_factor="on").status_code == 404


@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_settings_are_closed_to_other_roles(client, tree, role):
    sign_in(client, tree.street, role)
    setting = BranchSetting.objects.create(organization=tree.street)
    pages = [address("changelist"), address("add"), *(address(p, setting.pk) for p in ("change", "history"))]
    for page in pages:
        assert client.get(page).status_code == 403
    assert submit(client, setting, requires_second_factor="on").status_code == 403
