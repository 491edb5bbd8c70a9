"""Files that come in from who may only enter wait for review; undoing brings the former state back."""

import pytest
from django.urls import reverse

from jiedao.ledgers import LEDGERS
from orgs import review
from orgs.enums import ReviewState, Role
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import BranchSetting, Organization, ReviewStep
from orgs.scope import PublicRecord
from partnerships.models import Agreement, Resource
from tests.jiedao.good_rows import EAST, STREET
from tests.jiedao.ledger_files import exported, found_office, good, take_in
from tests.orgs.factories import UserFactory
from tests.orgs.intake.ways_in import commit_rows, preview_rows
from tests.partnerships.factories import ListItemFactory

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReviewState
HEADER = "名称 类别 归口党组织 发布日期 联系电话 说明"
REVIEWED = [key for key, ledger in LEDGERS.items() if issubclass(ledger.model, PublicRecord)]


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def user(role, place=STREET):
    return UserFactory(organizations=[Organization.objects.get(name=place)], organizations__role=role)


def states(key):
    rows = LEDGERS[key].model.objects.order_by("pk")
    return list(rows.values_list("review", flat=True))


def resource(**fields):
    fields = {"title": "会议室", "contact_phone": "0532-80000000", "description": "可坐三十人"} | fields
    east = Organization.objects.get(name=EAST)
    return ListItemFactory(resource=True, organization=east, **fields)


def row_of(item, phone="0532-80000000", told="可坐三十人"):
    return [item.title, item.category.name, EAST, str(item.published_on), phone, told]


def test_every_reviewed_ledger_is_tried():
    assert REVIEWED == [
        "agreements",
        "resources",
        "demands",
        "services",
        "projects",
        "problems",
        "activities",
    ]


@pytest.mark.parametrize("key", REVIEWED)
def test_new_rows_of_who_enters_are_submitted(key):
    before = states(key)
    clerk = user(Role.ENTER)
    take_in(LEDGERS[key], good(key).xlsx(), user=clerk)
    new = states(key)[len(before) :]
    assert new == [SUBMITTED] * 6
    steps = ReviewStep.objects.filter(kind=review.kind_of(LEDGERS[key].model))
    assert {(step.user, step.state, step.reason) for step in steps} == {(clerk, SUBMITTED, "由台账导入")}
    assert steps.count() == 6


@pytest.mark.parametrize("key", REVIEWED)
@pytest.mark.parametrize("who", ["reviewer", "superuser", "command"])
def test_new_rows_of_who_may_publish_are_published(key, who):
    by = {"reviewer": lambda: user(Role.REVIEW), "superuser": lambda: UserFactory(superuser=True)}
    take_in(LEDGERS[key], good(key).xlsx(), user=by.get(who, lambda: None)())
    assert set(states(key)) == {PUBLISHED}
    assert not ReviewStep.objects.exists()


@pytest.mark.parametrize(("role", "is_told"), [(Role.ENTER, True), (Role.REVIEW, False)])
def test_page_of_what_was_taken_in_says_that_it_waits(client, role, is_told):
    importer = user(role)
    batch = take_in(LEDGERS["agreements"], good("agreements").xlsx(), user=importer)
    client.force_login(importer)
    page = client.get(f"/admin/partnerships/agreement/import/{batch.pk}/").content.decode()
    assert "已入库：新增6条" in page
    assert ("这些记录已提交审核，审核发布后居民才看得到" in page) == is_told


def test_new_rows_where_nothing_is_reviewed_are_published():
    street = Organization.objects.get(name=STREET)
    BranchSetting.objects.create(organization=street, unreviewed=["partnerships.Agreement"])
    take_in(LEDGERS["agreements"], good("agreements").xlsx(), user=user(Role.ENTER))
    assert set(states("agreements")) == {PUBLISHED}


def test_right_is_that_of_each_row_s_own_branch():
    clerk = user(Role.ENTER)
    clerk.assignments.create(organization=Organization.objects.get(name=EAST), role=Role.REVIEW)
    take_in(LEDGERS["agreements"], good("agreements").xlsx(), user=clerk)
    found = {
        (record.organization.name == EAST, record.review)
        for record in Agreement.objects.select_related("organization")
    }
    assert found == {(True, PUBLISHED), (False, SUBMITTED)}


def test_changed_row_of_who_enters_waits_and_an_undo_brings_it_back():
    item, clerk = resource(), user(Role.ENTER)
    batch = commit_rows("resources", HEADER, row_of(item, told="可坐五十人"), user=clerk)
    item.refresh_from_db()
    assert (item.description, item.review) == ("可坐五十人", SUBMITTED)
    assert review.was_published(item)
    assert [step.state for step in review.steps_of(item)] == [PUBLISHED, SUBMITTED]

    workflow.undo(batch, LEDGERS["resources"], clerk)
    item.refresh_from_db()
    assert (item.description, item.review) == ("可坐三十人", PUBLISHED)
    assert [(step.state, step.reason) for step in review.steps_of(item)][-1] == (PUBLISHED, "撤销导入")


def test_changed_row_of_a_reviewer_stays_published():
    item = resource()
    commit_rows("resources", HEADER, row_of(item, told="可坐五十人"), user=user(Role.REVIEW))
    assert Resource.objects.get(pk=item.pk).review == PUBLISHED


@pytest.mark.parametrize("state", [DRAFT, SUBMITTED, RETURNED])
@pytest.mark.parametrize("role", [Role.ENTER, Role.REVIEW])
def test_changed_row_that_was_not_published_stays_where_it_is(state, role):
    item = resource(review=state)
    commit_rows("resources", HEADER, row_of(item, told="可坐五十人"), user=user(role))
    item.refresh_from_db()
    assert (item.description, item.review) == ("可坐五十人", state)


def test_change_that_residents_never_see_needs_no_review():
    item = resource()
    commit_rows("resources", HEADER, row_of(item, phone="0532-81111111"), user=user(Role.ENTER))
    item.refresh_from_db()
    assert (item.contact_phone, item.review) == ("0532-81111111", PUBLISHED)


def test_undo_after_somebody_published_is_refused():
    clerk = user(Role.ENTER)
    batch = commit_rows("resources", HEADER, row_of(resource(title="新的"), told="改了"), user=clerk)
    review.publish_all(Resource.objects.all(), user(Role.REVIEW))
    with pytest.raises(Refused) as refused:
        workflow.undo(batch, LEDGERS["resources"], clerk)
    assert "已被修改" in refused.value.lines[1]


@pytest.mark.parametrize("state", ReviewState, ids=list(ReviewState.values))
@pytest.mark.parametrize("key", REVIEWED)
def test_round_trip_leaves_every_state(key, state):
    ledger, clerk = LEDGERS[key], user(Role.ENTER)
    take_in(ledger, good(key).xlsx())
    ledger.model.objects.update(review=state)
    batch = take_in(ledger, exported(ledger), user=clerk)
    assert (batch.new_count, batch.changed_count) == (0, 0)
    assert set(states(key)) == {state}
    assert not ReviewStep.objects.exists()


def test_preview_says_that_it_will_wait(client):
    item = resource()
    for role, is_told in ((Role.ENTER, True), (Role.REVIEW, False)):
        by = user(role)
        client.force_login(by)
        batch = preview_rows("resources", HEADER, row_of(item, told="可坐五十人"), user=by)
        page = client.get(
            reverse("admin:partnerships_resource_import_batch", args=[batch.pk])
        ).content.decode()
        assert ("审核前居民也看不到" in page) is is_told


def test_reviewer_sees_what_a_file_changed(client):
    item, clerk = resource(), user(Role.ENTER)
    commit_rows("resources", HEADER, row_of(item, told="可坐五十人"), user=clerk)
    client.force_login(user(Role.REVIEW))
    page = client.get(reverse("admin:partnerships_resource_change", args=[item.pk]))
    changes = [change for each in page.context["review"].alterations for change in each.changes]
    assert ("说明", "可坐三十人", "可坐五十人") in [tuple(change) for change in changes]
