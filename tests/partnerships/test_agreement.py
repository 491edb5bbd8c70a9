from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lib.days import today
from partnerships.enums import IN_FORCE, AgreementStatus
from partnerships.models import Agreement, AgreementAttachment, AgreementParty
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    AgreementPartyFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SIGNED, EFFECTIVE, ENDS = date(2019, 5, 14), date(2019, 6, 1), date(2020, 5, 31)
NOTICE = ENDS - timedelta(days=60)


def status_in_sql(agreement, at):
    return Agreement.objects.with_status(at).get(pk=agreement.pk).status_at


def assert_status(agreement, at, status):
    assert agreement.status(at) == status
    assert status_in_sql(agreement, at) == status


class TestStatus:
    @pytest.mark.parametrize(
        ("at", "status"),
        [
            (SIGNED - DAY, AgreementStatus.DRAFT),
            (SIGNED, AgreementStatus.PENDING),
            (EFFECTIVE - DAY, AgreementStatus.PENDING),
            (EFFECTIVE, AgreementStatus.ACTIVE),
            (NOTICE - DAY, AgreementStatus.ACTIVE),
            (NOTICE, AgreementStatus.EXPIRING),
            (ENDS, AgreementStatus.EXPIRING),
            (ENDS + DAY, AgreementStatus.EXPIRED),
        ],
    )
    def test_of_an_agreement_that_runs_its_course(self, at, status):
        agreement = AgreementFactory(signed_on=SIGNED, effective_on=EFFECTIVE, ends_on=ENDS)
        assert_status(agreement, at, status)

    def test_of_a_draft(self):
        assert_status(AgreementFactory(draft=True), SIGNED, AgreementStatus.DRAFT)

    def test_without_an_end_stays_active(self):
        assert_status(AgreementFactory(), date(2099, 1, 1), AgreementStatus.ACTIVE)

    @pytest.mark.parametrize(
        ("at", "status"),
        [
            (date(2019, 9, 1), AgreementStatus.ACTIVE),
            (date(2019, 9, 2), AgreementStatus.TERMINATED),
            (ENDS + DAY, AgreementStatus.TERMINATED),
        ],
    )
    def test_of_a_terminated_agreement(self, at, status):
        assert_status(AgreementFactory(terminated=True, ends_on=ENDS), at, status)

    def test_terminated_before_it_took_effect(self):
        agreement = AgreementFactory(
            signed_on=SIGNED, effective_on=EFFECTIVE, terminated_on=SIGNED, termination_reason="重复签订。"
        )
        assert_status(agreement, SIGNED, AgreementStatus.TERMINATED)

    @pytest.mark.parametrize(
        ("at", "status"),
        [
            (date(2020, 5, 1), AgreementStatus.EXPIRING),
            (date(2020, 5, 31), AgreementStatus.EXPIRING),
            (date(2020, 6, 1), AgreementStatus.RENEWED),
        ],
        ids=["renewal signed, not in effect", "day before", "renewal in effect"],
    )
    def test_of_a_renewed_agreement(self, at, status):
        old = AgreementFactory(signed_on=SIGNED, ends_on=ENDS)
        AgreementFactory(renews=old, signed_on=date(2020, 5, 1), effective_on=date(2020, 6, 1))
        assert_status(Agreement.objects.get(pk=old.pk), at, status)

    def test_unsigned_renewal_changes_nothing(self):
        old = AgreementFactory(signed_on=SIGNED)
        AgreementFactory(renews=old, draft=True)
        assert_status(Agreement.objects.get(pk=old.pk), ENDS, AgreementStatus.ACTIVE)

    def test_renewal_entered_without_a_day_of_effect_counts_from_its_signing(self):
        old = AgreementFactory(signed_on=SIGNED)
        renewal = AgreementFactory.build(renews=old, organization=old.organization, signed_on=ENDS)
        Agreement.objects.bulk_create([renewal])
        old = Agreement.objects.get(pk=old.pk)
        assert_status(old, ENDS - DAY, AgreementStatus.ACTIVE)
        assert_status(old, ENDS, AgreementStatus.RENEWED)

    def test_is_of_today_by_default(self):
        agreement = AgreementFactory(signed_on=today(), effective_on=today() + DAY)
        assert agreement.status() == AgreementStatus.PENDING
        assert Agreement.objects.with_status().get().status_at == AgreementStatus.PENDING

    def test_costs_no_query_once_annotated(self, django_assert_num_queries):
        AgreementFactory()
        agreement = Agreement.objects.with_status(SIGNED).get()
        with django_assert_num_queries(0):
            assert agreement.status() == AgreementStatus.ACTIVE

    def test_in_force_on_a_day(self):
        made = [
            AgreementFactory(draft=True),
            AgreementFactory(signed_on=SIGNED, effective_on=EFFECTIVE),
            AgreementFactory(ends_on=SIGNED),
            AgreementFactory(signed_on=SIGNED),
        ]
        assert set(Agreement.objects.in_force(SIGNED)) == set(made[2:])

    def test_expiring_first_comes_what_ends_first(self):
        later, sooner = AgreementFactory(ends_on=ENDS), AgreementFactory(ends_on=ENDS - DAY)
        AgreementFactory(ends_on=ENDS + timedelta(days=90))
        assert list(Agreement.objects.expiring(ENDS - DAY)) == [sooner, later]

    def test_days_left(self):
        assert AgreementFactory(ends_on=ENDS).days_left(ENDS - DAY) == 1
        assert AgreementFactory(ends_on=ENDS).days_left(ENDS + DAY) == -1
        assert AgreementFactory().days_left(ENDS) is None


def maybe(days):
    return st.none() | days


@st.composite
def lives(draw):
    """Day numbers of one agreement that the constraints admit: signed, effective, ends, terminated."""
    signed = draw(maybe(st.integers(0, 30)))
    if signed is None:
        return None, None, draw(maybe(st.integers(0, 60))), None
    effective = signed + draw(st.integers(0, 8))
    ends = draw(maybe(st.integers(effective, effective + 30)))
    return signed, effective, ends, draw(maybe(st.integers(signed, signed + 40)))


def write(organization, life, renews=None):
    signed, effective, ends, terminated = (n if n is None else SIGNED + n * DAY for n in life)
    return Agreement.objects.create(
        organization=organization,
        title="任意日期的协议",
        signed_on=signed,
        effective_on=effective,
        ends_on=ends,
        terminated_on=terminated,
        renews=renews,
    )


@override_settings(EXPIRY_NOTICE_DAYS=5)
@given(first=lives(), second=lives(), days=st.lists(st.integers(-2, 75), min_size=1, max_size=12))
def test_status_is_the_same_in_python_and_in_sql(first, second, days):
    with transaction.atomic():
        organization = OrganizationFactory()
        old = write(organization, first)
        write(organization, second, renews=old)
        for at in (SIGNED + number * DAY for number in days):
            for agreement in Agreement.objects.with_status(at):
                fresh = Agreement.objects.get(pk=agreement.pk)
                assert agreement.status_at == fresh.status(at)
            force = {a.pk for a in Agreement.objects.all() if a.status(at) in IN_FORCE}
            assert set(Agreement.objects.in_force(at).values_list("pk", flat=True)) == force
        transaction.set_rollback(True)


class TestRefusal:
    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"effective_on": SIGNED - DAY}, "生效日期不能早于签约日期。"),
            ({"ends_on": SIGNED - DAY}, "到期日期不能早于签约日期和生效日期。"),
            ({"effective_on": EFFECTIVE, "ends_on": EFFECTIVE - DAY}, "到期日期不能早于签约日期和生效日期。"),
            (
                {"terminated_on": SIGNED - DAY, "termination_reason": "单位迁出。"},
                "终止日期不能早于签约日期。",
            ),
            (
                {"signed_on": None, "effective_on": EFFECTIVE},
                "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
            ),
            (
                {"signed_on": None, "terminated_on": EFFECTIVE, "termination_reason": "未签。"},
                "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
            ),
        ],
    )
    def test_dates_out_of_order(self, fields, message):
        organization = OrganizationFactory()
        agreement = AgreementFactory.build(organization=organization, **fields)
        with pytest.raises(ValidationError) as refused:
            agreement.validate_constraints()
        assert refused.value.message_dict == {"__all__": [message]}
        with pytest.raises(IntegrityError):
            agreement.save()

    def test_end_before_signing_is_said_beside_the_field(self):
        agreement = AgreementFactory.build(organization=OrganizationFactory(), ends_on=SIGNED - DAY)
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict["ends_on"] == ["到期日期不能早于签约日期。"]

    def test_termination_without_a_reason(self):
        agreement = AgreementFactory(terminated_on=ENDS)
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict == {"termination_reason": ["请写明终止原因。"]}

    def test_renewal_of_itself(self):
        agreement = AgreementFactory()
        agreement.renews = agreement
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict == {"renews": ["协议不能续签它自己。"]}

    def test_second_renewal_of_one_agreement(self):
        old = AgreementFactory()
        AgreementFactory(renews=old)
        with pytest.raises(IntegrityError):
            AgreementFactory(renews=old)

    def test_taking_back_the_signing_of_a_numbered_agreement(self):
        agreement = AgreementFactory()
        agreement.signed_on = agreement.effective_on = None
        with pytest.raises(ValidationError, match="已编号的协议不能去掉签约日期。"):
            agreement.full_clean()


class TestParty:
    def test_organization_brings_its_unit(self):
        committee = OrganizationFactory(committee=True, unit=UnitFactory())
        party = AgreementPartyFactory(unit=None, organization=committee)
        assert party.unit == committee.unit

    def test_signatory_is_the_organization_before_its_unit(self):
        unit = UnitFactory()
        committee = OrganizationFactory(committee=True, unit=unit)
        assert AgreementPartyFactory(organization=committee).signatory == committee
        assert AgreementPartyFactory(unit=unit).signatory == unit

    def test_nobody_is_refused(self):
        party = AgreementPartyFactory.build(agreement=AgreementFactory(), unit=None)
        with pytest.raises(ValidationError, match="每个签约方要选择党组织或单位。"):
            party.full_clean()
        with pytest.raises(IntegrityError):
            party.save()

    def test_organization_twice_is_refused(self):
        community = OrganizationFactory()
        agreement = AgreementFactory(parties=[community, UnitFactory()])
        twin = AgreementParty(agreement=agreement, organization=community)
        with pytest.raises(ValidationError, match="同一个党组织在一份协议里只能签一次。"):
            twin.full_clean()

    def test_unit_signing_itself_twice_is_refused(self):
        unit = UnitFactory()
        agreement = AgreementFactory(parties=[OrganizationFactory(), unit])
        twin = AgreementParty(agreement=agreement, unit=unit)
        with pytest.raises(ValidationError, match="同一个单位在一份协议里只能签一次。"):
            twin.full_clean()

    def test_two_branches_of_one_unit_may_sign(self):
        unit = UnitFactory()
        branches = [OrganizationFactory(branch=True, unit=unit) for _ in range(2)]
        agreement = AgreementFactory(parties=[*branches, OrganizationFactory()])
        for party in agreement.parties.all():
            party.full_clean()

    def test_organization_of_another_unit_is_refused(self):
        committee = OrganizationFactory(committee=True, unit=UnitFactory(), name="青岛二中党委")
        party = AgreementPartyFactory.build(
            agreement=AgreementFactory(), organization=committee, unit=UnitFactory()
        )
        with pytest.raises(ValidationError) as refused:
            party.full_clean()
        assert refused.value.message_dict == {"unit": ["青岛二中党委属于另一个单位，请改选或留空。"]}

    def test_parties_stand_in_their_order(self):
        parties = [UnitFactory(), OrganizationFactory(), UnitFactory()]
        agreement = AgreementFactory(parties=parties)
        assert [party.signatory for party in agreement.parties.all()] == parties


class TestReach:
    def test_effective_from_the_signing_unless_said(self):
        assert AgreementFactory(signed_on=SIGNED).effective_on == SIGNED
        assert AgreementFactory(signed_on=SIGNED, effective_on=EFFECTIVE).effective_on == EFFECTIVE

    def test_public_leaves_out_drafts_future_and_private_ones(self):
        AgreementFactory(draft=True)
        AgreementFactory(private=True)
        AgreementFactory(signed_on=today() + DAY)
        shown = AgreementFactory()
        assert list(Agreement.objects.public()) == [shown]

    def test_concerning_finds_what_is_filed_or_signed_within(self, tree):
        filed = AgreementFactory(organization=tree.community, parties=[UnitFactory(), UnitFactory()])
        signed = AgreementFactory(organization=tree.other_area, parties=[tree.sister, UnitFactory()])
        AgreementFactory(organization=tree.cousin, parties=[tree.cousin, UnitFactory()])
        assert set(Agreement.objects.concerning(tree.area)) == {filed, signed}

    def test_concerning_names_an_agreement_of_two_parties_within_once(self, tree):
        agreement = AgreementFactory(organization=tree.area, parties=[tree.community, tree.sister])
        assert list(Agreement.objects.concerning(tree.area)) == [agreement]

    def test_clerk_sees_own_agreements_parties_and_scans_only(self, tree):
        own, foreign = (AgreementFactory(organization=node) for node in (tree.community, tree.sister))
        scan = AgreementAttachmentFactory(agreement=own)
        AgreementAttachmentFactory(agreement=foreign)
        user = UserFactory(organizations=[tree.community])
        assert list(Agreement.objects.visible_to(user)) == [own]
        assert list(AgreementAttachment.objects.visible_to(user)) == [scan]
        assert {party.agreement for party in AgreementParty.objects.visible_to(user)} == {own}

    def test_attachment_is_valid_and_called_after_its_file(self):
        attachment = AgreementAttachmentFactory(title="")
        attachment.full_clean()
        assert str(attachment).startswith("签字扫描件")

    def test_newest_first_drafts_before_all(self):
        older, newer = AgreementFactory(signed_on=SIGNED), AgreementFactory(signed_on=ENDS)
        draft = AgreementFactory(draft=True)
        assert list(Agreement.objects.all()) == [draft, newer, older]
