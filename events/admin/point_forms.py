"""What is asked when points are given or taken by hand, and when they are spent."""

from django import forms
from django.core.exceptions import ValidationError

from events.enums import PointEvent
from events.models import PointAccount, PointEntry, PointRule, Reward
from events.workflow import points
from lib.days import today, validate_past, validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from orgs.access import Action, least_role
from orgs.admin.acts import ActForm, ReasonForm
from orgs.admin.form import RecordForm

_MOST = 100_000  # points, or times, that somebody may mean
_WHOLE = {"invalid": "请填写整数，如 5。", "min_value": "至少填1。", "max_value": "数太大了，请核对。"}


class AccountForm(RecordForm):
    """Opens an account; where it is filed follows from whose it is."""

    user = None  # set by the admin

    def clean(self):
        data = super().clean()
        holders = [data[name] for name in ("holder", "unit", "volunteer") if data.get(name)]
        if len(holders) != 1:
            if not self.errors:
                raise ValidationError("党组织、单位、志愿者请选一个，也只选一个。")
            return data
        place = points.place_of(holders[0])
        opened = type(place).objects.under(self.user, least_role(PointAccount, Action.ADD))
        if not opened.filter(pk=place.pk).exists():
            raise ValidationError(f"这个账户归口{place.label}，不在您的管理范围内，请由那里的工作人员开户。")
        self.instance.organization = place
        return data


class _RuleChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: PointRule) -> str:
        return f"{obj.text}（{obj.points}分）"


_NO_RULE = "还没有生效的“其他加分”规则，现在不能加分。请先在“积分规则”里录入并公布。"


class GrantForm(ActForm):
    rule = _RuleChoice(
        PointRule.objects.none(),
        label="按哪条规则",
        empty_label="请选择",
        help_text="只列“其他加分”的规则。活动、认领、议定事项和志愿服务的积分自动记，不在这里加。",
        error_messages={"invalid_choice": "这条规则没有生效，请重新选择。"},
    )
    times = forms.IntegerField(label="次数", initial=1, min_value=1, max_value=1000, error_messages=_WHOLE)
    day = DayField(label="日期", initial=today, validators=[validate_year, validate_past])
    reason = forms.CharField(
        label="事由", max_length=200, validators=[validate_impersonal], help_text="写事不写人。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = PointRule.objects.exclude(published_on=None)
        rules = rules.filter(line=self.record.line, event=PointEvent.OTHER)
        field = self.fields["rule"]
        field.queryset = rules.holding_at(self.record.organization)
        if not field.queryset.exists():
            field.help_text = _NO_RULE


class DeductForm(ReasonForm):
    points = forms.IntegerField(
        label="扣减积分", min_value=1, max_value=_MOST, error_messages=_WHOLE, help_text="写正数。"
    )
    field_order = ("points", "reason")


class _EntryChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: PointEntry) -> str:
        return f"{day(obj.day)} {obj.points:+}分 {obj.reason}"


class CounterForm(ReasonForm):
    entry = _EntryChoice(
        PointEntry.objects.none(),
        label="冲销哪一笔",
        empty_label="请选择",
        error_messages={"invalid_choice": "这一笔不在账上，或者已经冲销，请重新选择。"},
    )
    field_order = ("entry", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_entries = self.record.entries.filter(corrects=None, corrected_by=None, redemption=None)
        self.fields["entry"].queryset = open_entries


class _RewardChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Reward) -> str:
        return f"{obj}（{obj.points}分，还有{obj.stock}件）"


class RedeemForm(ActForm):
    reward = _RewardChoice(
        Reward.objects.none(),
        label="奖品",
        empty_label="请选择",
        error_messages={"invalid_choice": "这个奖品不能兑换，或刚刚兑完了，请重新选择。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_stock = Reward.objects.for_accounts_of(self.record.organization).filter(stock__gte=1)
        field = self.fields["reward"]
        field.queryset = in_stock
        field.help_text = f"现在有{self.record.balance()}分。兑换后马上扣积分，凭兑换码领取。"


class StockForm(ReasonForm):
    number = forms.IntegerField(label="入库件数", min_value=1, max_value=_MOST, error_messages=_WHOLE)
    field_order = ("number", "reason")


class CountForm(ReasonForm):
    number = forms.IntegerField(
        label="盘点后的库存",
        min_value=0,
        max_value=_MOST,
        error_messages=_WHOLE | {"min_value": "库存不能是负数。"},
        help_text="不算已经兑换、还没有来领的。",
    )
    field_order = ("number", "reason")
