"""Every state of an agreement × every verb: done, or refused in words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.days import today
from orgs.enums import ReviewState, Role
from orgs.figures import numbers
from orgs.moves import Refused, moves_open_to, steps_of
from partnerships.enums import AgreementStatus
from partnerships.figures import AGREEMENTS_SIGNED, PARTNER_UNITS
from partnerships.models import Agreement, AgreementAmendment
from partnerships.workflow import agreements
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

SPRING = date(2019, 5, 20)
STATES = {
    AgreementStatus.DRAFT: {"draft": True},
    AgreementStatus.PENDING: {"effective_on": date(2900, 1, 1)},
    AgreementStatus.ACTIVE: {},
    AgreementStatus.EXPIRING: {"expiring": True},
    AgreementStatus.EXPIRED: {"expired": True},
    AgreementStatus.TERMINATED: {"terminated": True},
    AgreementStatus.RENEWED: {"expired": True},
}
LEGAL = {
    AgreementStatus.DRAFT: {"sign"},
    AgreementStatus.PENDING: {"amend", "terminate"},
    AgreementStatus.ACTIVE: {"renew", "amend", "terminate"},
    AgreementStatus.EXPIRING: {"renew", "amend", "terminate"},
    AgreementStatus.EXPIRED: {"renew"},
    AgreementStatus.TERMINATED: set(),
    AgreementStatus.RENEWED: set(),
}
MOVES = {
    move.key: move for move in (agreements.SIGN, agreements.RENEW, agreements.AMEND, agreements.TERMINATE)
}
DONE = {
    "sign": lambda it, by: agreements.sign(it, by, party=it.parties.first(), on=SPRING),
    "renew": lambda it, by: agreements.renew(it, by),
    "amend": lambda it, by: agreements.amend(it, by, on=SPRING, content="新的内容。", reason="增加服务"),
    "terminate": lambda it, by: agreements.terminate(it, by, on=SPRING, reason="单位迁出。"),
}
AFTER = {
    "sign": AgreementStatus.DRAFT,  # the other party has not signed
    "amend": None,
    "renew": None,
    "terminate": AgreementStatus.TERMINATED,
}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def entering(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


def standing(tree, state):
    agreement = AgreementFactory(organization=tree.community, **STATES[state])
    if state == AgreementStatus.RENEWED:
        AgreementFactory(organization=tree.community, renews=agreement, signed_on=date(2019, 5, 13))
    assert agreement.status() == state
    return Agreement.objects.get(pk=agreement.pk)


def test_states_and_verbs_are_all_in_the_table():
    assert set(STATES) == set(LEGAL) == set(AgreementStatus)
    assert set(MOVES) == set(DONE) == set().union(*LEGAL.values())


@pytest.mark.parametrize("verb", DONE)
@pytest.mark.parametrize("state", STATES)
def test_every_move_is_done_or_refused_in_words(tree, clerk, state, verb):
    agreement = standing(tree, state)
    if verb in LEGAL[state]:
        DONE[verb](agreement, clerk)
        assert Agreement.objects.get(pk=agreement.pk).status() == (AFTER[verb] or state)
        assert steps_of(agreement).get().word == MOVES[verb].word
        return
    with pytest.raises(Refused) as refused:
        DONE[verb](agreement, clerk)
    words = f"这条记录现在是“{state.label}”，不能{MOVES[verb].word}。请刷新后再看。"
    assert str(refused.value) == words
    assert not steps_of(agreement).exists()


@pytest.mark.parametrize("verb", DONE)
def test_verbs_are_for_those_who_may_change_it(tree, verb):
    state = next(state for state, verbs in LEGAL.items() if verb in verbs)
    agreement = standing(tree, state)
    reading = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    sister = UserFactory(organizations=[tree.sister], organizations__role=Role.MANAGE)
    for user in (reading, sister):
        assert moves_open_to(list(MOVES.values()), agreement, user) == []
        with pytest.raises(PermissionDenied):
            DONE[verb](agreement, user)


# Signing


def test_last_signature_signs_the_agreement_on_the_latest_day(tree, clerk):
    school = UnitFactory(name="示例小学")
    agreement = AgreementFactory(organization=tree.community, draft=True, parties=[tree.community, school])
    first, second = agreement.parties.all()

    agreements.sign(agreement, clerk, party=first, on=date(2019, 5, 20))
    assert (agreement.signed_on, agreement.number) == (None, None)
    assert list(Agreement.objects.partly_signed()) == [agreement]
    assert [party.signatory for party in agreement.missing_parties()] == [school]

    agreements.sign(agreement, clerk, party=second, on=date(2019, 5, 14))
    assert (agreement.signed_on, agreement.effective_on) == (date(2019, 5, 20), date(2019, 5, 20))
    assert agreement.number == "GJ-2019-0001"
    assert not Agreement.objects.partly_signed().exists()
    assert agreement.missing_parties() == []
    assert [step.reason for step in steps_of(agreement)] == [
        f"{tree.community}，2019年5月20日",
        "示例小学，2019年5月14日",
    ]


def test_draft_that_nobody_has_signed_is_not_partly_signed(tree):
    AgreementFactory(organization=tree.community, draft=True)
    assert not Agreement.objects.partly_signed().exists()


def test_party_signs_once(tree, clerk):
    agreement = standing(tree, AgreementStatus.DRAFT)
    DONE["sign"](agreement, clerk)
    with pytest.raises(Refused, match="已经登记过签署日期"):
        DONE["sign"](agreement, clerk)


def test_party_of_another_agreement_does_not_sign_here(tree, clerk):
    agreement, other = (standing(tree, AgreementStatus.DRAFT) for _ in range(2))
    with pytest.raises(Refused, match="已经登记过签署日期"):
        agreements.sign(agreement, clerk, party=other.parties.first(), on=SPRING)
    assert other.parties.filter(signed_on=None).count() == 2


def test_signature_that_breaks_a_rule_leaves_nothing(tree, clerk):
    agreement = AgreementFactory(organization=tree.community, draft=True, ends_on=date(2019, 5, 1))
    first, second = agreement.parties.all()
    agreements.sign(agreement, clerk, party=first, on=SPRING)
    with pytest.raises(Refused, match="到期日期不能早于签约日期"):
        agreements.sign(agreement, clerk, party=second, on=SPRING)
    second.refresh_from_db()
    assert second.signed_on is None


# Renewing


def test_renewal_copies_parties_and_content_and_keeps_the_chain(tree, clerk):
    old = AgreementFactory(
        organization=tree.community, expired=True, content="一、共建内容。", witness=tree.street
    )
    old.parties.update(signatory_post="党委书记", signed_on=SPRING)
    new = agreements.renew(old, clerk)
    assert (new.title, new.content, new.witness, new.renews) == (old.title, old.content, tree.street, old)
    assert (new.status(), new.number, new.review) == (AgreementStatus.DRAFT, None, ReviewState.DRAFT)
    printed = [(p.order, p.signatory, p.signatory_post, p.signed_on) for p in new.parties.all()]
    assert printed == [(p.order, p.signatory, "党委书记", None) for p in old.parties.all()]


def test_second_renewal_is_refused_while_the_first_is_a_draft(tree, clerk):
    old = standing(tree, AgreementStatus.EXPIRING)
    new = agreements.renew(old, clerk)
    with pytest.raises(Refused, match=f"已有续签的协议“{new}”"):
        agreements.renew(old, clerk)
    assert Agreement.objects.filter(renews=old).count() == 1


def test_renewed_pair_is_one_partner_unit(tree, clerk):
    old = AgreementFactory(organization=tree.community, expired=True)
    figures = [PARTNER_UNITS, AGREEMENTS_SIGNED]
    before = numbers(figures, tree.street, today())
    new = agreements.renew(old, clerk)
    assert numbers(figures, tree.street, today()) == before  # a draft counts nowhere
    for party in new.parties.all():
        agreements.sign(new, clerk, party=party, on=SPRING)
    after = numbers(figures, tree.street, today())
    assert after["partner_units"] == before["partner_units"] == 1
    assert after["agreements_signed"] == before["agreements_signed"] + 1
    assert Agreement.objects.get(pk=old.pk).status() == AgreementStatus.RENEWED


# Amending


def test_amendment_keeps_the_text_before_and_after(tree, clerk):
    agreement = AgreementFactory(organization=tree.community, content="每季度一次。")
    paper = SimpleUploadedFile("补充协议.pdf", b"%PDF-1.7\n%%EOF\n")
    agreements.amend(agreement, clerk, on=SPRING, content="每月一次。", reason="居民要求增加", document=paper)
    agreements.amend(agreement, clerk, on=SPRING, content="每周一次。", reason="再增加")
    told = [(each.before, each.after) for each in agreement.amendments.all()]
    assert told == [("每季度一次。", "每月一次。"), ("每月一次。", "每周一次。")]
    assert agreement.content == "每周一次。"
    assert agreement.amendments.first().user == clerk


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"content": " 每季度一次。\n"}, "新内容和原来的内容一样"),
        ({"on": date(2019, 5, 13)}, "变更日期不能早于签约日期（2019年5月14日）"),
        ({"on": today() + timedelta(days=1)}, "日期不能晚于今天"),
        ({"content": "请打13812345678。"}, "不要写手机号"),
        ({"on": date(2019, 5, 30)}, "变更日期不能早于上一次变更（2019年6月20日）"),
    ],
)
def test_amendment_that_makes_no_sense_is_refused_and_leaves_nothing(tree, clerk, asked, words):
    agreement = AgreementFactory(organization=tree.community, content="每季度一次。")
    if "上一次" in words:
        AgreementAmendment.objects.create(
            agreement=agreement, amended_on=date(2019, 6, 20), after="每季度一次。", reason="先改过"
        )
    kept = AgreementAmendment.objects.count()
    with pytest.raises(Refused, match=words):
        agreements.amend(
            agreement, clerk, **{"on": date(2019, 6, 25), "content": "每月一次。", "reason": "增加"} | asked
        )
    agreement.refresh_from_db()
    assert (agreement.content, AgreementAmendment.objects.count()) == ("每季度一次。", kept)


# What residents read


@pytest.mark.parametrize("verb", ["amend", "terminate"])
def test_change_by_who_may_not_publish_is_reviewed_again(tree, clerk, entering, verb):
    agreement = standing(tree, AgreementStatus.ACTIVE)
    DONE[verb](agreement, entering)
    assert agreement.review == ReviewState.SUBMITTED
    assert not Agreement.objects.public().exists()
    other = standing(tree, AgreementStatus.ACTIVE)
    DONE[verb](other, clerk)
    assert other.review == ReviewState.PUBLISHED


def test_termination_before_the_signature_is_refused(tree, clerk):
    agreement = standing(tree, AgreementStatus.ACTIVE)
    with pytest.raises(Refused, match="终止日期不能早于签约日期"):
        agreements.terminate(agreement, clerk, on=date(2019, 5, 1), reason="单位迁出。")
    agreement.refresh_from_db()
    assert agreement.terminated_on is None
