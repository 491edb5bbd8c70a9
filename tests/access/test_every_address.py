"""Promises 7 and 8: every address × every role × GET and POST is answered as tests/access/table.txt says."""

import pytest
from django.db import transaction

from tests.access import table
from tests.access.addresses import fill_in, routes

pytestmark = pytest.mark.django_db

ROUTES = routes()


def answered(client, method, address) -> str:
    """The status; whatever the request changed is taken back."""
    with transaction.atomic():
        response = client.generic(method, address) if method == "GET" else client.post(address)
        if response.streaming:
            b"".join(response)  # the client closes the file at its end
        transaction.set_rollback(True)
    return str(response.status_code)


def test_every_address_stands_in_the_table():
    """Promise 7: an address that no row holds fails the suite, and so does a row without its address."""
    assert {route for route, _ in table.read()} == set(ROUTES)


@pytest.mark.sampled
@pytest.mark.parametrize("route", ROUTES)
def test_address_is_answered_as_the_table_says(route, visitors, tree, request):
    address = fill_in(route, tree.community)
    found = {
        (route, method): tuple(answered(client, method, address) for client in visitors.values())
        for method in table.METHODS
    }
    table.FOUND.update(found)
    if request.config.getoption("--write-access-table"):
        return
    expected = table.read()
    for (_, method), statuses in found.items():
        told = expected.get((route, method), ("none",) * len(statuses))
        assert table.line(route, method, statuses) == table.line(route, method, told)


def test_no_visitor_meets_a_fault():
    assert not [key for key, statuses in table.read().items() if any(each >= "500" for each in statuses)]


def test_siblings_row_is_never_there():
    """Promise 8: where a role in the row's branch is let in, a sibling's staff is told that there is none."""
    for (route, method), statuses in table.read().items():
        row = dict(zip(table.VISITORS, statuses, strict=True))
        is_closed_to_all = row["manage"] in ("403", "404", "405")
        if route.startswith("admin/") and "<" in route and "(?P" not in route and not is_closed_to_all:
            assert row["sibling"] in ("404", "302"), f"{method} {route}"
