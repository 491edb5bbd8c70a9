"""Promise 41, at the same moment: of two editors one is saved and the other is asked."""

import pytest
from django.urls import reverse

from orgs import trash
from orgs.models import Organization, TrashedRecord, Unit
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.tree import plant
from tests.orgs.two_editors import opened, signed_in
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 4


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def editors(tree):
    return [signed_in(UserFactory(organizations=[tree.community])) for _ in range(EDITORS)]


def statuses(editors, address, **typed):
    """What the editors got who all sent the form that they had opened before anybody did."""
    forms = [opened(editor, address) for editor in editors]

    def save(number):
        mine = {name: f"{value}{number}" for name, value in typed.items()}
        return editors[number].post(address, forms[number] | mine).status_code

    return sorted(at_once(save, len(editors)))


def test_one_of_several_is_saved(editors, tree):
    """Promise 41."""
    unit = UnitFactory(community=tree.community, contact_name="张老师")
    address = reverse("admin:orgs_unit_change", args=[unit.pk])
    assert statuses(editors, address, contact_name="老师") == [200] * (EDITORS - 1) + [302]
    unit.refresh_from_db()
    assert unit.contact_name in {f"老师{number}" for number in range(EDITORS)}


def test_organizations_are_locked_in_the_order_of_the_tree(tree):
    """Two that lock the tree and a row of it in another order would wait for each other for ever."""
    branches = [
        Organization.objects.create(parent=tree.community, name=f"支部{n}", level="branch") for n in "甲乙"
    ]
    boss = signed_in(UserFactory(superuser=True))
    addresses = [reverse("admin:orgs_organization_change", args=[branch.pk]) for branch in branches]
    forms = [opened(boss, address) for address in addresses]

    def move(number):
        mine = {"parent": tree.sister.pk, "address": f"地址{number}"}
        return boss.post(addresses[number], forms[number] | mine).status_code

    assert at_once(move, 2) == [302, 302]
    paths = [Organization.objects.get(pk=branch.pk).path for branch in branches]
    assert len(set(paths)) == 2
    assert all(path.startswith(tree.sister.path) for path in paths)


def test_record_restored_by_two_at_once_comes_back_once(tree):
    trashed = trash.throw_away(UnitFactory(community=tree.community))

    def restore(_):
        try:
            return trash.restore(trashed) is not None
        except trash.CannotRestore:
            return False

    assert sorted(at_once(restore, 3)) == [False, False, True]
    assert Unit.objects.count() == 1
    assert not TrashedRecord.objects.exists()
