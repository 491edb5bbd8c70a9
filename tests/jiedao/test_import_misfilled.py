"""Mistakes in cells, for each ledger: told with row, column and reason; nothing at all is written."""

import pytest
from django.db import transaction

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState, Verdict
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from tests.jiedao.ledger_files import errors, found_office, good, receive, row_counts, verdicts
from tests.jiedao.misfilling import REFUSED

pytestmark = pytest.mark.sampled

CASES = [
    pytest.param(key, mistake, id=f"{key}-{mistake}")
    for key in LEDGERS
    for mistake, (needs, _) in REFUSED.items()
    if needs(good(key))
]


@pytest.fixture(scope="module")
def _office(django_db_setup, django_db_blocker):
    """Made once; each test's own transaction is nested in this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        found_office()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(_office, db):
    pass


@pytest.mark.parametrize(("key", "mistake"), CASES)
def test_is_refused_where_it_stands(key, mistake, office):
    ledger, grid, (_, put_in) = LEDGERS[key], good(key), REFUSED[mistake]
    expected, before = put_in(grid), row_counts()

    batch = receive(ledger, grid.xlsx())

    told = errors(batch)
    wrong = {line for line, _, _ in expected}
    assert {(line, header) for line, header, _ in told} == {(line, header) for line, header, _ in expected}
    for line, header, part in expected:
        assert any(part in text for at, below, text in told if (at, below) == (line, header)), told
    assert verdicts(batch) == {Verdict.WRONG: len(wrong), Verdict.NEW: len(grid.rows) - len(wrong)}
    with pytest.raises(Refused, match="出错，一行都没有入库"):
        workflow.commit(batch, ledger, None)
    assert batch.state == ImportState.PREVIEWED
    assert row_counts() == before
