import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from orgs.enums import OrganizationLevel
from orgs.models import Organization
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def stored_path(organization):
    return Organization.objects.get(pk=organization.pk).path


def test_path_of_first_top_organization():
    assert OrganizationFactory().path == "0001"


def test_path_goes_after_the_last_sister():
    top = OrganizationFactory(street=True)
    first, second = OrganizationFactory(parent=top), OrganizationFactory(parent=top)
    assert (first.path, second.path) == ("00010001", "00010002")


def test_path_does_not_fill_the_gap_of_a_removed_sister():
    top = OrganizationFactory(street=True)
    first, _ = OrganizationFactory(parent=top), OrganizationFactory(parent=top)
    first.delete()
    assert OrganizationFactory(parent=top).path == "00010003"


def test_path_of_the_tenth_sister_sorts_after_the_ninth():
    top = OrganizationFactory(street=True)
    made = [OrganizationFactory(parent=top) for _ in range(11)]
    assert list(top.children.all()) == made


def test_path_of_an_organization_with_a_chosen_key():
    top = OrganizationFactory(street=True)
    assert OrganizationFactory(pk=9001, parent=top).path == "00010001"


def test_move_takes_all_below_along(tree):
    leaf = OrganizationFactory(branch=True, parent=tree.community)
    tree.community.parent = tree.other_area
    tree.community.save()
    assert stored_path(tree.community) == f"{tree.other_area.path}0002"
    assert stored_path(leaf) == f"{tree.other_area.path}00020001"


def test_move_leaves_sisters_where_they_are(tree):
    before = stored_path(tree.sister)
    tree.community.parent = tree.other_area
    tree.community.save()
    assert stored_path(tree.sister) == before


def test_move_to_the_top(tree):
    leaf = OrganizationFactory(branch=True, parent=tree.community)
    tree.community.parent = None
    tree.community.save()
    assert stored_path(tree.community) == "0002"
    assert stored_path(leaf) == "00020001"


def test_move_that_saves_only_the_parent_keeps_the_path_true(tree):
    tree.community.parent = tree.other_area
    tree.community.save(update_fields=["parent"])
    assert stored_path(tree.community) == f"{tree.other_area.path}0002"


def test_saving_a_row_read_before_an_ancestor_moved_keeps_its_new_path(tree):
    read_before = Organization.objects.get(pk=tree.community.pk)
    tree.area.parent = tree.other_street
    tree.area.save()
    read_before.phone = "0532-80000000"
    read_before.save()
    assert stored_path(tree.community).startswith(stored_path(tree.area))


def test_move_below_itself_is_refused_by_save(tree):
    tree.street.parent = tree.community
    with pytest.raises(ValueError, match="below itself"):
        tree.street.save()
    assert stored_path(tree.community).startswith(stored_path(tree.street))


@pytest.mark.parametrize("target", ["street", "community"])
def test_move_below_itself_is_refused_beside_the_field(tree, target):
    tree.street.parent = getattr(tree, target)
    with pytest.raises(ValidationError) as refused:
        tree.street.full_clean()
    assert refused.value.message_dict == {"parent": ["上级不能是它自己或它的下级党组织。"]}


def test_move_elsewhere_passes_validation(tree):
    tree.community.parent = tree.other_area
    tree.community.full_clean()


def test_within_is_the_node_and_all_below(tree):
    within = Organization.objects.within(tree.area)
    assert set(within) == {tree.area, tree.community, tree.sister}


def test_within_a_leaf_is_the_leaf(tree):
    assert list(Organization.objects.within(tree.cousin)) == [tree.cousin]


def test_within_leaves_out_a_path_that_merely_continues_the_number(tree):
    """Ten areas: 0001…0010 all begin with 000, none of them lies in another."""
    areas = [OrganizationFactory(area=True, parent=tree.other_street) for _ in range(10)]
    assert list(Organization.objects.within(areas[0])) == [areas[0]]


def test_ancestors_from_the_top_down(tree):
    assert list(tree.community.ancestors()) == [tree.district, tree.street, tree.area]


def test_top_has_no_ancestors(tree):
    assert not tree.district.ancestors().exists()


@pytest.mark.parametrize("name", ["street", "area", "community"])
def test_office_of_a_node_below_or_at_the_street_is_the_street(tree, name):
    assert getattr(tree, name).office() == tree.street


def test_office_without_a_street_above_is_the_top(tree):
    committee = OrganizationFactory(committee=True, parent=tree.district)
    assert committee.office() == tree.district


def test_office_of_the_portal_is_the_first_street(tree):
    assert Organization.objects.office() == tree.street


def test_office_of_the_portal_without_a_street_is_the_top():
    top = OrganizationFactory(district=True)
    OrganizationFactory(parent=top)
    assert Organization.objects.office() == top


def test_office_of_an_empty_portal_is_none():
    assert Organization.objects.office() is None


def test_contains_itself_and_those_below(tree):
    held = [tree.street.contains(other) for other in (tree.street, tree.community, tree.district)]
    assert held == [True, True, False]


def test_depth_counts_from_the_top(tree):
    assert [node.depth for node in (tree.district, tree.street, tree.area, tree.community)] == [1, 2, 3, 4]


def test_street_line_leaves_out_organizations_of_units(tree):
    OrganizationFactory(committee=True, parent=tree.district, unit=UnitFactory())
    OrganizationFactory(branch=True, parent=tree.community)
    assert set(Organization.objects.street_line()) == set(tree.nodes)


def test_communities_are_communities(tree):
    found = Organization.objects.communities()
    assert {o.level for o in found} == {OrganizationLevel.COMMUNITY}
    assert len(found) == 4


def test_label_is_the_short_name_if_there_is_one():
    assert OrganizationFactory(short_name="石老人社区").label == "石老人社区"
    assert OrganizationFactory(name="午山社区党委").label == "午山社区党委"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "石老人社区党委"}, "这个上级党组织下已经有同名的党组织。"),
        (
            {"established_on": "2019-05-14", "term_ends_on": "2019-05-13"},
            "任期届满日期不能早于成立日期。",
        ),
    ],
)
def test_refused_with_a_message(tree, fields, message):
    OrganizationFactory(parent=tree.area, name="石老人社区党委")
    organization = OrganizationFactory.build(parent=tree.area, **fields)
    with pytest.raises(ValidationError, match=message):
        organization.full_clean()


def test_same_name_twice_at_the_top_is_refused():
    OrganizationFactory(name="崂山区委")
    with pytest.raises(ValidationError, match="已经有同名的顶级党组织。"):
        OrganizationFactory.build(name="崂山区委").full_clean()
    with pytest.raises(IntegrityError):
        OrganizationFactory(name="崂山区委")


def test_same_name_under_another_parent_is_allowed(tree):
    OrganizationFactory(parent=tree.area, name="第一党支部")
    OrganizationFactory.build(parent=tree.other_area, name="第一党支部").full_clean()


@pytest.mark.django_db(transaction=True)
def test_sisters_created_at_once_get_a_place_each():
    top = OrganizationFactory(street=True)

    def create(number):
        return [Organization.objects.create(parent=top, name=f"{number}号{i}支部").path for i in range(5)]

    paths = [path for made in at_once(create, threads=6) for path in made]
    assert sorted(paths) == [f"0001{place:04}" for place in range(1, 31)]


@pytest.mark.django_db(transaction=True)
def test_no_child_is_lost_while_its_branch_moves_to_and_fro():
    top = OrganizationFactory(street=True)
    homes = [OrganizationFactory(area=True, parent=top) for _ in range(2)]
    community = OrganizationFactory(parent=homes[0])
    parent = OrganizationFactory(general_branch=True, parent=community)

    def create_or_move(number):
        for step in range(8):
            if number:
                Organization.objects.create(parent=parent, name=f"{number}号{step}支部")
            else:
                moved = Organization.objects.get(pk=community.pk)
                moved.parent = homes[(step + 1) % 2]
                moved.save()

    at_once(create_or_move, threads=4)
    parent.refresh_from_db()
    assert parent.children.count() == 24
    assert all(child.path.startswith(parent.path) for child in parent.children.all())
