"""派单 on a demand's form: staff give it to a unit. Proposals come here with unit and offer filled in."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html

from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from orgs.admin.acts import Act
from partnerships.admin.claimants import DueField, PartiesForm
from partnerships.enums import ClaimOrigin
from partnerships.models import Claim
from partnerships.workflow import claims
from partnerships.workflow.places import places_left

# How it came about: the office asked the unit, or the unit came by itself, by telephone or in person.
_ORIGINS = ((ClaimOrigin.ASSIGNED, "派给这家单位"), (ClaimOrigin.ENTERED, "单位主动认领，代为登记"))


class AssignForm(PartiesForm):
    origin = forms.ChoiceField(
        label="来源", choices=_ORIGINS, initial=ClaimOrigin.ASSIGNED, widget=forms.RadioSelect
    )
    offer = forms.CharField(
        label="能提供什么",
        required=False,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )
    due_on = DueField()
    contact_name = forms.CharField(label="联系人", max_length=50, required=False)
    contact_phone = Claim._meta.get_field("contact_phone").formfield(help_text="只给工作人员看，不对外公开。")


def _assign(item, user, request, *, parties, **asked):
    claim = claims.assign(item, parties, user, request, **asked)
    return format_html(
        "已由“{}”认领，办理时限是{}。接着{}，可以生成专用链接发给他们。",
        claim.claimants,
        day(claim.due_on),
        format_html(
            '<a href="{}">打开这条认领</a>', reverse("admin:partnerships_claim_change", args=[claim.pk])
        ),
    )


# For `DemandAdmin.acts`.
ASSIGNING = (
    Act(
        claims.ASSIGN,
        _assign,
        AssignForm,
        "派单以后就占用一个名额，状态是“已认领”。请先和单位说好。",
        fits=lambda item: places_left(item) > 0,
    ),
)
