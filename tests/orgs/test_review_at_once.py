"""Several reviewers at the same moment: each step is taken once, and a save does not take one back."""

import pytest
from django.urls import reverse

from orgs import review
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry
from partnerships.models import Agreement, Problem
from tests.orgs.factories import UserFactory
from tests.orgs.tree import plant
from tests.orgs.two_editors import opened, signed_in
from tests.partnerships.factories import AgreementFactory, ProblemFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

REVIEWERS = 4


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def reviewers(tree):
    return [UserFactory(organizations=[tree.area]) for _ in range(REVIEWERS)]


def test_one_of_several_publishes(tree, reviewers):
    record = AgreementFactory(organization=tree.community, review=ReviewState.SUBMITTED)

    def publish(number):
        try:
            review.publish(Agreement.objects.get(pk=record.pk), reviewers[number])
        except review.Refused as refused:
            return str(refused)
        return "published"

    told = sorted(at_once(publish, REVIEWERS))
    refusal = "这条记录现在是“已发布”，不能发布。请刷新后再看。"
    assert told == sorted(["published"] + [refusal] * (REVIEWERS - 1))
    assert review.steps_of(record).count() == 1
    assert AuditEntry.objects.filter(act=AuditAct.PUBLISH).count() == 1


def test_lists_published_by_several_are_counted_once(tree, reviewers):
    for _ in range(10):
        AgreementFactory(organization=tree.community, review=ReviewState.SUBMITTED)
    counts = at_once(lambda n: review.publish_all(Agreement.objects.all(), reviewers[n]), REVIEWERS)
    assert sum(counts) == 10
    assert AuditEntry.objects.filter(act=AuditAct.PUBLISH).count() == 10


def test_saving_while_another_publishes_leaves_no_unreviewed_text_public(tree, reviewers):
    """Whoever comes first: what residents may see at the end was seen by a reviewer."""
    clerk = signed_in(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    for _ in range(5):
        record = ProblemFactory(
            organization=tree.community, solved=True, is_public=True, review=ReviewState.SUBMITTED
        )
        address = reverse("admin:partnerships_problem_change", args=[record.pk])
        form = opened(clerk, address)

        def step(number, record=record, address=address, form=form):
            if number == 0:
                return clerk.post(address, form | {"title": "没有审过的话", "_save": "1"}).status_code
            return review.publish(Problem.objects.get(pk=record.pk), reviewers[0])

        at_once(step, 2)
        record.refresh_from_db()
        last = review.steps_of(record).last()
        if record.review == ReviewState.PUBLISHED:
            assert last.state == ReviewState.PUBLISHED
        if record.title == "没有审过的话" and record.review == ReviewState.PUBLISHED:
            changed = AuditEntry.objects.filter(act=AuditAct.CHANGE, record=str(record.pk)).get()
            published = AuditEntry.objects.filter(act=AuditAct.PUBLISH, record=str(record.pk)).get()
            assert changed.pk < published.pk
