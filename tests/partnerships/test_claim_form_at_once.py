"""The same form sent several times at the same instant is one claim, and everybody gets its receipt."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from orgs.models import ConsentText, RecordStep
from partnerships.models import Claim
from tests.orgs.tree import plant
from tests.partnerships.factories import ListItemFactory
from tests.threads import at_once

TAPS = 6


@pytest.mark.django_db(transaction=True)
def test_taps_at_the_same_instant_are_one_claim(client, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    with transaction.atomic():
        ConsentText.objects.create(version=1, purpose="联系认领", body="告知的内容", retention_days=30)
        demand = ListItemFactory(demand=True, organization=plant().community, places=TAPS)
    address = reverse("partnerships:claim_form", args=[demand.pk])
    typed = {
        "unit_name": "示例医院",
        "offer": "每周三派两名志愿者",
        "contact_name": "张三",
        "contact_phone": "13800001234",
        "agreed": "on",
        "form_token": client.get(address).context["form"].token,
    }

    answers = at_once(lambda _: Client().post(address, typed), TAPS)

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Claim.objects.count() == RecordStep.objects.count() == 1
