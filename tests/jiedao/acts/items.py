"""The three lists: confirmed, withdrawn, put back, ordered from."""

from __future__ import annotations

from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.models import Claim, ListItem, Resource
from tests.jiedao.acts.attempt import Attempt, act, page
from tests.partnerships.factories import ListItemFactory


def _moved(verb, becomes, standing=None, **asked):
    def make(place):
        made = ListItemFactory(resource=True, organization=place, **standing or {})
        item = Resource.objects.get(pk=made.pk)
        return Attempt(page(item, "act", verb), ListItem.objects.filter(pk=item.pk, **becomes).exists, asked)

    return make


_DAY = "2019-06-05"

act("确认仍有效", Role.ENTER)(_moved("confirm", {"confirmed_on": _DAY}, on=_DAY))
act("从清单撤回", Role.ENTER)(_moved("withdraw", {"withdrawn_on": _DAY}, on=_DAY, reason="已用完。"))


@act("撤销撤回", Role.ENTER)
def relist(place):
    gone = {"withdrawn_on": today(), "withdrawal_reason": "已用完。"}
    return _moved("relist", {"withdrawn_on": None}, gone)(place)


@act("确认所选仍有效", Role.ENTER, is_told=False)
def confirm_selected(place):
    item = ListItemFactory(resource=True, organization=place)
    data = {"action": "confirm_selected", "_selected_action": [item.pk], "index": "0"}
    is_done = ListItem.objects.filter(pk=item.pk, confirmed_on=today()).exists
    return Attempt(reverse("admin:partnerships_resource_changelist"), is_done, data)


@act("点单", Role.ENTER, is_told=False)
def order(place):
    service = ListItemFactory(service=True, organization=place)
    address = reverse("admin:partnerships_service_order", args=[service.pk])
    data = {"organization": place.pk, "wanted": "周六上午，二十人。"}
    return Attempt(address, Claim.objects.filter(item=service.pk).exists, data)
