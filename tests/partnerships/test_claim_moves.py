"""Every state of claims and orders × every verb: what it leads to, or in which words it is refused."""

from datetime import date, timedelta

import pytest

from lib.days import today
from orgs.enums import AuditAct
from orgs.models import AuditEntry, RecordStep
from orgs.moves import Refused, steps_of
from partnerships import claim_link
from partnerships.enums import HOLDING, ORDER_WORDS, ClaimState
from partnerships.models import ProgressNote
from partnerships.workflow import claims, notes
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db

PENDING, CLAIMED, WORKING, DONE, RATED = HOLDING
UNDER_WAY = (CLAIMED, WORKING)
WHY = "单位这个月抽不出人。"

# Verb of a demand's claim: (its word, that of an order's, {where it begins: where it leads}, how it is done).
VERBS = {
    "confirm": (
        "确认认领",
        "接单",
        {PENDING: CLAIMED},
        lambda c, u: claims.confirm(c, u, due_on=today() + timedelta(days=30)),
    ),
    "decline": (
        "谢绝",
        "不接单",
        {PENDING: ClaimState.DECLINED},
        lambda c, u: claims.decline(c, u, reason=WHY),
    ),
    "contact": (
        "登记联系",
        "登记联系",
        {each: each for each in UNDER_WAY},
        lambda c, u: claims.contact(c, u, on=today()),
    ),
    "start": ("开始办理", "开始服务", {CLAIMED: WORKING}, claims.start),
    "finish": (
        "办结",
        "出单",
        dict.fromkeys(UNDER_WAY, DONE),
        lambda c, u: claims.finish(c, u, on=today(), result="已送到。"),
    ),
    "rate": ("评价", "评单", {DONE: RATED}, lambda c, u: claims.rate(c, u, rating=4, comment="很及时")),
    "return": (
        "退回",
        "退单",
        dict.fromkeys(UNDER_WAY, ClaimState.RETURNED),
        lambda c, u: claims.give_back(c, u, reason=WHY),
    ),
    "expire": (
        "按过期处理",
        "按过期处理",
        dict.fromkeys(UNDER_WAY, ClaimState.EXPIRED),
        lambda c, u: claims.expire(c, u, reason=WHY),
    ),
    "note": (
        "记进展",
        "记进展",
        {each: each for each in (*UNDER_WAY, DONE, RATED)},
        lambda c, u: notes.add_note(c, "到现场看过。", u),
    ),
    "link": ("生成专用链接", "生成专用链接", {each: each for each in (*UNDER_WAY, DONE)}, claim_link.issue),
    "unlink": (
        "收回专用链接",
        "收回专用链接",
        {each: each for each in (*UNDER_WAY, DONE)},
        claim_link.revoke,
    ),
}
NEED_REASON = {"decline", "return", "expire"}


def claim_at(state, **fields):
    """One that is past its day, and whose unit has a link."""
    begun = {"due_on": date(2019, 6, 1), "link_edition": 1}
    closed = {"closed_on": date(2019, 6, 20), "reason": "原来的原因。"}
    traits = {
        PENDING: {"pending": True},
        CLAIMED: {},
        WORKING: {"working": True},
        DONE: {"done": True},
        RATED: {"rated": True},
        ClaimState.DECLINED: {"declined": True},
        ClaimState.RETURNED: {"status": ClaimState.RETURNED} | closed,
        ClaimState.EXPIRED: {"status": ClaimState.EXPIRED} | closed,
    }
    return ClaimFactory(**begun | traits[state] | fields)


@pytest.fixture
def boss():
    return UserFactory(superuser=True)


def stored(claim):
    return type(claim).objects.filter(pk=claim.pk).values().get()


@pytest.mark.parametrize("is_order", [False, True], ids=["claim", "order"])
@pytest.mark.parametrize("verb", VERBS)
def test_verb_leads_where_it_should_and_is_refused_elsewhere(boss, verb, is_order):
    word, order_word, leads, act = VERBS[verb]
    word = order_word if is_order else word
    for state in ClaimState:
        claim = claim_at(state, order=is_order)
        if state in leads:
            act(claim, boss)
            claim.refresh_from_db()
            assert claim.state() == leads[state]
            step = steps_of(claim).get()
            assert (step.word, step.before, step.after) == (word, state, leads[state])
            assert step.reason == (WHY if verb in NEED_REASON else "")
            entry = AuditEntry.objects.get(act=AuditAct.ACT, record=str(claim.pk))
            assert entry.detail == (f"{word}：{WHY}" if verb in NEED_REASON else word)
        else:
            before = stored(claim)
            now = ORDER_WORDS[state] if is_order else state.label
            with pytest.raises(Refused, match=f"现在是“{now}”，不能{word}"):
                act(claim, boss)
            assert stored(claim) == before
            assert not steps_of(claim).exists()


@pytest.mark.parametrize("verb", sorted(NEED_REASON))
def test_giving_up_needs_a_reason(boss, verb):
    claim = claim_at(next(iter(VERBS[verb][2])))
    act = {"decline": claims.decline, "return": claims.give_back, "expire": claims.expire}[verb]
    with pytest.raises(ValueError, match="needs a reason"):
        act(claim, boss, reason=" ")
    assert not RecordStep.objects.exists()


def test_what_was_given_up_tells_when_and_why(boss):
    claim = claim_at(WORKING)
    claims.give_back(claim, boss, reason=WHY)
    claim.refresh_from_db()
    assert (claim.closed_on, claim.reason) == (today(), WHY)


@pytest.mark.parametrize("due_on", [None, today()])
def test_claim_expires_only_when_it_is_past_due(boss, due_on):
    claim = ClaimFactory(due_on=due_on)
    with pytest.raises(Refused, match="还没有过办理时限，不能按过期处理"):
        claims.expire(claim, boss, reason=WHY)
    assert claim.state() == CLAIMED


@pytest.mark.parametrize("rating", [0, 6])
def test_rating_is_from_1_to_5(boss, rating):
    claim = claim_at(DONE)
    with pytest.raises(Refused):
        claims.rate(claim, boss, rating=rating)
    assert stored(claim)["rating"] is None


def test_contact_before_the_claim_is_refused(boss):
    with pytest.raises(Refused, match="联系日期不能早于认领日期"):
        claims.contact(ClaimFactory(), boss, on=date(2019, 5, 19))


def test_done_before_the_claim_is_refused(boss):
    with pytest.raises(Refused, match="不能早于认领日期"):
        claims.finish(ClaimFactory(), boss, on=date(2019, 5, 19), result="早了")


def test_confirming_says_who_holds_it_until_when(boss):
    claim = ClaimFactory(pending=True, units=[], unit_name="市图书馆")
    lead, other = UnitFactory(), UnitFactory()
    claims.confirm(claim, boss, parties=[lead, other], due_on=today())
    assert [(each.party, each.role) for each in claim.parties.all()] == [
        (lead, "lead"),
        (other, "takes_part"),
    ]
    assert (claim.claimed_on, claim.due_on) == (today(), today())


def test_confirming_nobody_is_refused(boss):
    claim = ClaimFactory(pending=True, units=[], unit_name="市图书馆")
    with pytest.raises(Refused, match="请选择认领单位或党组织"):
        claims.confirm(claim, boss, due_on=today())


def test_finishing_shows_the_notes_that_were_ticked_and_no_others(boss):
    claim = claim_at(WORKING)
    shown = NotePhotoFactory(note=ProgressNoteFactory(claim=claim)).note
    hidden = ProgressNoteFactory(claim=claim, is_public=True)
    foreign = ProgressNoteFactory()
    claims.finish(claim, boss, on=today(), result="已送到。", public_notes=[shown, foreign])
    assert list(ProgressNote.objects.filter(is_public=True)) == [shown]
    assert hidden.pk != shown.pk


def test_without_a_word_on_notes_all_stay_as_they_are(boss):
    claim = claim_at(WORKING)
    shown = ProgressNoteFactory(claim=claim, is_public=True)
    claims.finish(claim, boss, on=today(), result="已送到。")
    assert list(ProgressNote.objects.filter(is_public=True)) == [shown]
