"""Sheets as offices have them, for each ledger: read as the clean file is."""

import pytest
from django.db import transaction

from jiedao.ledgers import LEDGERS
from orgs.enums import Verdict
from orgs.intake import workflow
from tests.jiedao import spoiling_cells  # noqa: F401 — adds its kinds
from tests.jiedao.ledger_files import errors, found_office, good, receive, stored, take_in, verdicts
from tests.jiedao.spoiling import READ_RIGHT

pytestmark = pytest.mark.sampled

TWICE = {"units", "agreements"}  # are handed in a second time, for every kind of spoiling

CASES = [
    pytest.param(key, kind, id=f"{key}-{kind}")
    for key in LEDGERS
    for kind, (needs, _) in READ_RIGHT.items()
    if needs(good(key))
]


@pytest.fixture(scope="module")
def _office(django_db_setup, django_db_blocker):
    """Made once; each test's own transaction is nested in this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        found_office()
        yield {}
        transaction.set_rollback(True)


@pytest.fixture
def clean(_office, db):
    """What a ledger holds after its clean file went in."""

    def clean(key):
        if key not in _office:
            with transaction.atomic():
                take_in(LEDGERS[key], good(key).xlsx())
                _office[key] = stored(LEDGERS[key])
                transaction.set_rollback(True)
        return _office[key]

    return clean


@pytest.mark.parametrize(("key", "kind"), CASES)
def test_is_read_as_the_clean_file(key, kind, clean):
    expected = clean(key)
    ledger, (_, spoil) = LEDGERS[key], READ_RIGHT[kind]
    name, content = spoil(good(key))

    batch = receive(ledger, content, name)

    assert errors(batch) == []
    assert batch.message == ""
    assert verdicts(batch) == {Verdict.NEW: 6}
    workflow.commit(batch, ledger, None)
    assert stored(ledger) == expected
    if key in TWICE:
        assert verdicts(receive(ledger, content, name)) == {Verdict.SAME: 6}
