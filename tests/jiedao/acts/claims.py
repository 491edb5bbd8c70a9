"""Claims and their links."""

from __future__ import annotations

from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.models import Claim
from tests.jiedao.acts.attempt import Attempt, act, page
from tests.orgs.factories import UnitFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory


def _moved(verb, becomes, traits=None, **asked):
    """A verb of a claim, sent as its page sends it; it leaves the claim with these values."""

    def make(place):
        claim = ClaimFactory(organization=place, **traits or {})
        return Attempt(page(claim, "act", verb), Claim.objects.filter(pk=claim.pk, **becomes).exists, asked)

    return make


act("谢绝认领", Role.ENTER)(_moved("decline", {"status": "declined"}, {"pending": True}, reason="不合适。"))
act("办结认领", Role.ENTER)(_moved("finish", {"status": "done"}, on="2019-06-03", result="已送到。"))
act("评价认领", Role.ENTER)(_moved("rate", {"rating": 5}, {"done": True}, rating="5"))
act("生成专用链接", Role.ENTER)(_moved("link", {"link_edition": 1}))
act("收回专用链接", Role.ENTER)(_moved("unlink", {"link_edition": 2}, {"link_edition": 1}))


@act("派单", Role.ENTER)
def assign(place):
    demand = ListItemFactory(demand=True, organization=place)
    data = {"unit": UnitFactory().pk, "origin": "assigned", "due_on": str(today())}
    address = reverse("admin:partnerships_demand_act", args=[demand.pk, "assign"])
    return Attempt(address, Claim.objects.filter(item=demand.pk).exists, data)
