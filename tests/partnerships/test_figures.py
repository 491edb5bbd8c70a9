"""What counts as one: the rules of 共建单位 and its neighbours, condition by condition."""

from datetime import date

import pytest

from lib.months import Month
from orgs.course import entries, timeline
from orgs.figures import tables
from partnerships.figures import (
    AGREEMENTS_IN_FORCE,
    AGREEMENTS_SIGNED,
    COMMUNITIES_WITH_AGREEMENTS,
    PARTNER_UNITS,
)
from partnerships.models import Agreement, AgreementParty
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory
from tests.partnerships.figures import JUNE, read

pytestmark = pytest.mark.django_db

SIGNED = date(2019, 5, 14)


@pytest.fixture
def school(tree):
    """A unit with three branches, which hang outside the street."""
    unit = UnitFactory(school=True)
    for _ in range(3):
        OrganizationFactory(branch=True, unit=unit, parent=tree.district)
    return unit


class TestOneUnitWithThreeBranchesAndThreeCommunities:
    @pytest.fixture(autouse=True)
    def _agreements(self, tree, school):
        communities = (tree.community, tree.sister, tree.cousin)
        for branch, community in zip(school.organizations.all(), communities, strict=True):
            AgreementFactory(organization=community, parties=[branch, community])

    def test_is_one_partner_for_the_street(self, tree):
        assert read(PARTNER_UNITS, tree.street) == 1

    @pytest.mark.parametrize("name", ["community", "sister", "cousin"])
    def test_is_one_partner_for_each_community(self, tree, name):
        assert read(PARTNER_UNITS, getattr(tree, name)) == 1

    def test_is_one_partner_for_an_area_with_two_of_the_communities(self, tree):
        assert read(PARTNER_UNITS, tree.area) == 1

    def test_ties_three_communities(self, tree):
        assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 3
        assert read(COMMUNITIES_WITH_AGREEMENTS, tree.area) == 2

    def test_signed_three_agreements(self, tree):
        assert read(AGREEMENTS_SIGNED, tree.street) == 3
        assert read(AGREEMENTS_SIGNED, tree.cousin) == 1


def test_two_branches_of_one_unit_in_one_agreement_are_one_partner(tree, school):
    branches = school.organizations.all()[:2]
    AgreementFactory(organization=tree.community, parties=[*branches, tree.community])
    assert read(PARTNER_UNITS, tree.community) == 1
    assert read(AGREEMENTS_SIGNED, tree.community) == 1


def test_unit_signing_itself_and_its_branch_signing_are_one_partner(tree, school):
    AgreementFactory(organization=tree.community, parties=[school, tree.community])
    AgreementFactory(organization=tree.community, parties=[school.organizations.first(), tree.community])
    assert read(PARTNER_UNITS, tree.street) == 1


class TestRenewedPair:
    @pytest.fixture(autouse=True)
    def _pair(self, tree):
        unit = UnitFactory()
        parties = [tree.community, unit]
        old = AgreementFactory(organization=tree.community, parties=parties, ends_on=date(2019, 6, 14))
        AgreementFactory(
            organization=tree.community, parties=parties, renews=old, signed_on=date(2019, 6, 10)
        )

    def test_is_one_partner_and_one_community(self, tree):
        assert read(PARTNER_UNITS, tree.street) == 1
        assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 1

    def test_is_two_agreements_signed_one_in_force(self, tree):
        assert read(AGREEMENTS_SIGNED, tree.street) == 2
        assert read(AGREEMENTS_IN_FORCE, tree.street) == 1

    def test_brings_in_no_new_partner(self, tree):
        found = entries([PARTNER_UNITS, AGREEMENTS_SIGNED], [tree.street], Month(2019, 6))
        assert found["partner_units"][tree.street.pk] == 0
        assert found["agreements_signed"][tree.street.pk] == 1


class TestTwoOutsideUnitsWitnessedByTheStreet:
    @pytest.fixture(autouse=True)
    def _agreement(self, tree, school):
        bank = UnitFactory(name="浦发银行青岛分行")
        AgreementFactory(
            organization=tree.street, witness=tree.street, parties=[school.organizations.first(), bank]
        )

    def test_are_two_partners_of_the_street(self, tree):
        assert read(PARTNER_UNITS, tree.street) == 2

    def test_tie_no_community(self, tree):
        assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 0

    def test_count_in_no_area_or_community(self, tree):
        assert read(AGREEMENTS_SIGNED, tree.street) == 1
        for node in (tree.area, tree.community, tree.other_street):
            assert read(AGREEMENTS_SIGNED, node) == 0
            assert read(PARTNER_UNITS, node) == 0


class TestTwoOutsideUnitsWhoseBranchesHangInACommunity:
    """They signed with each other, not with the community."""

    FIGURES = (COMMUNITIES_WITH_AGREEMENTS, PARTNER_UNITS, AGREEMENTS_SIGNED, AGREEMENTS_IN_FORCE)

    @pytest.fixture(autouse=True)
    def agreement(self, tree):
        branches = [OrganizationFactory(branch=True, unit=UnitFactory(), parent=tree.community) for _ in "ab"]
        return AgreementFactory(organization=tree.other_area, parties=branches)

    @pytest.mark.parametrize("figure", FIGURES)
    def test_count_nothing_there(self, tree, figure):
        assert [read(figure, node) for node in (tree.community, tree.area)] == [0, 0]

    def test_count_where_the_agreement_is_filed_and_above(self, tree):
        assert [read(PARTNER_UNITS, node) for node in (tree.other_area, tree.street)] == [2, 2]
        assert [read(AGREEMENTS_SIGNED, node) for node in (tree.other_area, tree.street)] == [1, 1]

    def test_list_of_the_community_leaves_it_out_too(self, tree, agreement):
        assert not Agreement.objects.concerning(tree.community).exists()
        assert list(Agreement.objects.concerning(tree.other_area)) == [agreement]

    def test_one_filed_at_a_unit_s_branch_counts_where_that_hangs(self, tree):
        branch = OrganizationFactory(branch=True, unit=UnitFactory(), parent=tree.cousin)
        filed = AgreementFactory(organization=branch, parties=[branch, UnitFactory()])
        assert read(AGREEMENTS_SIGNED, tree.cousin) == 1
        assert list(Agreement.objects.concerning(tree.cousin)) == [filed]


class TestPartyThatSignedLater:
    @pytest.fixture(autouse=True)
    def _agreement(self, tree):
        agreement = AgreementFactory(organization=tree.community, parties=[tree.community, UnitFactory()])
        AgreementParty.objects.create(agreement=agreement, unit=UnitFactory(), signed_on=date(2019, 6, 20))

    def test_is_a_partner_from_then(self, tree):
        assert read(PARTNER_UNITS, tree.street, date(2019, 6, 19)) == 1
        assert read(PARTNER_UNITS, tree.street, date(2019, 6, 20)) == 2

    def test_is_so_in_the_timeline(self, tree):
        days = [date(2019, 5, 31), date(2019, 6, 19), date(2019, 6, 20)]
        assert timeline([PARTNER_UNITS], tree.street, days) == {"partner_units": [1, 1, 2]}


def test_community_s_own_branch_signs_for_the_community(tree):
    branch = OrganizationFactory(branch=True, parent=tree.community)
    agreement = AgreementFactory(organization=tree.street, parties=[branch, UnitFactory()])
    assert read(AGREEMENTS_SIGNED, tree.community) == 1
    assert read(PARTNER_UNITS, tree.community) == 1
    assert list(Agreement.objects.concerning(tree.community)) == [agreement]


def test_table_of_one_community_with_an_agreement_filed_outside_and_a_party_inside(tree):
    AgreementFactory(organization=tree.cousin, parties=[tree.community, tree.cousin, UnitFactory()])
    found = tables([AGREEMENTS_SIGNED, PARTNER_UNITS], [tree.community], JUNE)
    assert found == {"agreements_signed": {tree.community.pk: 1}, "partner_units": {tree.community.pk: 1}}


def test_witness_alone_does_not_count_where_it_is(tree):
    AgreementFactory(organization=tree.area, witness=tree.cousin, parties=[tree.area, UnitFactory()])
    assert read(AGREEMENTS_SIGNED, tree.other_area) == 0


class TestTerminatedAgreement:
    @pytest.fixture(autouse=True)
    def _agreement(self, tree):
        AgreementFactory(
            organization=tree.community,
            parties=[tree.community, UnitFactory()],
            terminated_on=date(2019, 6, 20),
            termination_reason="单位迁出。",
        )

    def test_stays_in_what_was_ever_signed(self, tree):
        assert read(AGREEMENTS_SIGNED, tree.street) == 1
        assert read(PARTNER_UNITS, tree.street) == 1
        assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 1

    def test_is_in_force_no_more(self, tree):
        assert read(AGREEMENTS_IN_FORCE, tree.street, date(2019, 6, 19)) == 1
        assert read(AGREEMENTS_IN_FORCE, tree.street, date(2019, 6, 20)) == 0


class TestUnitBehindTheStreetLine:
    @pytest.fixture
    def committee(self, tree):
        """The residents' committee: the legal body of the community itself."""
        tree.community.unit = UnitFactory(name="石老人社区居委会")
        tree.community.save()
        return tree.community.unit

    def test_is_no_partner_when_the_community_signs(self, tree, committee):
        partner = UnitFactory()
        AgreementFactory(organization=tree.community, parties=[tree.community, partner])
        assert AgreementParty.objects.filter(unit=committee).exists()
        assert read(PARTNER_UNITS, tree.community) == 1
        assert list(PARTNER_UNITS.rows(tree.street, JUNE)) == [partner]

    def test_is_no_partner_when_it_signs_itself(self, tree, committee):
        AgreementFactory(organization=tree.sister, parties=[tree.sister, committee])
        assert read(PARTNER_UNITS, tree.street) == 0

    def test_is_no_partner_when_a_unit_was_typed_beside_the_community(self, tree):
        agreement = AgreementFactory(organization=tree.sister, parties=[])
        AgreementParty.objects.create(agreement=agreement, organization=tree.sister, unit=UnitFactory())
        assert read(PARTNER_UNITS, tree.street) == 0


def test_party_organization_without_a_unit_is_no_partner(tree):
    branch = OrganizationFactory(joint_branch=True, parent=tree.district)
    AgreementFactory(organization=tree.community, parties=[tree.community, branch])
    assert read(PARTNER_UNITS, tree.street) == 0
    assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 1


def test_agreement_filed_at_the_street_counts_at_the_community_that_signed(tree):
    AgreementFactory(organization=tree.street, parties=[tree.community, UnitFactory()])
    assert read(AGREEMENTS_SIGNED, tree.community) == 1
    assert read(PARTNER_UNITS, tree.community) == 1
    assert read(PARTNER_UNITS, tree.sister) == 0


def test_community_in_charge_counts_though_it_did_not_sign(tree):
    AgreementFactory(organization=tree.community, parties=[UnitFactory(), UnitFactory()])
    assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 1


def test_area_that_signs_is_no_community(tree):
    AgreementFactory(organization=tree.area, parties=[tree.area, UnitFactory()])
    assert read(COMMUNITIES_WITH_AGREEMENTS, tree.street) == 0


@pytest.mark.parametrize(
    "figure", [COMMUNITIES_WITH_AGREEMENTS, PARTNER_UNITS, AGREEMENTS_SIGNED, AGREEMENTS_IN_FORCE]
)
@pytest.mark.parametrize(("signed_on", "number"), [(JUNE, 1), (date(2019, 7, 1), 0), (None, 0)])
def test_agreement_counts_from_the_day_it_was_signed(tree, figure, signed_on, number):
    AgreementFactory(
        organization=tree.community, parties=[tree.community, UnitFactory()], signed_on=signed_on
    )
    assert read(figure, tree.street) == number


def test_agreement_signed_but_not_in_effect_is_not_in_force(tree):
    AgreementFactory(organization=tree.community, effective_on=date(2019, 7, 1))
    assert read(AGREEMENTS_SIGNED, tree.street) == 1
    assert read(AGREEMENTS_IN_FORCE, tree.street) == 0


class TestSecondTree:
    """Another street, with a top of its own, in the same database."""

    @pytest.fixture
    def other_top(self, tree):
        top = OrganizationFactory(street=True)
        community = OrganizationFactory(community=True, parent=top)
        AgreementFactory(organization=community, parties=[community, UnitFactory()])
        AgreementFactory(organization=top, parties=[UnitFactory(), UnitFactory()])
        return top

    @pytest.mark.parametrize(
        "figure", [COMMUNITIES_WITH_AGREEMENTS, PARTNER_UNITS, AGREEMENTS_SIGNED, AGREEMENTS_IN_FORCE]
    )
    def test_never_counts_in_the_first_one(self, tree, other_top, figure):
        assert read(figure, other_top) > 0
        assert [read(figure, node) for node in tree.nodes] == [0] * len(tree.nodes)

    def test_does_not_count_in_a_table_over_both_tops(self, tree, other_top):
        AgreementFactory(organization=tree.community, parties=[tree.community, UnitFactory()])
        found = tables([AGREEMENTS_SIGNED, PARTNER_UNITS], [tree.district, other_top], JUNE)
        assert found["agreements_signed"] == {tree.district.pk: 1, other_top.pk: 2}
        assert found["partner_units"] == {tree.district.pk: 1, other_top.pk: 3}

    def test_agreement_between_both_counts_in_both(self, tree, other_top):
        AgreementFactory(organization=tree.community, parties=[tree.community, other_top])
        assert read(AGREEMENTS_SIGNED, tree.district) == 1
        assert read(AGREEMENTS_SIGNED, other_top) == 3
