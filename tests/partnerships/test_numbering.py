from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from orgs.models import NumberSeries
from partnerships.models import Agreement
from tests.orgs.factories import OrganizationFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db

SIGNED = date(2019, 5, 14)


def numbers():
    return sorted(Agreement.objects.filter(number__isnull=False).values_list("number", flat=True))


def write(organization, **fields):
    return Agreement.objects.create(
        organization=organization, title="结对共建协议", **{"signed_on": SIGNED} | fields
    )


def test_numbers_follow_one_another(tree):
    assert [write(tree.community).number for _ in range(3)] == [
        "GJ-2019-0001",
        "GJ-2019-0002",
        "GJ-2019-0003",
    ]


def test_communities_of_one_street_share_its_numbers(tree):
    agreements = [write(node) for node in (tree.street, tree.community, tree.cousin)]
    assert [a.number for a in agreements] == ["GJ-2019-0001", "GJ-2019-0002", "GJ-2019-0003"]
    assert {a.office for a in agreements} == {tree.street}


def test_two_offices_each_begin_at_one(tree):
    assert write(tree.community).number == "GJ-2019-0001"
    assert write(tree.stranger).number == "GJ-2019-0001"


def test_every_year_begins_at_one(tree):
    write(tree.street)
    assert write(tree.street, signed_on=date(2020, 1, 1)).number == "GJ-2020-0001"


def test_five_digits_after_9999(tree):
    NumberSeries.objects.create(office=tree.street, prefix="GJ", year=2019, last=9999)
    assert write(tree.street).number == "GJ-2019-10000"


def test_draft_gets_its_number_when_signed(tree):
    draft = write(tree.street, signed_on=None)
    assert (draft.number, draft.office) == (None, None)
    draft.signed_on = SIGNED
    draft.save()
    draft.refresh_from_db()
    assert draft.number == "GJ-2019-0001"


def test_draft_signed_by_a_save_of_that_field_alone_gets_its_number(tree):
    draft = write(tree.street, signed_on=None)
    draft.signed_on = draft.effective_on = SIGNED
    draft.save(update_fields=["signed_on", "effective_on"])
    draft.refresh_from_db()
    assert draft.number == "GJ-2019-0001"


def test_number_stays_when_the_date_is_corrected(tree):
    agreement = write(tree.street)
    agreement.signed_on = agreement.effective_on = date(2018, 12, 31)
    agreement.save()
    assert agreement.number == "GJ-2019-0001"


def test_saving_again_takes_no_number(tree):
    write(tree.street).save()
    assert write(tree.street).number == "GJ-2019-0002"


def test_failed_save_gives_its_number_back(tree):
    write(tree.street)
    faulty = Agreement(organization=tree.street, title="", signed_on=SIGNED, ends_on=date(2019, 1, 1))
    with pytest.raises(IntegrityError):
        faulty.save()
    assert (faulty.number, faulty.office) == (None, None)
    assert write(tree.street).number == "GJ-2019-0002"


def test_rolled_back_transaction_gives_its_number_back(tree):
    with transaction.atomic():
        write(tree.street)
        transaction.set_rollback(True)
    write(tree.street)
    assert numbers() == ["GJ-2019-0001"]


def test_prefix_says_what_was_numbered(tree):
    made = [
        write(tree.street),
        ListItemFactory(organization=tree.street, resource=True),
        ListItemFactory(organization=tree.street, demand=True),
        ListItemFactory(organization=tree.street, service=True),
        ProjectFactory(organization=tree.street),
        ProblemFactory(organization=tree.street),
    ]
    assert [record.number for record in made] == [
        f"{prefix}-2019-0001" for prefix in ("GJ", "ZY", "XQ", "FW", "XM", "WT")
    ]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    THREADS, SAVES = 8, 25

    def expected(self):
        return [f"GJ-2019-{number:04}" for number in range(1, self.THREADS * self.SAVES + 1)]

    def test_saves_get_every_number_exactly_once(self):
        street = OrganizationFactory(street=True)
        communities = [OrganizationFactory(parent=street) for _ in range(self.THREADS)]
        at_once(lambda thread: [write(communities[thread]) for _ in range(self.SAVES)], threads=self.THREADS)
        assert numbers() == self.expected()

    def test_saves_that_fail_in_between_leave_no_gap(self):
        street = OrganizationFactory(street=True)

        def save_and_fail(thread):
            for _ in range(self.SAVES):
                with pytest.raises(IntegrityError):
                    write(street, ends_on=date(2019, 1, 1))
                write(street)

        at_once(save_and_fail, threads=self.THREADS)
        assert numbers() == self.expected()

    def test_longer_transactions_wait_for_each_other(self):
        street = OrganizationFactory(street=True)

        def sign_with_parties(thread):
            for _ in range(5):
                with transaction.atomic():
                    AgreementFactory(organization=street, parties=[street])
            return connection.vendor

        at_once(sign_with_parties, threads=4)
        assert numbers() == [f"GJ-2019-{number:04}" for number in range(1, 21)]
