"""The status of an agreement on any day, in Python and in SQL."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lib.days import today
from partnerships.enums import IN_FORCE, AgreementStatus
from partnerships.models import Agreement
from tests.orgs.factories import OrganizationFactory
from tests.partnerships.factories import AgreementFactory

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

    @pytest.mark.parametrize(
        ("ended", "status"),
        [
            (date(2020, 5, 20), AgreementStatus.EXPIRED),
            (date(2020, 6, 1), AgreementStatus.EXPIRED),
            (date(2020, 6, 2), AgreementStatus.RENEWED),
        ],
        ids=["before it took effect", "on the day of effect", "the day after"],
    )
    def test_renewal_that_was_ended_before_it_took_effect_changes_nothing(self, ended, status):
        old = AgreementFactory(signed_on=SIGNED, ends_on=ENDS)
        AgreementFactory(
            renews=old, signed_on=date(2020, 5, 1), effective_on=date(2020, 6, 1), terminated_on=ended
        )
        assert_status(Agreement.objects.get(pk=old.pk), date(2020, 7, 1), status)

    def test_renewal_without_a_day_of_effect_that_was_ended_when_signed_changes_nothing(self):
        old = AgreementFactory(signed_on=SIGNED)
        renewal = AgreementFactory.build(
            renews=old, organization=old.organization, signed_on=ENDS, terminated_on=ENDS
        )
        Agreement.objects.bulk_create([renewal])
        assert_status(Agreement.objects.get(pk=old.pk), ENDS, AgreementStatus.ACTIVE)
        assert old in Agreement.objects.in_force(ENDS)

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
            assert agreement.status() == agreement.status(SIGNED) == AgreementStatus.ACTIVE
        assert agreement.status(SIGNED - DAY) == AgreementStatus.DRAFT

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
    effective = draw(maybe(st.integers(signed, signed + 8)))
    start = signed if effective is None else effective
    ends = draw(maybe(st.integers(start, start + 30)))
    # As often before it took effect as afterwards.
    return signed, effective, ends, draw(maybe(st.integers(signed, start) | st.integers(start, start + 30)))


def write(organization, life, renews=None):
    """As `lives()` drew it, even without a day of effect: only a save fills that in."""
    signed, effective, ends, terminated = (n if n is None else SIGNED + n * DAY for n in life)
    agreement = Agreement(
        organization=organization,
        title="任意日期的协议",
        signed_on=signed,
        effective_on=effective,
        ends_on=ends,
        terminated_on=terminated,
        renews=renews,
    )
    return Agreement.objects.bulk_create([agreement])[0]


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
