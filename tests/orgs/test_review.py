"""The steps of a review: from which state to which, by whom, and what they leave behind."""

import pytest
from django.core.exceptions import PermissionDenied

from lib.days import today
from orgs import review
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry, BranchSetting, ReviewStep
from partnerships.figures import AGREEMENTS_SIGNED
from partnerships.models import Agreement, ListItem, Resource
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReviewState


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def reviewer(tree):
    return UserFactory(organizations=[tree.area], organizations__role=Role.REVIEW)


def agreement(tree, state, **fields):
    return AgreementFactory(organization=tree.community, review=state, **fields)


def stored(record):
    return type(record).objects.get(pk=record.pk).review


def take(name, record, user):
    reasons = ["签约方写错了"] if name == "return_" else []
    getattr(review, name)(record, user, *reasons)


STEPS = {  # {verb: (from where, to where, may one who only enters)}
    "submit": ({DRAFT, RETURNED}, SUBMITTED, True),
    "withdraw": ({SUBMITTED}, DRAFT, True),
    "publish": ({DRAFT, SUBMITTED, RETURNED}, PUBLISHED, False),
    "return_": ({SUBMITTED}, RETURNED, False),
    "reopen": ({PUBLISHED}, SUBMITTED, True),
}


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", ReviewState, ids=list(ReviewState.values))
def test_step_is_taken_from_its_states_alone(tree, reviewer, verb, state):
    since, to, _ = STEPS[verb]
    record = agreement(tree, state)
    if state in since:
        take(verb, record, reviewer)
        assert record.review == stored(record) == to
        assert ReviewStep.objects.last().state == to
    else:
        with pytest.raises(review.Refused, match=state.label):
            take(verb, record, reviewer)
        assert stored(record) == state
        assert not ReviewStep.objects.exists()


@pytest.mark.parametrize("verb", STEPS)
def test_step_needs_the_right_in_the_record_s_branch(tree, clerk, verb):
    since, to, may_enter = STEPS[verb]
    everywhere_else = UserFactory(
        organizations=[tree.sister, tree.other_street], organizations__role=Role.MANAGE
    )
    reader = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    state = min(since)
    for user in (everywhere_else, reader, *(() if may_enter else (clerk,))):
        record = agreement(tree, state)
        with pytest.raises(PermissionDenied):
            take(verb, record, user)
        assert stored(record) == state
    if may_enter:
        record = agreement(tree, state)
        take(verb, record, clerk)
        assert stored(record) == to


def test_steps_and_the_audit_tell_who_did_what(tree, clerk, reviewer):
    """S13: draft → review → publish, with a reason for a return."""
    record = agreement(tree, DRAFT)
    review.submit(record, clerk)
    review.return_(record, reviewer, " 请补上签约日期。\n")
    review.submit(record, clerk)
    review.publish(record, reviewer)
    told = [(step.user, step.state, step.reason) for step in review.steps_of(record)]
    assert told == [
        (clerk, SUBMITTED, ""),
        (reviewer, RETURNED, "请补上签约日期。"),
        (clerk, SUBMITTED, ""),
        (reviewer, PUBLISHED, ""),
    ]
    entries = AuditEntry.objects.filter(kind="partnerships.agreement", record=str(record.pk)).order_by("pk")
    assert [(each.user, each.act, each.detail) for each in entries] == [
        (clerk, AuditAct.SUBMIT, ""),
        (reviewer, AuditAct.RETURN, "请补上签约日期。"),
        (clerk, AuditAct.SUBMIT, ""),
        (reviewer, AuditAct.PUBLISH, ""),
    ]
    assert entries[1].changes == [["审核状态", "待审核", "已退回"]]
    assert entries[1].organization == tree.community


def test_return_without_a_reason_is_a_mistake_of_the_program(tree, reviewer):
    record = agreement(tree, SUBMITTED)
    with pytest.raises(ValueError, match="reason"):
        review.return_(record, reviewer, "  ")
    assert stored(record) == SUBMITTED


def test_step_on_a_deleted_record_is_refused_in_words(tree, reviewer):
    record = agreement(tree, SUBMITTED)
    Agreement.objects.filter(pk=record.pk).delete()
    with pytest.raises(review.Refused, match="已被删除"):
        review.publish(record, reviewer)


def test_state_is_the_stored_one_not_what_the_caller_read(tree, reviewer):
    record = agreement(tree, SUBMITTED)
    read_before = Agreement.objects.get(pk=record.pk)
    review.return_(record, reviewer, "改日期")
    with pytest.raises(review.Refused):
        review.return_(read_before, reviewer, "再退一次")
    assert ReviewStep.objects.count() == 1


def test_steps_of_a_list_are_filed_under_the_model_of_its_rows(tree, clerk):
    item = ListItemFactory(organization=tree.community, resource=True, review=DRAFT)
    review.submit(Resource.objects.get(pk=item.pk), clerk)
    assert ReviewStep.objects.get().kind == "partnerships.listitem"
    assert list(review.steps_of(ListItem.objects.get(pk=item.pk))) == list(ReviewStep.objects.all())


def test_steps_of_another_kind_with_the_same_key_stay_apart(tree, clerk):
    record = agreement(tree, DRAFT)
    review.submit(record, clerk)
    twin = ListItemFactory(pk=record.pk, organization=tree.community)
    assert not review.steps_of(twin).exists()


def test_what_was_published_stays_known_as_such(tree, clerk):
    """Programs publish without a step; one is written before the record is hidden for the first time."""
    record, never = agreement(tree, PUBLISHED), agreement(tree, DRAFT)
    assert review.was_published(record)
    review.reopen(record, clerk)
    assert [step.state for step in review.steps_of(record)] == [PUBLISHED, SUBMITTED]
    assert review.steps_of(record)[0].at == record.created_at
    assert review.was_published(record)
    review.submit(never, clerk)
    assert not review.was_published(never)


def test_publishing_twice_through_reopening_remembers_one_publication(tree, clerk, reviewer):
    record = agreement(tree, PUBLISHED)
    for _ in range(2):
        review.reopen(record, clerk)
        review.publish(record, reviewer)
    states = [step.state for step in review.steps_of(record)]
    assert states == [PUBLISHED, SUBMITTED, PUBLISHED, SUBMITTED, PUBLISHED]


def test_figures_count_what_is_not_reviewed(tree):
    """What is entered counts; review decides what residents see."""
    agreement(tree, DRAFT)
    agreement(tree, PUBLISHED)
    assert AGREEMENTS_SIGNED.number(tree.community, today()) == 2
    assert Agreement.objects.public().count() == 1


# A branch without review


@pytest.mark.parametrize("where", ["community", "area", "street"])
def test_branch_may_do_without_review(tree, clerk, where):
    BranchSetting.objects.create(organization=getattr(tree, where), unreviewed=["partnerships.Agreement"])
    assert not review.is_reviewed(Agreement, tree.community)
    record = agreement(tree, DRAFT)
    review.publish(record, clerk)
    assert stored(record) == PUBLISHED


@pytest.mark.parametrize(
    ("where", "unreviewed"),
    [("sister", ["partnerships.Agreement"]), ("area", ["partnerships.ListItem"]), ("area", [])],
)
def test_setting_of_another_branch_or_kind_changes_nothing(tree, clerk, where, unreviewed):
    BranchSetting.objects.create(organization=getattr(tree, where), unreviewed=unreviewed)
    assert review.is_reviewed(Agreement, tree.community)
    with pytest.raises(PermissionDenied):
        review.publish(agreement(tree, DRAFT), clerk)


def test_switching_off_a_list_holds_for_its_rows_by_any_name(tree):
    BranchSetting.objects.create(organization=tree.street, unreviewed=["partnerships.ListItem"])
    assert not review.is_reviewed(Resource, tree.community)


def test_reader_publishes_nothing_even_without_review(tree):
    BranchSetting.objects.create(organization=tree.street, unreviewed=["partnerships.Agreement"])
    reader = UserFactory(organizations=[tree.street], organizations__role=Role.VIEW)
    with pytest.raises(PermissionDenied):
        review.publish(agreement(tree, DRAFT), reader)


# Many at once


def test_many_are_published_at_once_others_left_alone(tree, reviewer):
    waiting = [agreement(tree, SUBMITTED) for _ in range(3)]
    others = [agreement(tree, state) for state in (DRAFT, RETURNED, PUBLISHED)]
    stranger = AgreementFactory(organization=tree.cousin, review=SUBMITTED)
    assert review.publish_all(Agreement.objects.all(), reviewer) == 3
    assert {stored(record) for record in waiting} == {PUBLISHED}
    assert [stored(record) for record in others] == [DRAFT, RETURNED, PUBLISHED]
    assert stored(stranger) == SUBMITTED
    assert ReviewStep.objects.filter(state=PUBLISHED, user=reviewer).count() == 3
    assert AuditEntry.objects.filter(act=AuditAct.PUBLISH).count() == 3


def test_many_are_submitted_at_once(tree, clerk):
    for state in ReviewState:
        agreement(tree, state)
    assert review.submit_all(Agreement.objects.all(), clerk) == 2
    assert Agreement.objects.filter(review=SUBMITTED).count() == 3


def test_none_at_once(tree, clerk):
    agreement(tree, SUBMITTED)
    assert review.publish_all(Agreement.objects.all(), clerk) == 0
    assert not ReviewStep.objects.exists()


def test_many_at_once_read_in_a_bounded_number_of_queries(tree, reviewer, django_assert_max_num_queries):
    for _ in range(30):
        agreement(tree, SUBMITTED)
    # A line in the audit for each; all else is asked for once.
    with django_assert_max_num_queries(30 + 10):
        assert review.publish_all(Agreement.objects.all(), reviewer) == 30


def test_many_at_once_are_taken_in_several_transactions(tree, reviewer, monkeypatch):
    monkeypatch.setattr(review, "_AT_ONCE", 2)
    for _ in range(5):
        agreement(tree, SUBMITTED)
    assert review.publish_all(Agreement.objects.all(), reviewer) == 5
    assert not Agreement.objects.exclude(review=PUBLISHED).exists()
    assert ReviewStep.objects.count() == 5
