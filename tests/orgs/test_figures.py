"""How figures are read: as a number, as a table, as rows, as what came in; on the figures of this floor."""

from datetime import date

import pytest

from lib.months import Month
from orgs.course import entries
from orgs.figures import (
    COUNCIL_UNITS,
    FIGURES,
    NEW_SECTOR_APPLICATIONS,
    NEW_SECTOR_ENTERPRISES,
    NEW_SECTOR_MEMBERS,
    numbers,
    tables,
)
from orgs.models import Organization
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2019, 5, 31), date(2019, 6, 30)


def test_unit_with_seats_in_three_communities_is_one_for_each_and_one_above(tree):
    unit = UnitFactory()
    for node in (tree.community, tree.sister, tree.cousin):
        CouncilSeatFactory(unit=unit, council=CouncilFactory(organization=node))
    table = COUNCIL_UNITS.table(tree.nodes, JUNE)
    assert [table[node.pk] for node in (tree.community, tree.sister, tree.cousin)] == [1, 1, 1]
    assert [table[node.pk] for node in (tree.area, tree.street, tree.district)] == [1, 1, 1]
    assert table[tree.stranger.pk] == 0


def test_seat_of_a_person_is_no_unit(tree):
    CouncilSeatFactory(person=True, council__organization=tree.community)
    assert COUNCIL_UNITS.number(tree.street, JUNE) == 0


def test_seat_given_up_counts_until_the_day_before(tree):
    CouncilSeatFactory(council__organization=tree.community, until=JUNE)
    assert COUNCIL_UNITS.number(tree.street, date(2019, 6, 29)) == 1
    assert COUNCIL_UNITS.number(tree.street, JUNE) == 0


def test_new_sector_members_are_the_last_counts_up_to_the_day(tree):
    unit = UnitFactory(new_sector=True, community=tree.community)
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 3, 1), count=12)
    PartyMemberCountFactory(unit=unit, as_of=date(2019, 6, 1), count=15)
    PartyMemberCountFactory(
        unit=UnitFactory(new_sector=True, community=tree.cousin), as_of=date(2019, 4, 1), count=7
    )
    assert NEW_SECTOR_MEMBERS.number(tree.street, MAY) == 19
    assert NEW_SECTOR_MEMBERS.number(tree.street, JUNE) == 22
    assert NEW_SECTOR_MEMBERS.number(tree.community, JUNE) == 15


def test_members_of_units_not_received_do_not_count(tree):
    unit = UnitFactory(new_sector=True, community=tree.community, left_on=JUNE)
    PartyMemberCountFactory(unit=unit)
    PartyMemberCountFactory(unit=UnitFactory(community=tree.community))
    assert NEW_SECTOR_MEMBERS.number(tree.street, JUNE) == 0


class TestUnitsWithoutACommunity:
    @pytest.fixture
    def _homeless(self, tree):
        PartyMemberCountFactory(unit=UnitFactory(new_sector=True))
        PartyMemberCountFactory(unit=UnitFactory(new_sector=True, community=tree.community))

    @pytest.mark.usefixtures("_homeless")
    @pytest.mark.parametrize(("figure", "each"), [(NEW_SECTOR_ENTERPRISES, 1), (NEW_SECTOR_MEMBERS, 12)])
    def test_count_at_the_top_only(self, tree, figure, each):
        assert figure.number(tree.district, JUNE) == 2 * each
        assert figure.number(tree.street, JUNE) == each
        table = figure.table([tree.district, tree.street], JUNE)
        assert table == {tree.district.pk: 2 * each, tree.street.pk: each}

    @pytest.mark.usefixtures("_homeless")
    def test_are_among_the_rows_of_the_top(self, tree):
        assert NEW_SECTOR_ENTERPRISES.rows(tree.district, JUNE).count() == 2
        assert NEW_SECTOR_ENTERPRISES.rows(tree.street, JUNE).count() == 1


class TestEntries:
    def test_member_that_came_while_another_left(self, tree):
        council = CouncilFactory(organization=tree.community)
        CouncilSeatFactory(council=council, until=date(2019, 6, 15))
        CouncilSeatFactory(council=council, since=date(2019, 6, 15))
        found = entries([COUNCIL_UNITS], [tree.street, tree.cousin], Month(2019, 6))
        assert found == {"council_units": {tree.street.pk: 1, tree.cousin.pk: 0}}

    def test_only_leaving_brings_nothing_in(self, tree):
        CouncilSeatFactory(council__organization=tree.community, until=date(2019, 6, 15))
        assert entries([COUNCIL_UNITS], [tree.street], Month(2019, 6))["council_units"] == {tree.street.pk: 0}

    def test_unit_new_to_one_community_is_not_new_to_the_street(self, tree):
        unit = UnitFactory()
        CouncilSeatFactory(unit=unit, council__organization=tree.community)
        CouncilSeatFactory(unit=unit, council__organization=tree.cousin, since=date(2019, 6, 1))
        found = entries([COUNCIL_UNITS], [tree.street, tree.cousin], Month(2019, 6))
        assert found["council_units"] == {tree.street.pk: 0, tree.cousin.pk: 1}

    def test_came_and_left_within_the_month_was_not_there_at_its_end(self, tree):
        CouncilSeatFactory(
            council__organization=tree.community, since=date(2019, 6, 3), until=date(2019, 6, 20)
        )
        assert entries([COUNCIL_UNITS], [tree.street], Month(2019, 6))["council_units"] == {tree.street.pk: 0}

    def test_sum_that_shrinks_is_what_its_subjects_grew_by(self, tree):
        self._members(tree, 50, left_on=date(2019, 6, 2))
        self._members(tree, 10, received_on=date(2019, 6, 3))
        for before, after in ((12, 15), (20, 8)):
            unit = self._members(tree, before)
            PartyMemberCountFactory(unit=unit, as_of=date(2019, 6, 20), count=after)
        found = entries([NEW_SECTOR_MEMBERS], [tree.street, tree.community, tree.cousin], Month(2019, 6))
        assert found["new_sector_members"] == {
            tree.street.pk: 13,
            tree.community.pk: 13,
            tree.cousin.pk: 0,
        }

    def _members(self, tree, count, **unit):
        unit = UnitFactory(new_sector=True, community=tree.community, **unit)
        PartyMemberCountFactory(unit=unit, count=count)
        return unit

    def test_application_decided_in_the_month_it_came(self, tree):
        NewSectorApplicationFactory(organization=tree.community, applied_on=date(2019, 6, 3))
        NewSectorApplicationFactory(
            organization=tree.community,
            applied_on=date(2019, 6, 3),
            refused_on=date(2019, 6, 5),
            refusal_reason="材料不全。",
        )
        found = entries([NEW_SECTOR_APPLICATIONS], [tree.street], Month(2019, 6))
        assert found["new_sector_applications_in_progress"] == {tree.street.pk: 1}


class TestQueries:
    def test_all_numbers_cost_one(self, tree, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert set(numbers(FIGURES, tree.street, JUNE).values()) == {0}

    def test_all_tables_of_thirty_communities_cost_one(self, tree, django_assert_num_queries):
        communities = [OrganizationFactory(community=True, parent=tree.area) for _ in range(30)]
        with django_assert_num_queries(1):
            found = tables(FIGURES, communities, JUNE)
        assert {len(table) for table in found.values()} == {30}

    def test_nothing_asked_costs_nothing(self, tree, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert numbers([], tree.street, JUNE) == {}
            assert tables([], [tree.street], JUNE) == {}


def test_tables_of_no_organization_are_empty():
    assert tables(FIGURES, Organization.objects.none(), JUNE) == {figure.key: {} for figure in FIGURES}


def test_figures_that_add_up_are_counted_at_one_place_each():
    assert {figure.key for figure in FIGURES if figure.adds_up} == {
        "new_sector_enterprises",
        "new_sector_members",
        "new_sector_applications_in_progress",
    }
