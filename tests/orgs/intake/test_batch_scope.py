"""Who sees a batch, and whose records it may write: as the rights are now, not as they were."""

import pytest

from jiedao.ledgers import LEDGERS
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch, Organization, Unit, User
from tests.jiedao.good_rows import EAST, WEST
from tests.jiedao.ledger_files import found_office
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.intake.ways_in import preview_rows

pytestmark = pytest.mark.django_db

HEADER = "单位名称 单位性质 属地社区 备注"
UNITS = LEDGERS["units"]


@pytest.fixture(autouse=True)
def office(db):
    found_office()


@pytest.fixture
def east():
    return Organization.objects.get(name=EAST)


@pytest.fixture
def west():
    return Organization.objects.get(name=WEST)


def batch_of(user, place=EAST, **options):
    return preview_rows("units", HEADER, ["示例甲", "学校", place, None], user=user, **options)


def sees(user, batch) -> bool:
    """By the rights that the database knows now."""
    return batch in ImportBatch.objects.visible_to(User.objects.get(pk=user.pk))


def test_own_batch_is_seen_as_long_as_one_works_there(east, west):
    clerk = UserFactory(organizations=[east])
    batch = batch_of(clerk)
    assert sees(clerk, batch)

    clerk.assignments.create(organization=west)
    assert sees(clerk, batch)
    clerk.assignments.filter(organization=east).delete()
    assert not sees(clerk, batch)
    clerk.assignments.create(organization=east.parent)
    assert sees(clerk, batch)


def test_batch_of_two_branches_is_not_seen_by_who_kept_one(east, west):
    clerk = UserFactory(organizations=[east, west])
    batch = batch_of(clerk)
    assert sees(clerk, batch)

    clerk.assignments.filter(organization=west).delete()
    assert not sees(clerk, batch)


def test_batch_filed_somewhere_is_seen_by_who_works_there(east, west):
    clerk, colleague = UserFactory(organizations=[east]), UserFactory(organizations=[east.parent])
    batch = batch_of(clerk, organization=east)
    assert sees(clerk, batch)
    assert sees(colleague, batch)
    assert not sees(UserFactory(organizations=[west]), batch)

    clerk.assignments.update(organization=west)
    assert not sees(clerk, batch)


def test_batch_of_a_branch_is_not_a_colleagues(east):
    assert not sees(UserFactory(organizations=[east]), batch_of(UserFactory(organizations=[east])))


def test_superuser_who_became_a_clerk_sees_no_batch_of_before(east):
    user = UserFactory(superuser=True, organizations=[east])
    batch = batch_of(user)
    assert sees(user, batch)

    User.objects.update(is_superuser=False)
    assert not sees(user, batch)
    assert sees(UserFactory(superuser=True), batch)


def test_clerk_does_not_commit_for_the_street(east, west):
    """What the street's office has previewed writes into records that are not the clerk's."""
    UnitFactory(name="示例甲", nature="school", community=west, note="旧")
    batch = batch_of(UserFactory(superuser=True), WEST)

    with pytest.raises(Refused, match="第2行的记录不归您管理，一行都没有入库"):
        workflow.commit(batch, UNITS, UserFactory(organizations=[east]))

    assert Unit.objects.get(name="示例甲").note == "旧"
