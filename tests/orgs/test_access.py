"""The table of roles: who may do what to which record, and to which rows of it."""

import pytest
from django.apps import apps
from django.contrib import admin

from orgs.access import TABLE, Action, least_role, may, reaches
from orgs.enums import Role
from orgs.models import BranchSetting, Category, Council, ImportBatch, Indicator, Organization, Unit
from orgs.scope import ScopedQuerySet
from tests.orgs.factories import CouncilFactory, UnitFactory, UserFactory
from tests.orgs.import_batches import make_batch

pytestmark = pytest.mark.django_db

RECORD = {
    Action.VIEW: Role.VIEW,
    Action.EXPORT: Role.VIEW,
    Action.ADD: Role.ENTER,
    Action.CHANGE: Role.ENTER,
    Action.IMPORT: Role.ENTER,
    Action.PERSONAL: Role.ENTER,
    Action.DELETE: Role.REVIEW,
    Action.REVIEW: Role.REVIEW,
    Action.RESTORE: Role.MANAGE,
}
# Of what is registered in the admin or lies in the tree, that which only superusers touch.
SUPERUSERS_OWN = {"orgs.Category", "orgs.Indicator", "orgs.ConsentText"}
EVERY_ROLE = pytest.mark.parametrize("held", Role)


def in_the_tree():
    models = [model for model in apps.get_models() if not model._meta.auto_created]
    return {m._meta.label for m in models if isinstance(m._default_manager.all(), ScopedQuerySet)}


def test_every_model_of_the_table_exists():
    assert {apps.get_model(label)._meta.label for label in TABLE} == set(TABLE)


def test_whatever_lies_in_the_tree_or_in_the_admin_is_in_the_table():
    registered = {model._meta.label for model in admin.site._registry}
    assert in_the_tree() | registered <= set(TABLE) | SUPERUSERS_OWN


def test_roles_are_ranked():
    assert [held for held in Role if reaches(held, Role.VIEW)] == list(Role)
    assert [held for held in Role if reaches(held, Role.REVIEW)] == [Role.REVIEW, Role.MANAGE]


@EVERY_ROLE
@pytest.mark.parametrize("action", Action)
def test_role_may_with_a_record_what_the_table_says(tree, held, action):
    user = UserFactory(organizations=[tree.area], organizations__role=held)
    expected = reaches(held, RECORD[action])
    assert may(user, action, Council) is expected
    rows = [CouncilFactory(organization=node) for node in (tree.area, tree.community, tree.cousin)]
    assert set(Council.objects.open_to(user, action)) == (set(rows[:2]) if expected else set())


@EVERY_ROLE
def test_office_wide_settings_are_superusers(tree, held):
    user = UserFactory(organizations=[tree.street], organizations__role=held)
    for model in (Category, Indicator):
        assert not any(may(user, action, model) for action in Action)
        assert may(UserFactory(superuser=True), Action.CHANGE, model)


@EVERY_ROLE
def test_settings_of_a_branch_are_its_managers(tree, held):
    own, _ = (BranchSetting.objects.create(organization=node) for node in (tree.community, tree.cousin))
    user = UserFactory(organizations=[tree.area], organizations__role=held)
    expected = [own] if held == Role.MANAGE else []
    assert list(BranchSetting.objects.open_to(user, Action.CHANGE)) == expected
    assert list(BranchSetting.objects.visible_to(user)) == expected
    assert least_role(BranchSetting, Action.DELETE) is None


def test_each_role_holds_in_its_own_branch(tree):
    rows = {node: CouncilFactory(organization=node) for node in (tree.street, tree.community, tree.cousin)}
    user = UserFactory(organizations=[tree.street], organizations__role=Role.VIEW)
    user.assignments.create(organization=tree.area, role=Role.ENTER)
    user.assignments.create(organization=tree.cousin, role=Role.REVIEW)
    assert set(Council.objects.visible_to(user)) == set(rows.values())
    assert set(Council.objects.managed_by(user)) == {rows[tree.community], rows[tree.cousin]}
    assert set(Council.objects.open_to(user, Action.REVIEW)) == {rows[tree.cousin]}
    assert not Council.objects.open_to(user, Action.RESTORE).exists()


def test_stronger_role_below_a_weaker_one_is_kept(tree):
    user = UserFactory(organizations=[tree.street], organizations__role=Role.VIEW)
    user.assignments.create(organization=tree.community, role=Role.MANAGE)
    assert user.branch_paths == [tree.street.path]
    assert user.paths_as(Role.ENTER) == user.paths_as(Role.MANAGE) == [tree.community.path]


def test_import_for_several_branches_is_seen_by_its_uploader_and_who_sees_as_much(tree):
    """Handed in for no branch in particular, by somebody who also reads what lies above."""
    clerk, colleague, fewer, reader = (
        UserFactory(organizations=[tree.street], organizations__role=Role.VIEW) for _ in range(4)
    )
    for user in (clerk, colleague):
        for node in (tree.community, tree.cousin):
            user.assignments.create(organization=node, role=Role.ENTER)
    fewer.assignments.filter(organization=tree.street).delete()
    fewer.assignments.create(organization=tree.community, role=Role.ENTER)
    own, placed = make_batch(clerk), make_batch(clerk, organization=tree.community)
    assert set(ImportBatch.objects.visible_to(clerk)) == {own, placed}
    assert set(ImportBatch.objects.visible_to(colleague)) == {placed}
    for user in (fewer, reader):
        assert not ImportBatch.objects.visible_to(user).exists()


@EVERY_ROLE
def test_unit_without_a_community_is_in_the_hands_of_whoever_enters(tree, held):
    homeless, other = UnitFactory(private=True), UnitFactory(community=tree.cousin)
    user = UserFactory(organizations=[tree.community], organizations__role=held)
    assert set(Unit.objects.visible_to(user)) == {homeless, other}
    assert set(Unit.objects.managed_by(user)) == ({homeless} if reaches(held, Role.ENTER) else set())


@pytest.mark.parametrize("held", [Role.VIEW, Role.ENTER, Role.REVIEW, Role.MANAGE])
def test_moved_organization_moves_the_rights_of_every_role_at_once(tree, held):
    """Promise 11."""
    council = CouncilFactory(organization=tree.cousin)
    losing, gaining = (
        UserFactory(organizations=[node], organizations__role=held) for node in (tree.other_area, tree.area)
    )
    tree.cousin.parent = tree.area
    tree.cousin.save()
    for action in (each for each in Action if reaches(held, RECORD[each])):
        for user, rows in ((losing, []), (gaining, [council])):
            user = type(user).objects.get(pk=user.pk)
            assert list(Council.objects.open_to(user, action)) == rows
            assert (tree.cousin in Organization.objects.open_to(user, action)) is bool(rows)


@pytest.mark.parametrize("fault", [{"is_staff": False}, {"is_active": False}])
def test_no_clerk_may_nothing(tree, fault):
    user = UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE, **fault)
    assert not any(may(user, action, Council) for action in Action)
