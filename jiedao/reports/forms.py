"""What a clerk chooses for a monthly report."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from jiedao.reports.monthly import read_month
from orgs.access import Action
from orgs.enums import STREET_LINE
from orgs.models import Organization, User


def reporters(user: User):
    """Organisations whose report the user may take: one's own, and those of the street's line below them."""
    own = Q(path__in=user.branch_paths) | Q(level__in=STREET_LINE)
    return Organization.objects.open_to(user, Action.EXPORT).filter(own).order_by("path")


class _Reporters(forms.ModelChoiceField):
    """Indented as the tree is."""

    def label_from_instance(self, organization):
        return "　" * (organization.depth - 1) + organization.label


class MonthlyReportForm(forms.Form):
    month = forms.CharField(
        label="月份",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2019-06"}),
        error_messages={"required": "请选择月份。"},
    )
    organization = _Reporters(
        label="填报单位",
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择填报单位。"},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["organization"].queryset = reporters(user)

    def clean_month(self):
        try:
            return read_month(self.cleaned_data["month"])
        except ValueError as error:
            raise ValidationError(str(error)) from None
