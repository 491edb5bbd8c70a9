"""Promises 7 to 9 and 12: what staff do is done by the roles that may, and by no other; refusals are told."""

import pytest
from django.db import transaction
from django.test import Client

from orgs.access import reaches
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from tests.jiedao.acts import ACTS
from tests.orgs.factories import UserFactory
from tests.orgs.two_editors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def users(tree):
    users = {role.value: (tree.community, role) for role in Role}
    users |= {"above": (tree.area, Role.MANAGE), "sibling": (tree.sister, Role.MANAGE)}
    return {
        name: UserFactory(organizations=[place], organizations__role=role)
        for name, (place, role) in users.items()
    } | {"superuser": UserFactory(superuser=True), "nowhere": UserFactory()}


def tried(attempt, client, user):
    """(status, was it done, was a refusal told); all of it taken back."""
    with transaction.atomic():
        AuditEntry.objects.all().delete()
        response = attempt.send(client)
        if response.streaming:
            b"".join(response)
        refusals = AuditEntry.objects.filter(act=AuditAct.REFUSAL, user=user)
        found = response.status_code, attempt.is_done(), refusals.exists()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("act", ACTS, ids=[each.name for each in ACTS])
def test_act_is_for_the_roles_that_may(tree, users, act):
    attempt = act.make(tree.community)
    for name, user in users.items():
        status, is_done, is_refused = tried(attempt, signed_in(user), user)
        may = name in ("above", "superuser") or (name in Role and reaches(name, act.least))
        assert is_done is may, name
        if name in Role and not may:
            assert (status, is_refused) == (403, True), name
        elif name == "sibling" and act.is_told:
            assert (status, is_refused) == (404, True), name
    assert tried(attempt, Client(), None)[:2] in ((302, False), (404, False))
