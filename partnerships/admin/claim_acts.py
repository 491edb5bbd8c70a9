"""The verbs of claims and orders on the staff side, with what each asks for."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpResponseRedirect
from django.urls import reverse

from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from orgs.admin.acts import Act, ActForm, DayForm, ReasonForm
from partnerships import claim_link
from partnerships.admin.claimants import ConfirmForm, DueField
from partnerships.admin.founding import FOUNDING
from partnerships.admin.note import NotesField, note_act
from partnerships.workflow import claims
from partnerships.workflow.notes import NOTE_CLAIM

RATINGS = ((5, "5分 很满意"), (4, "4分 满意"), (3, "3分 一般"), (2, "2分 不满意"), (1, "1分 很不满意"))


class AcceptForm(ActForm):
    """Who offers a service has it filed; what is left to say is until when."""

    due_on = DueField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.due_on:
            self.initial.setdefault("due_on", self.record.due_on)


class FinishForm(DayForm):
    result = forms.CharField(
        label="办理结果",
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="对外公开，写办成了什么，不写居民的姓名、住址和电话。",
    )
    public_notes = NotesField(
        label="对外公开的进展", required=False, help_text="勾选的连同照片给居民看，没有勾选的不给看。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        notes = self.record.notes.prefetch_related("photos")
        if not notes:
            del self.fields["public_notes"]
            self.initial.setdefault("result", self.record.result)
            return
        self.fields["public_notes"].queryset = notes
        self.initial.setdefault("public_notes", [note.pk for note in notes if note.is_public])
        self.initial.setdefault("result", self.record.result or notes[0].story)


class RateForm(ActForm):
    rating = forms.TypedChoiceField(label="评分", choices=RATINGS, coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="评语",
        max_length=200,
        required=False,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )


def _confirm(claim, user, request, **asked):
    claims.confirm(claim, user, request, **asked)
    return f"已确认，办理时限是{day(claim.due_on)}。可以生成专用链接发给认领单位，让他们自己上传进展。"


def _accept(claim, user, request, **asked):
    claims.confirm(claim, user, request, **asked)
    return "已接单。"


def _decline(claim, user, request, **asked):
    claims.decline(claim, user, request, **asked)
    return "已谢绝，名额空了出来。" if not claim.is_order else "已记下不接单的原因。"


def _contact(claim, user, request, **asked):
    claims.contact(claim, user, request, **asked)
    return "已登记联系日期。"


def _start(claim, user, request, **asked):
    claims.start(claim, user, request, **asked)
    return "已开始办理。" if not claim.is_order else "已开始服务。"


def _finish(claim, user, request, **asked):
    claims.finish(claim, user, request, **asked)
    return f"已{'办结' if not claim.is_order else '出单'}，请“{claim.organization}”评价。"


def _rate(claim, user, request, **asked):
    claims.rate(claim, user, request, **asked)
    return f"已评价：{claim.rating}分。"


def _give_back(claim, user, request, **asked):
    claims.give_back(claim, user, request, **asked)
    return "已退回，名额空了出来。" if not claim.is_order else "已退单。"


def _expire(claim, user, request, **asked):
    claims.expire(claim, user, request, **asked)
    return "已按过期处理。"


def _issue(claim, user, request):
    claim_link.issue(claim, user, request)
    return HttpResponseRedirect(reverse("admin:partnerships_claim_link", args=[claim.pk]))


def _revoke(claim, user, request):
    claim_link.revoke(claim, user, request)
    return "专用链接已经作废。"


def _has_link(claim):
    return claim_link.address_of(claim) != ""


ACTS = (
    Act(claims.CONFIRM, _confirm, ConfirmForm, template="admin/partnerships/claim/offer.html"),
    Act(claims.DECLINE, _decline, ReasonForm, "谢绝以后名额空出来，别的单位可以认领。请先告诉对方。"),
    Act(
        claims.CONTACT,
        _contact,
        DayForm,
        "双方哪一天联系上的？",
        fits=lambda claim: claim.contacted_on is None,
    ),
    Act(claims.START, _start, guide="确定开始办理以后，状态改为“办理中”。"),
    note_act(NOTE_CLAIM),
    Act(claims.FINISH, _finish, FinishForm),
    Act(claims.RATE, _rate, RateForm, "由提出的一方评价，评分对外公开。"),
    *FOUNDING,
    Act(claims.RETURN, _give_back, ReasonForm, "退回以后名额空出来，别的单位可以认领。"),
    Act(
        claims.EXPIRE,
        _expire,
        ReasonForm,
        "过了办理时限还没有办的，按过期处理以后名额空出来。",
        fits=lambda claim: claim.is_overdue(),
    ),
    Act(
        claim_link.ISSUE,
        _issue,
        guide="有链接的人不用登录就可以填写这一项的进展、上传照片，请只发给联系人。原来的链接同时作废。",
        fits=lambda claim: not _has_link(claim),
    ),
    Act(claim_link.REVOKE, _revoke, guide="收回以后，拿到原来链接的人都打不开了。", fits=_has_link),
)
_ASKED_OF_ORDERS = {
    claims.CONFIRM.key: {
        "run": _accept,
        "form": AcceptForm,
        "template": "admin/partnerships/claim/offer.html",
    },
    claims.DECLINE.key: {"guide": "请写明为什么不接，点单的一方看得到。"},
    claims.START.key: {"guide": "确定开始服务以后，状态改为“服务中”。"},
    claims.RETURN.key: {"guide": "退单以后不再办，请写明原因。"},
    claims.EXPIRE.key: {"guide": "过了办理时限还没有办的，按过期处理。"},
}
_MOVES = {move.key: move for move in claims.MOVES_OF_ORDERS}
ACTS_OF_ORDERS = tuple(
    replace(act, move=_MOVES.get(act.move.key, act.move), **_ASKED_OF_ORDERS.get(act.move.key, {}))
    for act in ACTS
    if act not in FOUNDING
)
