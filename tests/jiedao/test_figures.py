"""What holds for every figure alike, over an office with records of every kind in every state."""

from datetime import date, timedelta
from itertools import product

import pytest

from jiedao.figures import BY_KEY, FIGURES, HEADLINE
from lib.months import Month
from orgs.course import entries, timeline
from orgs.figures import numbers, tables
from orgs.models import CouncilSeat, NewSectorApplication, Organization, Unit
from partnerships.models import Agreement, ListItem, Project
from tests.jiedao.office import furnish
from tests.orgs.factories import OrganizationFactory, PartyMemberCountFactory, UnitFactory
from tests.orgs.tree import plant
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

BEFORE, MARCH, JUNE, LATER = date(2018, 1, 1), date(2019, 3, 31), date(2019, 6, 30), date(2019, 12, 31)
DAYS = [MARCH, JUNE, LATER]


def test_every_figure_counts_something_in_the_mixed_office(tree, nodes):
    assert 0 not in numbers(FIGURES, tree.street, JUNE).values()


@pytest.mark.parametrize("at", DAYS, ids=str)
def test_number_is_the_entry_in_the_table_at_every_node(nodes, at):
    found = tables(FIGURES, nodes, at)
    for node in nodes:
        assert {key: table[node.pk] for key, table in found.items()} == numbers(FIGURES, node, at)


@pytest.mark.parametrize("at", DAYS, ids=str)
def test_number_is_the_count_of_its_rows_at_every_node(nodes, at):
    counted = [figure for figure in FIGURES if not figure.summed]
    for node in nodes:
        assert numbers(counted, node, at) == {f.key: f.rows(node, at).count() for f in counted}


def test_amounts_of_its_rows_make_the_number_up(nodes):
    for node in nodes:
        assert numbers(FIGURES, node, JUNE) == {f.key: sum(amounts(f, node).values()) for f in FIGURES}


def amounts(figure, node):
    return figure.amounts(node, JUNE, keys(figure, node, JUNE))


def keys(figure, node, at):
    return {row.pk for row in figure.rows(node, at)}


def test_rows_name_each_subject_once(tree, nodes):
    for figure in FIGURES:
        rows = list(figure.rows(tree.district, JUNE))
        assert len(rows) == len(set(rows)), figure.key
        assert {type(row) for row in rows} == {figure.subject}


def test_nothing_counts_before_it_happened(tree, nodes):
    assert set(numbers(FIGURES, tree.district, BEFORE).values()) == {0}


def test_cumulative_figures_never_fall(nodes):
    cumulative = [figure for figure in FIGURES if figure.cumulative]
    found = [tables(cumulative, nodes, at) for at in (BEFORE, *DAYS)]
    for figure, node in product(cumulative, nodes):
        counts = [tables_of_a_day[figure.key][node.pk] for tables_of_a_day in found]
        assert counts == sorted(counts), figure.key


def test_timeline_says_the_number_of_each_day(tree, nodes):
    dated = [figure for figure in FIGURES if figure.dated or figure.turns]
    days = [BEFORE + timedelta(days=30 * step) for step in range(25)]
    by_day = [numbers(dated, tree.street, day) for day in days]
    assert timeline(dated, tree.street, days) == {f.key: [found[f.key] for found in by_day] for f in dated}


def test_figures_that_add_up_are_the_sum_of_the_branches_and_the_node_itself(tree, nodes):
    for figure in (figure for figure in FIGURES if figure.adds_up):
        parts = figure.table(tree.street.children.all(), JUNE)
        own = figure.facts(JUNE).filter(**{figure.places[0]: tree.street.path})
        amount = sum(own.values_list(figure.summed, flat=True)) if figure.summed else own.count()
        assert figure.number(tree.street, JUNE) == sum(parts.values()) + amount, figure.key


def test_entries_are_members_at_the_month_s_end_that_were_none_before(nodes):
    month = Month(2019, 6)
    end, before = month.last, month.previous.last
    counted = [figure for figure in FIGURES if not figure.summed]
    found = entries(counted, nodes, month)
    for figure, node in product(counted, nodes):
        new = keys(figure, node, end) - keys(figure, node, before)
        assert found[figure.key][node.pk] == len(new), figure.key


def test_entries_of_a_sum_that_shrinks_are_what_each_subject_grew_by(nodes):
    month = Month(2019, 6)
    sums = [figure for figure in FIGURES if figure.summed and not figure.cumulative]
    found = entries(sums, nodes, month)
    for figure, node in product(sums, nodes):
        now, then = (
            figure.amounts(node, at, keys(figure, node, at)) for at in (month.last, month.previous.last)
        )
        grown = sum(max(0, amount - then.get(subject, 0)) for subject, amount in now.items())
        assert found[figure.key][node.pk] == grown, figure.key


def test_entries_of_a_sum_that_only_grows_are_the_difference(nodes):
    month = Month(2019, 6)
    sums = [figure for figure in FIGURES if figure.summed and figure.cumulative]
    now, then = (tables(sums, nodes, at) for at in (month.last, month.previous.last))
    expected = {key: {pk: now[key][pk] - then[key][pk] for pk in table} for key, table in now.items()}
    assert entries(sums, nodes, month) == expected


def test_second_tree_changes_no_number_of_the_first(nodes):
    before = {node: numbers(FIGURES, node, JUNE) for node in nodes}
    in_tables = tables(FIGURES, nodes, JUNE)
    known = set(Unit.objects.filter(community=None).values_list("pk", flat=True))
    second = plant()
    furnish(second)
    # A unit without a community counts at every top, so the second tree may have none.
    Unit.objects.filter(community=None).exclude(pk__in=known).update(community=second.community)
    assert {node: numbers(FIGURES, node, JUNE) for node in nodes} == before
    assert tables(FIGURES, nodes, JUNE) == in_tables
    assert 0 not in numbers(FIGURES, second.street, JUNE).values()


class TestPastDay:
    """What was printed for 31 March prints the same after everything that came later was entered."""

    @pytest.fixture
    def printed(self, nodes):
        return tables(FIGURES, nodes, MARCH)

    def test_later_records_change_nothing(self, tree, nodes, printed):
        unit = UnitFactory(new_sector=True, community=tree.community, received_on=JUNE)
        AgreementFactory(organization=tree.cousin, parties=[tree.cousin, unit], signed_on=JUNE)
        PartyMemberCountFactory(unit=unit, as_of=JUNE)
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_terminating_every_agreement_changes_nothing(self, nodes, printed):
        signed = Agreement.objects.filter(signed_on__lte=MARCH, terminated_on=None)
        assert signed.update(terminated_on=JUNE, termination_reason="到期不再续签。")
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_renewing_an_agreement_changes_nothing(self, nodes, printed):
        old = Agreement.objects.in_force(MARCH).filter(renewed_by=None).first()
        AgreementFactory(organization=old.organization, renews=old, signed_on=JUNE)
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_giving_up_every_seat_changes_nothing(self, nodes, printed):
        assert CouncilSeat.objects.held(MARCH).update(until=JUNE)
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_leaving_of_every_unit_changes_nothing(self, nodes, printed):
        assert Unit.objects.received_by(MARCH).update(left_on=JUNE)
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_new_member_counts_change_nothing(self, nodes, printed):
        for unit in Unit.objects.received_by(MARCH):
            PartyMemberCountFactory(unit=unit, as_of=date(2019, 4, 1), count=99)
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_deciding_every_application_changes_nothing(self, nodes, printed):
        assert NewSectorApplication.objects.in_progress(MARCH).update(
            verified_on=JUNE, reviewed_on=JUNE, approved_on=JUNE
        )
        assert tables(FIGURES, nodes, MARCH) == printed

    def test_withdrawing_and_cancelling_later_changes_nothing(self, nodes, printed):
        assert ListItem.objects.on_list(MARCH).update(withdrawn_on=JUNE)
        assert Project.objects.decided(MARCH).filter(finished_on=None).update(cancelled_on=JUNE)
        assert tables(FIGURES, nodes, MARCH) == printed


class TestQueries:
    def test_all_numbers_cost_one(self, tree, nodes, django_assert_num_queries):
        with django_assert_num_queries(1):
            numbers(FIGURES, tree.street, JUNE)

    def test_tables_of_all_figures_and_thirty_communities_cost_two(
        self, tree, nodes, django_assert_num_queries
    ):
        for _ in range(30):
            OrganizationFactory(community=True, parent=tree.area)
        communities = list(Organization.objects.communities())
        with django_assert_num_queries(2):
            found = tables(FIGURES, communities, JUNE)
        assert all(len(table) == len(communities) >= 30 for table in found.values())

    def test_entries_cost_the_same_for_one_and_for_thirty(self, tree, nodes, django_assert_num_queries):
        for _ in range(30):
            OrganizationFactory(community=True, parent=tree.area)
        communities = list(Organization.objects.communities())
        for asked in (communities[:1], communities):
            with django_assert_num_queries(7):
                entries(FIGURES, asked, Month(2019, 6))


def test_keys_are_unique():
    assert len(BY_KEY) == len(FIGURES)


def test_headline_is_among_the_figures():
    assert set(HEADLINE) <= set(FIGURES)


def test_every_figure_explains_itself_in_chinese():
    for figure in FIGURES:
        assert all("一" <= character <= "鿿" for character in figure.label + figure.measure)
        assert figure.rule.endswith("。")
