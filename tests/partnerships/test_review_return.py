"""Returning a record with a reason, and what a reviewer reads before deciding."""

import pytest

from orgs import audit, review
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry
from tests.partnerships.factories import AgreementFactory, ProblemFactory
from tests.partnerships.review_form import address, buttons, messages, post, problem, sign_in, state

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReviewState


@pytest.fixture
def clerk(client, tree):
    return sign_in(client, tree.community, Role.ENTER)


@pytest.fixture
def reviewer(client, tree):
    return sign_in(client, tree.area, Role.REVIEW)


# Returning


def test_return_needs_a_reason_and_loses_nothing_typed(client, tree, reviewer):
    record = problem(tree, SUBMITTED)
    response = post(client, record, "_return", title="改到一半")
    page = response.content.decode()
    assert response.context["adminform"].form.errors["review_reason"] == [
        "请写明退回原因，录入人要照着修改。"
    ]
    assert 'value="改到一半"' in page
    assert page.count("请写明退回原因，录入人要照着修改。") == 2  # in the box above, and beside the field
    assert state(record) == SUBMITTED


def test_typed_reason_survives_a_mistake_elsewhere(client, tree, reviewer):
    record = problem(tree, SUBMITTED)
    response = post(client, record, "_publish", raised_on="不知道", review_reason="请核对日期")
    assert "请核对日期</textarea>" in response.content.decode()


def test_returned_one_tells_who_enters_why(client, tree, reviewer):
    record = problem(tree, SUBMITTED)
    response = post(client, record, "_return", review_reason="请写明地点。", title="没有保存的改动")
    assert response.redirect_chain[-1][0].endswith("?review=submitted")
    assert any("已退回" in told for told in messages(response))
    record.refresh_from_db()
    assert (record.review, record.title) == (RETURNED, "楼道灯不亮")
    sign_in(client, tree.community, Role.ENTER)
    page = client.get(address(record))
    assert "请写明地点。" in page.content.decode()
    assert str(reviewer) in page.content.decode()
    assert buttons(page) == ["_save", "_submit", "_continue"]


def test_faulty_record_can_be_returned_though_the_form_would_refuse_it(client, tree, reviewer):
    agreement = AgreementFactory(organization=tree.community, review=SUBMITTED, parties=[tree.community])
    client.post(address(agreement), {"_return": "1", "review_reason": "少一个签约方。"})
    assert state(agreement) == RETURNED


def test_return_of_what_waits_no_more_is_refused_in_words(client, tree, reviewer):
    record = problem(tree, PUBLISHED)
    response = client.post(address(record), {"_return": "1", "review_reason": "晚了"}, follow=True)
    assert messages(response) == ["这条记录现在是“已发布”，不能退回。请刷新后再看。"]
    assert state(record) == PUBLISHED


def test_forged_return_is_refused(client, tree, clerk):
    record = problem(tree, SUBMITTED)
    assert client.post(address(record), {"_return": "1", "review_reason": "退"}).status_code == 403
    assert 'name="review_reason"' not in client.get(address(record)).content.decode()
    stranger = ProblemFactory(organization=tree.cousin, review=SUBMITTED)
    assert client.post(address(stranger), {"_return": "1", "review_reason": "退"}).status_code == 404
    assert {state(record), state(stranger)} == {SUBMITTED}


# What the reviewer reads


def test_reviewer_sees_what_changed_since_it_was_published(client, tree, clerk):
    record = problem(tree, PUBLISHED)
    AuditEntry.objects.all().delete()
    audit.log(AuditAct.CHANGE, user=clerk, record=record, changes=[("问题", "很早以前", "楼道灯不亮")])
    AuditEntry.objects.update(at="2019-01-01T00:00:00Z")
    post(client, record, "_save", title="楼道灯又不亮")
    audit.log(AuditAct.CHANGE, user=clerk, record=record, changes=[("备注", "甲", "乙")])
    sign_in(client, tree.area, Role.REVIEW)
    shown = client.get(address(record)).context["review"].alterations
    told = [tuple(change) for each in shown for change in each.changes]
    assert ("备注", "甲", "乙") in told
    assert ("问题", "很早以前", "楼道灯不亮") not in told
    assert shown[-1].who == str(clerk)
    assert "<caption>最近的改动</caption>" in client.get(address(record)).content.decode()


def test_changes_of_a_new_submission_are_not_listed(client, tree, reviewer):
    record = problem(tree, SUBMITTED)
    audit.log(AuditAct.CHANGE, user=reviewer, record=record, changes=[("备注", "甲", "乙")])
    assert client.get(address(record)).context["review"].alterations == []


def test_steps_stand_on_the_form_and_in_the_history(client, tree, reviewer):
    record = problem(tree, SUBMITTED)
    review.return_(record, reviewer, "请写明地点。")
    for page in ("change", "history"):
        html = client.get(address(record, page)).content.decode()
        assert "审核记录" in html
        assert "请写明地点。" in html


def test_who_only_reads_sees_the_state_and_no_buttons(client, tree):
    record = problem(tree, RETURNED)
    sign_in(client, tree.community, Role.VIEW)
    page = client.get(address(record))
    assert "已退回" in page.content.decode()
    assert buttons(page) == []
    assert 'type="submit" value="保存' not in page.content.decode()
