"""Redemptions on the staff side, and the desk where a code is entered for the reward (兑换核销)."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from events.enums import RedemptionState
from events.models import Redemption
from events.workflow import rewards
from lib.days import today
from lib.masking import mask
from lib.templatetags.jiedao_text import day
from orgs.access import may
from orgs.admin.acts import Act, ActForm, ActsAdmin, act_address
from orgs.admin.columns import GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin

_TONES = {RedemptionState.RESERVED: WARN, RedemptionState.TAKEN: GOOD, RedemptionState.CANCELLED: QUIET}
_FACTS = "admin/events/redemption/facts.html"


def _stale():
    since = today() - timedelta(days=settings.REDEMPTION_DAYS)
    return Q(status=RedemptionState.RESERVED, reserved_on__lt=since)


class RedemptionStateFilter(StateFilter):
    states = (
        *((each.value, each.label, lambda each=each: Q(status=each)) for each in RedemptionState),
        ("stale", f"{settings.REDEMPTION_DAYS}天没有来领", _stale),
    )


def _hand_over(redemption, user, request):
    rewards.hand_over(redemption, user, request)
    return f"已领取：{redemption.reward}。"


def _cancel(redemption, user, request):
    rewards.cancel(redemption, user, request)
    return f"已取消，{redemption.points}分已经退回，库存已经加回。"


class DeskForm(ActForm):
    """Asks nothing; shows who is to come for what."""

    def phone(self):
        return phone_of(self.record)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="兑换码",
        max_length=40,
        error_messages={"required": "请填写兑换码。"},
        widget=AdminTextInputWidget(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="8位字母和数字，大小写、空格都可以。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.found = user, None

    def clean_code(self):
        """What the user may hand over; others' codes are not known here."""
        code = rewards.read_code(self.cleaned_data["code"])
        rows = Redemption.objects.open_to(self.user, rewards.HAND_OVER.needs)
        self.found = rows.select_related("reward").filter(code=code).first()
        if self.found is None:
            raise ValidationError("没有这个兑换码，请核对；也可能要到别的领取地点领。")
        if self.found.status == RedemptionState.TAKEN:
            raise ValidationError(f"{self.found.reward}已于{day(self.found.taken_on)}领取，不能再领。")
        if self.found.status == RedemptionState.CANCELLED:
            raise ValidationError(f"这次兑换已于{day(self.found.cancelled_on)}取消，积分已经退回。")
        return code


@admin.register(Redemption)
class RedemptionAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(rewards.HAND_OVER, _hand_over, DeskForm, "请当面核对姓名，把奖品交给本人。", _FACTS),
        Act(rewards.CANCEL, _cancel, DeskForm, "积分退回账户，库存加回一件，兑换码作废。", _FACTS),
    )
    list_display = ["code", "reward", "who", "points", "reserved_on", "standing", "filed_under"]
    list_filter = [BranchFilter, RedemptionStateFilter]
    list_select_related = [
        "organization",
        "reward",
        "account__holder__parent",
        "account__unit",
        "account__volunteer",
    ]
    date_hierarchy = "reserved_on"
    search_fields = [
        "code",
        "reward__name",
        "account__holder__name",
        "account__unit__name",
        "account__volunteer__number",
        "account__volunteer__contact_name",
    ]
    search_help_text = "按兑换码、奖品，党组织、单位或志愿者查找。"
    readonly_fields = [
        "code",
        "reward",
        "who",
        "phone",
        "points",
        "standing",
        "reserved_on",
        "taken_on",
        "handed_by",
        "cancelled_on",
        "filed_under",
    ]
    fieldsets = [
        (None, {"fields": ["code", "reward", "who", "phone", "points", "filed_under"]}),
        ("领取", {"fields": ["standing", "reserved_on", "taken_on", "handed_by", "cancelled_on"]}),
        (None, {"fields": ["note"]}),
    ]
    nothing_here = "还没有兑换。"

    def has_add_permission(self, request):
        """From an account, or by the volunteer herself: points are taken with it."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.desk_view)
        return [path("desk/", view, name="events_redemption_desk"), *super().get_urls()]

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """The code is posted: addresses are kept in logs."""
        if not may(request.user, rewards.HAND_OVER.needs, Redemption):
            raise PermissionDenied
        form = CodeForm(request.POST or None, user=request.user)
        if form.is_valid():
            return HttpResponseRedirect(act_address(form.found, rewards.HAND_OVER))
        context = self.admin_site.each_context(request) | {
            "title": "兑换核销",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/events/redemption/desk.html", context)

    @admin.display(description="积分归谁")
    def who(self, redemption):
        return redemption.account.label

    @admin.display(description="手机号码")
    def phone(self, redemption):
        return phone_of(redemption) or "—"

    @admin.display(description="状态")
    def standing(self, redemption):
        now = redemption.state()
        return state(now.label, _TONES[now])


def phone_of(redemption: Redemption) -> str:
    """Of a volunteer, masked: enough to tell two of one name apart."""
    volunteer = redemption.account.volunteer
    return mask(volunteer.contact_phone) if volunteer else ""
