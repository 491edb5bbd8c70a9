"""What is asked when money comes in, is used, or an entry is countered."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from lib.days import today, validate_past, validate_year
from lib.held import HeldFileInput
from lib.moments import DayField
from lib.privacy import validate_impersonal
from lib.templatetags.jiedao_text import day
from lib.uploads import validate_document
from orgs.admin.acts import ActForm, ReasonForm
from orgs.admin.choices import choices_for
from orgs.admin.chooser import Chooser
from orgs.admin.form import RecordForm
from orgs.models import Unit
from partnerships.models import FundEntry, Project

_PROJECT, _DONOR = FundEntry._meta.get_field("project"), FundEntry._meta.get_field("donor")


class FundForm(RecordForm):
    def clean_may_overdraw(self):
        may = self.cleaned_data["may_overdraw"]
        if not may and self.instance.pk and (balance := self.instance.balance()) < 0:
            raise ValidationError(f"现在余额是{balance:,.2f}元，先记收入补足，再取消“允许透支”。")
        return may


class EntryForm(ActForm):
    day = DayField(label="日期", initial=today, validators=[validate_year, validate_past])
    amount = forms.DecimalField(
        label="金额（元）",
        max_digits=12,
        decimal_places=2,
        min_value=0,
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
        error_messages={
            "min_value": "金额写正数，收入、支出由按钮区分。",
            "invalid": "请填写金额，如 1200.50。",
            "max_decimal_places": "金额最多写到分（两位小数）。",
        },
    )
    purpose = forms.CharField(
        label="事由",
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextInputWidget,
        help_text="对外公开，写事不写人。",
    )
    document = forms.FileField(
        label="凭证",
        required=False,
        validators=[validate_document],
        widget=HeldFileInput,
        help_text="发票、收据、捐赠票据的扫描件，只给工作人员看。",
    )

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if not amount:
            raise ValidationError("金额不能是0。")
        return amount

    def _offer(self, name, column):
        """What the user may choose there, and no more."""
        field = self.fields[name]
        field.queryset = choices_for(column, self.user)
        field.error_messages["invalid_choice"] = f"没有这个{field.label}，或不在您的管理范围内，请重新选择。"


class ReceiveForm(EntryForm):
    donor = forms.ModelChoiceField(
        Unit.objects.none(),
        label="捐赠单位",
        required=False,
        widget=Chooser(_DONOR, admin.site),
        help_text="单位捐的选这里；不是捐赠的，不填。",
    )
    donor_name = forms.CharField(
        label="捐赠人",
        max_length=50,
        required=False,
        help_text="个人捐的写姓名；没有同意公开的，公众看到“爱心人士”。",
    )
    donor_is_named = forms.BooleanField(label="捐赠人同意公开姓名", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("donor", _DONOR)

    def clean(self):
        data = super().clean()
        if data.get("donor") and data.get("donor_name"):
            self.add_error("donor_name", "捐赠单位和捐赠人只填一个。")
        if data.get("donor_is_named") and not data.get("donor_name") and "donor_name" not in self.errors:
            self.add_error("donor_name", "勾选了同意公开，请填写捐赠人的姓名。")
        return data


class SpendForm(EntryForm):
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label="用于项目",
        required=False,
        widget=Chooser(_PROJECT, admin.site),
        help_text="用在共建项目上的选这里，项目页上的已用经费由此累计。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("project", _PROJECT)


class _EntryChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: FundEntry) -> str:
        return f"{day(obj.day)} {'收入' if obj.amount > 0 else '支出'}{abs(obj.amount):,.2f}元 {obj.purpose}"


class CounterForm(ReasonForm):
    entry = _EntryChoice(
        FundEntry.objects.none(),
        label="冲销哪一笔",
        empty_label="请选择",
        error_messages={"invalid_choice": "这一笔不在账本里，或者已经冲销，请重新选择。"},
    )
    field_order = ("entry", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = self.record.entries.filter(corrects=None, corrected_by=None)
