"""The verbs of list items on the staff side."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from lib.privacy import validate_impersonal
from orgs.admin.acts import Act, DayForm
from partnerships.workflow import items


class WithdrawForm(DayForm):
    reason = forms.CharField(
        label="撤回原因",
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )


def _confirm(item, user, request, **asked):
    items.confirm(item, user, request, **asked)
    return "已确认仍有效。"


def _withdraw(item, user, request, **asked):
    items.withdraw(item, user, request, **asked)
    return "已从清单撤回，公众看不到了。"


def _relist(item, user, request):
    items.relist(item, user, request)
    return "已撤销撤回，重新在清单上。"


WITHDRAWING = (
    Act(items.WITHDRAW, _withdraw, WithdrawForm, "从这一天起不在清单上，公众看不到；以前各日的统计不变。"),
    Act(items.RELIST, _relist, guide="撤回当天可以撤销，当作没有撤回过。", fits=items.may_relist),
)
CONFIRMING = Act(
    items.CONFIRM, _confirm, DayForm, "和提供单位核实过，内容、数量和联系方式都还有效，请填核实的日期。"
)
