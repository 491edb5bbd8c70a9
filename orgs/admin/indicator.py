from django import forms
from django.contrib import admin

from orgs.admin.filters import BranchFilter
from orgs.admin.form import RecordForm
from orgs.admin.record import RecordAdmin
from orgs.admin.setting import SettingAdmin
from orgs.models import Indicator, IndicatorValue


@admin.register(Indicator)
class IndicatorAdmin(SettingAdmin):
    form = RecordForm
    list_display = ["name", "measure", "order"]
    search_fields = ["name"]
    fields = ["name", "measure", "order"]


class MonthField(forms.DateField):
    """A month, kept as its first day."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2019-06"})
    input_formats = ["%Y-%m", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y%m", "%Y-%m-%d"]
    default_error_messages = {"invalid": "请填写月份，如 2019-06。"}

    def __init__(self, **kwargs):
        super().__init__(**kwargs | {"widget": self.widget, "input_formats": self.input_formats})


class IndicatorValueForm(RecordForm):
    class Meta:
        field_classes = {"month": MonthField}
        help_texts = {"month": "数值所属的月份。"}


@admin.register(IndicatorValue)
class IndicatorValueAdmin(RecordAdmin):
    form = IndicatorValueForm
    list_display = ["month_label", "filed_under", "indicator", "value"]
    list_display_links = ["month_label", "indicator"]
    list_filter = [BranchFilter, "indicator"]
    list_select_related = ["organization", "indicator"]
    date_hierarchy = "month"
    search_fields = ["indicator__name", "organization__name", "organization__initials"]
    search_help_text = "按指标、党组织的名称或拼音首字母查找。"
    autocomplete_fields = ["organization"]
    fields = ["organization", "indicator", "month", "value", "note"]
    read_as = {"month": "month_label"}

    @admin.display(description="月份", ordering="month")
    def month_label(self, value):
        return f"{value.month.year}年{value.month.month}月"
