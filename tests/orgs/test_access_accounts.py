"""Who manages a branch keeps the accounts that work only there, and no others."""

import pytest
from django.urls import reverse

from orgs.enums import AuditAct, Role
from orgs.models import Assignment, AuditEntry, User
from tests.orgs.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "shan-hai-da-jiang-tang"


@pytest.fixture
def manager(client, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    client.force_login(manager)
    return manager


@pytest.fixture
def theirs(tree):
    """Accounts that are not the manager's, by the reason."""
    half = UserFactory(organizations=[tree.community, tree.cousin])
    return {
        "superuser": UserFactory(superuser=True, organizations=[tree.community]),
        "works elsewhere": UserFactory(organizations=[tree.cousin]),
        "works elsewhere too": half,
        "works above": UserFactory(organizations=[tree.street], organizations__role=Role.VIEW),
        "works nowhere": UserFactory(),
    }


def address(page, *args):
    return reverse(f"admin:orgs_user_{page}", args=args)


def rows(*assignments, initial=0, **others):
    """`assignments`: (organisation, role[, Assignment]) each."""
    data = {"assignments-TOTAL_FORMS": len(assignments), "assignments-INITIAL_FORMS": initial}
    for place, (organization, role, *stored) in enumerate(assignments):
        data |= {f"assignments-{place}-organization": organization.pk, f"assignments-{place}-role": role}
        if stored:
            data[f"assignments-{place}-id"] = stored[0].pk
    return data | others


def new_account(*assignments, **fields):
    data = {"username": "xin", "display_name": "新来的", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return data | rows(*assignments) | fields


def changed(user, *assignments, initial=1, **fields):
    data = {"username": user.username, "display_name": user.display_name, "is_active": "on"}
    return data | rows(*assignments, initial=initial) | fields


def problems(response):
    assert response.status_code == 200
    return [problem.message for problem in response.context["problems"]]


def test_list_holds_the_accounts_of_the_branch(client, manager, theirs, tree):
    own = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    page = client.get(address("changelist"))
    assert set(page.context["cl"].result_list) == {manager, own}
    assert f"{tree.community.label}（录入）" in page.content.decode()
    assert "系统管理员" not in page.content.decode()


def test_list_costs_the_same_queries_however_many_there_are(client, manager, tree, django_assert_num_queries):
    UserFactory(organizations=[tree.community])
    client.get(address("changelist"))
    with django_assert_num_queries(8):  # one for the menu: categories are kept by who manages a street
        client.get(address("changelist"))
    for _ in range(30):
        UserFactory(organizations=[tree.community, tree.sister])
    with django_assert_num_queries(8):
        client.get(address("changelist"))


def test_filters_beside_the_list_narrow_it(client, manager, tree):
    reader = UserFactory(organizations=[tree.community, tree.sister], organizations__role=Role.VIEW)
    for query, expected in (
        ({"assignments__role__exact": "view"}, [reader]),
        ({"is_active__exact": "0"}, []),
        ({"q": tree.sister.name}, [reader]),
    ):
        assert list(client.get(address("changelist"), query).context["cl"].result_list) == expected


@pytest.mark.parametrize(
    "lookup",
    ["password__startswith", "organizations__note__contains", "imports__remarks__contains", "email__gt"],
)
def test_columns_cannot_be_probed_by_the_address(client, manager, lookup):
    assert client.get(address("changelist"), {lookup: "1"}).status_code == 400


REASONS = ["superuser", "works elsewhere", "works elsewhere too", "works above", "works nowhere"]


@pytest.mark.parametrize("reason", REASONS)
def test_other_accounts_are_not_there(client, manager, theirs, tree, reason):
    user = theirs[reason]
    before = User.objects.values().get(pk=user.pk)
    places = set(user.assignments.values_list("organization", "role"))
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    for page in (address("change", user.pk), address("history", user.pk), password):
        assert client.get(page).status_code == 404
    assert client.post(password, passwords).status_code == 404
    assert client.post(address("change", user.pk), changed(user)).status_code == 404
    assert client.post(address("delete", user.pk), {"post": "yes"}).status_code == 403
    assert User.objects.values().get(pk=user.pk) == before
    assert set(user.assignments.values_list("organization", "role")) == places


@pytest.mark.parametrize("held", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_accounts_are_closed_to_other_roles(client, tree, held):
    client.force_login(UserFactory(organizations=[tree.street], organizations__role=held))
    user = UserFactory(organizations=[tree.community])
    for page in (address("changelist"), address("add"), address("change", user.pk)):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403


@pytest.mark.parametrize("role", Role)
def test_manager_makes_an_account_in_any_role(client, manager, tree, role):
    assert client.post(address("add"), new_account((tree.community, role))).status_code == 302
    user = User.objects.get(username="xin")
    assert (user.is_staff, user.is_superuser, user.must_change_password) == (True, False, True)
    assert list(user.assignments.values_list("organization", "role")) == [(tree.community.pk, role)]


@pytest.mark.parametrize("place", ["street", "cousin", "other_area", "stranger"])
def test_account_for_another_branch_is_refused_and_logged(client, manager, tree, place):
    """Promise 10: a forged organisation."""
    response = client.post(address("add"), new_account((getattr(tree, place), Role.MANAGE)))
    assert problems(response) == ["没有这个党组织，或不在您的管理范围内，请重新选择。"]
    assert 'value="新来的"' in response.content.decode()
    assert not User.objects.filter(username="xin").exists()
    entry = AuditEntry.objects.get(act=AuditAct.REFUSAL)
    assert (entry.user, str(getattr(tree, place).pk) in entry.detail) == (manager, True)


def test_superuser_cannot_be_forged(client, manager, tree):
    """Promise 10: a hidden field. On a new account, and on one that is there."""
    user = UserFactory(organizations=[tree.community])
    place = (tree.community, Role.ENTER)
    for page, data in (
        (address("add"), new_account(place)),
        (address("change", user.pk), changed(user, (*place, user.assignments.get()))),
    ):
        response = client.post(page, data | {"is_superuser": "on"})
        assert any("不能填的栏目" in message for message in problems(response))
    assert not User.objects.filter(is_superuser=True).exists()
    assert AuditEntry.objects.filter(act=AuditAct.REFUSAL, user=manager).count() == 2


def test_form_of_a_manager_offers_no_superuser(client, manager, tree):
    user = UserFactory(organizations=[tree.community])
    for page in (address("add"), address("change", user.pk)):
        assert "is_superuser" not in client.get(page).context["adminform"].form.fields


def test_chooser_offers_what_is_managed(client, tree):
    user = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    user.assignments.create(organization=tree.cousin, role=Role.REVIEW)
    client.force_login(user)
    query = {"app_label": "orgs", "model_name": "assignment", "field_name": "organization"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {int(each["id"]) for each in found} == {tree.area.pk, tree.community.pk, tree.sister.pk}


def test_role_is_changed_and_told_before_and_after(client, manager, tree):
    user = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    data = changed(user, (tree.community, Role.REVIEW, user.assignments.get()))
    assert client.post(address("change", user.pk), data).status_code == 302
    assert user.assignments.get().role == Role.REVIEW
    entry = AuditEntry.objects.get(act=AuditAct.CHANGE)
    assert [(before, after) for _, before, after in entry.changes] == [("查看", "审核")]


def test_account_keeps_a_place(client, manager, tree):
    user = UserFactory(organizations=[tree.community])
    data = changed(user, (tree.community, Role.ENTER, user.assignments.get()))
    response = client.post(address("change", user.pk), data | {"assignments-0-DELETE": "on"})
    assert problems(response) == ["请至少选择一个所在党组织，否则您就看不到这个账号了。"]
    assert client.post(address("add"), new_account()).status_code == 200
    assert user.assignments.exists()


def test_account_is_switched_off(client, manager, tree):
    user = UserFactory(organizations=[tree.community])
    data = changed(user, (tree.community, Role.ENTER, user.assignments.get()))
    del data["is_active"]
    assert client.post(address("change", user.pk), data).status_code == 302
    user.refresh_from_db()
    assert not user.is_active


def test_one_time_password_is_set(client, manager, tree):
    user = UserFactory(organizations=[tree.community])
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post(page, passwords).status_code == 302
    user.refresh_from_db()
    assert user.must_change_password
    assert user.check_password(NEW_PASSWORD)
    assert not user.check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.VIEW, Role.ENTER, Role.REVIEW])
def test_manager_keeps_her_own_last_role(client, manager, tree, role):
    own = manager.assignments.get()
    response = client.post(address("change", manager.pk), changed(manager, (tree.area, role, own)))
    assert problems(response) == ["不能取消自己最后一个“管理”角色。需要调整的，请联系上级党组织的管理人员。"]
    own.refresh_from_db()
    assert own.role == Role.MANAGE


def test_manager_does_not_reach_further_by_her_own_account(client, manager, tree):
    own = manager.assignments.get()
    data = changed(manager, (tree.area, Role.MANAGE, own), (tree.street, Role.MANAGE))
    assert problems(client.post(address("change", manager.pk), data))
    assert list(Assignment.objects.filter(user=manager)) == [own]


def test_assignment_of_another_account_is_not_touched(client, manager, theirs, tree):
    """Promise 9: the key of a stranger's row, sent within a form of one's own."""
    user, stranger = UserFactory(organizations=[tree.community]), theirs["works elsewhere"]
    forged = stranger.assignments.get()
    data = changed(user, (tree.community, Role.MANAGE, forged))
    assert problems(client.post(address("change", user.pk), data))
    assert list(stranger.assignments.values_list("organization", "role")) == [(tree.cousin.pk, forged.role)]
    assert not user.assignments.filter(role=Role.MANAGE).exists()


@pytest.mark.parametrize("staff", ["manager", "superuser"])
def test_nobody_switches_off_the_own_account(client, tree, staff):
    user = UserFactory(
        organizations=[tree.area], organizations__role=Role.MANAGE, superuser=staff == "superuser"
    )
    client.force_login(user)
    data = changed(user, (tree.area, Role.MANAGE, user.assignments.get()))
    del data["is_active"]
    assert set(problems(client.post(address("change", user.pk), data))) == {
        "不能停用自己的账号，也不能取消自己的登录和管理权限。请让其他管理人员来改。"
    }
    user.refresh_from_db()
    assert (user.is_active, user.is_superuser) == (True, staff == "superuser")


def test_moved_organization_moves_its_accounts(client, manager, tree):
    """Promise 11."""
    user = UserFactory(organizations=[tree.cousin])
    assert client.get(address("change", user.pk)).status_code == 404
    tree.cousin.parent = tree.area
    tree.cousin.save()
    assert client.get(address("change", user.pk)).status_code == 200
