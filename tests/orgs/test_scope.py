"""The one door. Every test has rows on the far side of it that could leak."""

import pytest

from orgs.models import Council, CouncilSeat, Organization, Unit
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils(tree):
    """One council at every node, by the node."""
    return {node: CouncilFactory(organization=node) for node in tree.nodes}


def places(councils):
    return {council.organization for council in councils}


def test_within_gives_rows_of_the_node_and_below(tree, councils):
    assert places(Council.objects.within(tree.area)) == {tree.area, tree.community, tree.sister}


def test_within_reaches_rows_that_hang_on_a_record(tree, councils):
    seats = {node: CouncilSeatFactory(council=councils[node]) for node in tree.nodes}
    within = CouncilSeat.objects.within(tree.area)
    assert set(within) == {seats[tree.area], seats[tree.community], seats[tree.sister]}


def test_superuser_sees_everything(tree, councils):
    user = UserFactory(superuser=True)
    assert places(Council.objects.visible_to(user)) == set(tree.nodes)


@pytest.mark.parametrize(
    ("works_for", "sees"),
    [
        (["street"], ["street", "area", "other_area", "community", "sister", "cousin"]),
        (["area"], ["area", "community", "sister"]),
        (["community"], ["community"]),
        (["community", "other_area"], ["community", "other_area", "cousin"]),
        (["area", "community"], ["area", "community", "sister"]),
        (["community", "sister", "stranger"], ["community", "sister", "stranger"]),
        ([], []),
    ],
    ids=["street", "area", "community", "two branches", "nested branches", "two streets", "no branch"],
)
@pytest.mark.parametrize("door", ["visible_to", "managed_by"])
def test_clerk_reaches_own_branches_only(tree, councils, works_for, sees, door):
    user = UserFactory(organizations=[getattr(tree, name) for name in works_for])
    reached = getattr(Council.objects, door)(user)
    assert places(reached) == {getattr(tree, name) for name in sees}
    assert reached.count() == len(sees)


def test_clerk_does_not_reach_a_sister_s_seat(tree, councils):
    for node in tree.nodes:
        CouncilSeatFactory(council=councils[node])
    user = UserFactory(organizations=[tree.community])
    assert [seat.council.organization for seat in CouncilSeat.objects.visible_to(user)] == [tree.community]


def test_scope_narrows_a_filtered_queryset(tree, councils):
    user = UserFactory(organizations=[tree.area])
    assert not Council.objects.filter(organization=tree.cousin).visible_to(user).exists()


def test_nested_branches_are_one_path(tree):
    user = UserFactory(organizations=[tree.community, tree.area, tree.other_area])
    assert user.branch_paths == [tree.area.path, tree.other_area.path]


def test_moved_organization_moves_its_staff_s_sight(tree, councils):
    user = UserFactory(organizations=[tree.area])
    tree.community.parent = tree.other_area
    tree.community.save()
    tree.cousin.parent = tree.area
    tree.cousin.save()
    user = type(user).objects.get(pk=user.pk)
    assert places(Council.objects.visible_to(user)) == {tree.area, tree.sister, tree.cousin}


def test_clerk_moved_along_with_the_organization_keeps_it(tree, councils):
    user = UserFactory(organizations=[tree.community])
    tree.community.parent = tree.stranger
    tree.community.save()
    user = type(user).objects.get(pk=user.pk)
    assert places(Council.objects.visible_to(user)) == {tree.community}


class TestDirectory:
    """Partners must find each other: what is public is seen by all staff, and changed by its own only."""

    def test_clerk_sees_public_organizations_of_others(self, tree):
        user = UserFactory(organizations=[tree.community])
        assert set(Organization.objects.visible_to(user)) == set(tree.nodes)

    def test_clerk_does_not_see_hidden_organizations_of_others(self, tree):
        hidden = OrganizationFactory(parent=tree.sister, is_public=False)
        own = OrganizationFactory(parent=tree.community, is_public=False)
        user = UserFactory(organizations=[tree.community])
        visible = Organization.objects.visible_to(user)
        assert own in visible
        assert hidden not in visible

    def test_clerk_changes_own_organizations_only(self, tree):
        user = UserFactory(organizations=[tree.area])
        assert set(Organization.objects.managed_by(user)) == {tree.area, tree.community, tree.sister}

    def test_clerk_sees_public_units_of_others_and_hidden_ones_of_her_own(self, tree):
        public = UnitFactory(community=tree.sister)
        UnitFactory(community=tree.sister, private=True)
        own = UnitFactory(community=tree.community, private=True)
        user = UserFactory(organizations=[tree.community])
        assert set(Unit.objects.visible_to(user)) == {public, own}

    def test_clerk_changes_own_units_and_those_without_a_community(self, tree):
        UnitFactory(community=tree.sister)
        own, homeless = UnitFactory(community=tree.community), UnitFactory(private=True)
        user = UserFactory(organizations=[tree.community])
        assert set(Unit.objects.managed_by(user)) == {own, homeless}
        assert set(Unit.objects.visible_to(user)) >= {own, homeless}

    @pytest.mark.parametrize("model", [Organization, Unit])
    def test_staff_without_a_branch_see_and_change_nothing(self, tree, model):
        UnitFactory()
        user = UserFactory()
        assert not model.objects.visible_to(user).exists()
        assert not model.objects.managed_by(user).exists()

    @pytest.mark.parametrize("model", [Organization, Unit])
    def test_superuser_sees_and_changes_hidden_ones(self, tree, model):
        OrganizationFactory(is_public=False)
        UnitFactory(private=True)
        user = UserFactory(superuser=True)
        assert model.objects.visible_to(user).filter(is_public=False).exists()
        assert model.objects.managed_by(user).filter(is_public=False).exists()

    def test_public_leaves_out_what_is_hidden(self, tree):
        UnitFactory(private=True)
        shown = UnitFactory()
        assert list(Unit.objects.public()) == [shown]


class TestClerk:
    def test_staff_with_a_branch_is_a_clerk(self, tree):
        assert UserFactory(organizations=[tree.community]).is_clerk

    def test_superuser_is_a_clerk(self):
        assert UserFactory(superuser=True).is_clerk

    @pytest.mark.parametrize("fault", [{"is_staff": False}, {"is_active": False}])
    def test_not_staff_or_not_active_is_no_clerk(self, tree, fault):
        assert not UserFactory(organizations=[tree.community], **fault).is_clerk

    def test_staff_without_a_branch_is_no_clerk(self):
        assert not UserFactory().is_clerk


def test_branch_paths_cost_one_query(tree, django_assert_num_queries):
    user = UserFactory(organizations=[tree.community, tree.cousin])
    with django_assert_num_queries(1):
        assert len(user.branch_paths) == 2
        assert len(user.branch_paths) == 2
