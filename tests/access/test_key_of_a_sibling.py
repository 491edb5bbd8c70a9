"""Promise 9: at every address that takes a key, a sibling's is answered as one that no row has."""

import re

import pytest
from django.db import transaction

from tests.access.addresses import fill_in, keys_of, routes, with_keys

pytestmark = pytest.mark.django_db

NOWHERE = 10**9
ROLES = ("view", "manage")  # of the two between, tests/jiedao/test_scope_*.py
# Not the key of a row, but a name that stands in the address.
_NAMES = {"app_label", "url", "key", "list_name", "section"}
KEYED = [route for route in routes() if set(keys_of(route)) - _NAMES]
_CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|nonce-[^\'";]+')


def answered(client, method, address):
    """Status, where to, and words but for the address itself; whatever was done is taken back."""
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {"post": "yes"})
        words = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    said = _CHANGING.sub("", words.decode(errors="replace")).replace(address, "ADDRESS")
    if not (key := address.rstrip("/").rpartition("/")[2]).isdecimal():
        said = said.replace(key, "KEY")  # what was typed is shown again
    return response.status_code, response.get("Location", "").replace(address, "ADDRESS"), said


@pytest.mark.sampled
@pytest.mark.parametrize("route", KEYED)
def test_siblings_key_is_answered_as_none(route, visitors, tree):
    there = fill_in(route, tree.sister, is_public=False)
    row = dict.fromkeys(keys_of(route), NOWHERE) | {"list_name": "demands", "size": "full", "field": "image"}
    row |= {"code": "Z" * 12}
    nowhere = with_keys(route, row)
    for role in ROLES:
        for method in ("GET", "POST"):
            found = answered(visitors[role], method, there)
            assert found == answered(visitors[role], method, nowhere), f"{role} {method} {there}"
            assert found[0] in (302, 403, 404, 405)
