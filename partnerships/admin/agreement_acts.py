"""The verbs of agreements as the staff side offers them."""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from lib.held import HeldFileInput
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from lib.uploads import validate_document
from orgs.admin.acts import Act, ActForm, DayForm
from orgs.enums import ReviewState
from partnerships.models import AgreementParty
from partnerships.workflow import agreements


class PartyField(forms.ModelChoiceField):
    def label_from_instance(self, party):
        post = f"（{party.signatory_post}）" if party.signatory_post else ""
        return f"{party.signatory}{post}"


class SignForm(DayForm):
    party = PartyField(AgreementParty.objects.none(), label="签约方", empty_label="请选择")
    field_order = ["party", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = self.record.parties.filter(signed_on=None).select_related("organization", "unit")
        field = self.fields["party"]
        field.queryset = waiting
        field.error_messages["invalid_choice"] = "这一方已经登记过，或不是签约方，请重新选择。"
        self.fields["on"].label = "签署日期"
        if len(waiting) == 1:
            field.initial = waiting[0]


class PaperForm(ActForm):
    """A verb with its reason and the paper that goes with it."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )
    document = forms.FileField(
        label="文件",
        required=False,
        validators=[validate_document],
        widget=HeldFileInput,
        help_text="盖章的扫描件，只有工作人员能看到。以后补的，传到协议的“扫描件和附件”里。",
    )


class AmendForm(PaperForm, DayForm):
    content = forms.CharField(
        label="新内容", validators=[validate_impersonal], widget=AdminTextareaWidget(attrs={"rows": 14})
    )
    # Of the text that the page was made from.
    basis = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["on", "content", "reason", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label, self.fields["document"].label = "变更日期", "补充协议"
        self.initial |= {"content": self.record.content, "basis": _mark(self.record.content)}

    def clean(self):
        cleaned = super().clean()
        now = _mark(self.record.content)
        if cleaned.pop("basis", now) != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("basis")] = now
            self.add_error(
                "content", "您打开这一页以后，别人改过协议的内容。请对照协议页上现在的内容，改好后再提交。"
            )
        return cleaned


class TerminateForm(PaperForm, DayForm):
    field_order = ["on", "reason", "document"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label, self.fields["document"].label = "终止日期", "终止文件"


def _mark(content):
    """Line ends as browsers send them back are not what was stored."""
    return sha256("\n".join(content.split()).encode()).hexdigest()[:16]


def _sign(agreement, user, request, **asked):
    agreements.sign(agreement, user, request, **asked)
    if agreement.signed_on is None:
        left = agreement.parties.filter(signed_on=None).select_related("organization", "unit")
        return f"已登记。还没有签：{'、'.join(str(party.signatory) for party in left)}。"
    address = reverse("admin:partnerships_agreement_change", args=[agreement.pk])
    words = f"各方都签了，签约日期是{day(agreement.signed_on)}，编号{agreement.number}。{_hidden(agreement)}"
    return format_html('{}请<a href="{}#attachments-group">上传签字盖章的扫描件</a>。', words, address)


def _renew(agreement, user, request):
    successor = agreements.renew(agreement, user, request)
    messages.success(
        request, "已照原协议拟好续签的一份，就是这一页。请改好到期日期和内容再保存，签了以后点“登记签署”。"
    )
    return HttpResponseRedirect(reverse("admin:partnerships_agreement_change", args=[successor.pk]))


def _amend(agreement, user, request, **asked):
    asked["document"] = asked["document"] or None
    agreements.amend(agreement, user, request, **asked)
    return f"已变更，原来的内容保留在“内容变更”里。{_hidden(agreement)}"


def _terminate(agreement, user, request, **asked):
    asked["document"] = asked["document"] or None
    agreements.terminate(agreement, user, request, **asked)
    return f"已终止。{_hidden(agreement)}"


def _hidden(agreement):
    waits = agreement.review == ReviewState.SUBMITTED
    return "改动后已重新提交审核，审核前公众看不到。" if waits else ""


ACTS = (
    Act(
        agreements.SIGN,
        _sign,
        SignForm,
        "每次登记一方。最后一方签了，协议就签订并编号，签约日期为最晚的一天。",
    ),
    Act(agreements.RENEW, _renew, guide="照这份协议的各方和内容拟一份新的，签了以后接替这一份。"),
    Act(agreements.AMEND, _amend, AmendForm, "签了以后改内容用这里，原来的内容会保留。延长期限请用“续签”。"),
    Act(agreements.TERMINATE, _terminate, TerminateForm, "从终止日期起，协议不再履行。"),
)
