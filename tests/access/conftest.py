"""One office and its visitors for all addresses of a file: each request takes back what it did."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from orgs.enums import Role
from tests.access import table
from tests.access.addresses import routes
from tests.orgs.factories import UserFactory
from tests.orgs.tree import Tree, plant


@pytest.fixture(scope="module")
def tree(django_db_setup, django_db_blocker) -> Tree:
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(tree, django_db_blocker) -> dict[str, str]:
    """Session keys of the visitors who are signed in."""
    users = {
        role.value: UserFactory(organizations=[tree.community], organizations__role=role) for role in Role
    }
    users["sibling"] = UserFactory(organizations=[tree.sister], organizations__role=Role.MANAGE)
    users["superuser"] = UserFactory(superuser=True)
    return {name: _signed_in(user) for name, user in users.items()}


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client.session.session_key


@pytest.fixture
def visitors(db, sessions) -> dict[str, Client]:
    """A browser for each visitor, in the order of the table."""
    clients = {name: Client() for name in table.VISITORS}
    for name, key in sessions.items():
        clients[name].cookies[settings.SESSION_COOKIE_NAME] = key
    return clients


@pytest.fixture(scope="session", autouse=True)
def _write_table(request):
    yield
    if request.config.getoption("--write-access-table"):
        table.write(routes())
