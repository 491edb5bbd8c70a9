"""Every verb of projects, from every state: done, or refused in words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lib.days import today
from orgs.enums import Role
from orgs.moves import Refused, steps_of
from partnerships.enums import BidState, PartnerRole, ProjectState
from partnerships.models import Project
from partnerships.workflow import bids, projects
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import BidFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2019, 5, 20), date(2019, 6, 20)
PROPOSED, OFFERED, DECIDED, RUNNING, FINISHED, CANCELLED = STATES = (
    "proposed",
    "offered",
    "decided",
    "running",
    "finished",
    "cancelled",
)
FIELDS = {
    PROPOSED: {"decided_on": None},
    OFFERED: {"decided_on": None, "offered_on": date(2019, 5, 1), "offered_until": date(2019, 5, 19)},
    DECIDED: {},
    RUNNING: {"started_on": MAY},
    FINISHED: {"finished": True},
    CANCELLED: {"cancelled": True},
}
VERBS = {
    "decide": lambda project, user: projects.decide(project, user, on=MAY),
    "start": lambda project, user: projects.start(project, user, on=JUNE),
    "finish": lambda project, user: projects.finish(project, user, on=JUNE, result="修好了。"),
    "cancel": lambda project, user: projects.cancel(project, user, on=JUNE, reason="资金没有到位"),
    "offer": lambda project, user: bids.offer(project, user, goal="修好路灯", on=today(), until=today()),
    "choose": lambda project, user: bids.choose(
        project, user, bid=BidFactory(project=project, unit=UnitFactory()), on=MAY
    ),
}
# (verb, state) → where it then stands; what is not here is refused.
LEGAL = {
    ("decide", PROPOSED): ProjectState.DECIDED,
    ("decide", OFFERED): ProjectState.DECIDED,
    ("start", DECIDED): ProjectState.RUNNING,
    ("finish", DECIDED): ProjectState.FINISHED,
    ("finish", RUNNING): ProjectState.FINISHED,
    ("cancel", PROPOSED): ProjectState.CANCELLED,
    ("cancel", OFFERED): ProjectState.CANCELLED,
    ("cancel", DECIDED): ProjectState.CANCELLED,
    ("cancel", RUNNING): ProjectState.CANCELLED,
    ("offer", PROPOSED): ProjectState.PROPOSED,
    ("choose", OFFERED): ProjectState.DECIDED,
}
# Refused for more than the state: the words say what to do.
WORDS = {("offer", OFFERED): "已经张榜。要改日期", ("choose", PROPOSED): "还没有张榜，请先张榜"}
LABELS = {
    PROPOSED: "拟议",
    OFFERED: "拟议",
    DECIDED: "待启动",
    RUNNING: "进行中",
    FINISHED: "已完成",
    CANCELLED: "已取消",
}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


def standing(tree, state) -> Project:
    return ProjectFactory(organization=tree.community, **FIELDS[state])


def offered(tree, **fields) -> Project:
    return ProjectFactory(organization=tree.community, **FIELDS[OFFERED] | fields)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_verb_from_a_state(tree, clerk, verb, state):
    project = standing(tree, state)
    if after := LEGAL.get((verb, state)):
        VERBS[verb](project, clerk)
        stored = Project.objects.get(pk=project.pk)
        assert stored.state() == project.state() == after
        assert steps_of(project).get().verb == verb
        return
    words = WORDS.get((verb, state), f"现在是“{LABELS[state]}”，不能")
    with pytest.raises(Refused, match=words):
        VERBS[verb](project, clerk)
    assert not steps_of(project).exists()


@pytest.mark.parametrize("verb", VERBS)
def test_verb_of_another_branch_or_of_who_only_looks_is_denied(tree, verb):
    project = standing(tree, OFFERED if verb == "choose" else next(s for s in STATES if (verb, s) in LEGAL))
    looking = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    for user in (looking, UserFactory(organizations=[tree.cousin])):
        with pytest.raises(PermissionDenied):
            VERBS[verb](project, user)


@pytest.mark.parametrize(
    ("act", "state", "words"),
    [
        (lambda p, u: projects.decide(p, u, on=today() + timedelta(days=1)), PROPOSED, "不能晚于今天"),
        (lambda p, u: projects.start(p, u, on=date(2019, 5, 1)), DECIDED, "开始日期不能早于确定日期"),
        (lambda p, u: projects.finish(p, u, on=JUNE, result=" "), RUNNING, "请写明项目成效"),
        (lambda p, u: projects.finish(p, u, on=date(2019, 5, 1), result="好"), RUNNING, "不能早于"),
        (lambda p, u: projects.cancel(p, u, on=date(2019, 5, 1), reason="没钱"), DECIDED, "不能早于确定日期"),
        (
            lambda p, u: projects.cancel(p, u, on=today() + timedelta(days=1), reason="没钱"),
            DECIDED,
            "不能晚于今天",
        ),
        (lambda p, u: bids.offer(p, u, goal=" ", on=today()), PROPOSED, "请写明项目目标"),
        (
            lambda p, u: bids.offer(p, u, goal="好", on=date(2019, 5, 1), until=date(2019, 6, 1)),
            PROPOSED,
            "截止已经过了",
        ),
    ],
)
def test_verb_that_would_break_a_rule_is_refused(tree, clerk, act, state, words):
    project = standing(tree, state)
    with pytest.raises(Refused, match=words):
        act(project, clerk)
    assert Project.objects.get(pk=project.pk).state() == project.state()


def test_cancelling_needs_its_reason_and_declines_the_bids(tree, clerk):
    bid = BidFactory(project=offered(tree))
    with pytest.raises(ValueError, match="needs a reason"):
        projects.cancel(bid.project, clerk, on=today(), reason=" ")
    projects.cancel(bid.project, clerk, on=today(), reason="资金没有到位")
    bid.refresh_from_db()
    assert (bid.status, bid.settled_on) == (BidState.DECLINED, today())
    assert bid.reason == "项目已取消：资金没有到位"


def test_project_with_bids_is_not_decided_past_them(tree, clerk):
    bid = BidFactory(project=offered(tree))
    with pytest.raises(Refused, match="请用“选定揭榜单位”"):
        projects.decide(bid.project, clerk, on=MAY)


def test_chosen_bid_leads_and_the_others_are_declined_with_the_reason(tree, clerk):
    before, unit = UnitFactory(), UnitFactory()
    project = offered(tree, partners=[before])
    chosen, other = BidFactory(project=project, unit_name=unit.name), BidFactory(project=project)

    bids.choose(project, clerk, bid=chosen, on=MAY, reason="方案不如另一家具体")

    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.status, chosen.unit, chosen.settled_on) == (BidState.CHOSEN, unit, today())
    assert (other.status, other.reason) == (BidState.DECLINED, "方案不如另一家具体")
    assert project.decided_on == MAY
    assert {partner.unit: partner.role for partner in project.partners.all()} == {
        unit: PartnerRole.LEAD,
        before: PartnerRole.TAKES_PART,
    }


@pytest.mark.parametrize(
    ("fields", "unit", "reason", "words"),
    [
        ({}, True, "", "请写明其他单位没有选中的理由"),
        ({}, False, "方案更好", "单位名录里没有"),
        ({"offered_until": today()}, True, "方案更好", "才截止，截止以后再选"),
    ],
)
def test_bid_is_not_chosen_against_the_rules(tree, clerk, fields, unit, reason, words):
    project = offered(tree, **fields)
    chosen = BidFactory(project=project, unit=UnitFactory() if unit else None)
    other = BidFactory(project=project)
    with pytest.raises(Refused, match=words):
        bids.choose(project, clerk, bid=chosen, on=MAY, reason=reason)
    other.refresh_from_db()
    assert other.status == BidState.PENDING


def test_bid_of_another_project_is_not_chosen(tree, clerk):
    with pytest.raises(Refused, match="不是这个项目待遴选的申请"):
        bids.choose(offered(tree), clerk, bid=BidFactory(unit=UnitFactory()), on=MAY)
