"""Every kind of spoilt file, through the admin's page: it says what is so, and never breaks."""

from itertools import cycle

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from jiedao.ledgers import LEDGERS
from orgs.admin.ledgers import LedgerAdmin
from orgs.enums import ImportState
from orgs.models import ImportBatch
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao import spoiling_cells  # noqa: F401 — adds its kinds
from tests.jiedao.ledger_files import found_office, good, receive
from tests.jiedao.misfilling import REFUSED
from tests.jiedao.spoiling import READ_RIGHT
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.sampled

ADMINS = {each.ledger.key: each for each in admin.site._registry.values() if isinstance(each, LedgerAdmin)}


def _each_with_a_ledger(kinds):
    """Every kind once, with the ledgers taking turns."""
    turns = cycle(LEDGERS)
    return [
        pytest.param(next(key for key in turns if needs(good(key))), act, id=kind)
        for kind, (needs, act) in kinds.items()
    ]


@pytest.fixture(scope="module")
def _office(django_db_setup, django_db_blocker):
    """Made once; each test's own transaction is nested in this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        found_office()
        yield UserFactory(superuser=True)
        transaction.set_rollback(True)


@pytest.fixture
def hand_in(_office, db, client):
    """Uploads a file on the ledger's page, as a browser does; the batch and the page that is shown."""

    def hand_in(key, name, content):
        client.force_login(_office)
        address = reverse(ADMINS[key].page_name("import"))
        shown = client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)
        assert shown.status_code == 200
        return ImportBatch.objects.filter(ledger=key).first(), shown.content.decode()

    return hand_in


@pytest.mark.parametrize(("key", "spoil"), _each_with_a_ledger(READ_RIGHT))
def test_file_that_is_read_right_is_previewed(key, spoil, hand_in):
    batch, page = hand_in(key, *spoil(good(key)))

    assert batch.state == ImportState.PREVIEWED
    assert (batch.new_count, batch.wrong_count) == (6, 0)
    name = next(column.header for column in LEDGERS[key].columns if column.required)
    assert all(each in page for each in good(key).column(name))


@pytest.mark.parametrize(("key", "put_in"), _each_with_a_ledger(REFUSED))
def test_mistake_is_shown_with_row_column_and_reason(key, put_in, hand_in, client):
    grid = good(key)
    expected = put_in(grid)

    batch, page = hand_in(key, "台账.xlsx", grid.xlsx())

    assert batch.wrong_count == len({line for line, _, _ in expected})
    for line, header, part in expected:
        assert f"{line}" in page
        assert header in page
        assert part in page
    assert client.post(reverse(ADMINS[key].page_name("process_import"), args=[batch.pk])).status_code in (
        302,
        200,
    )
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED


@pytest.mark.parametrize("key", LEDGERS)
def test_mistakes_come_back_as_a_workbook_that_can_be_mended(key, hand_in, client):
    grid = good(key)
    expected = REFUSED["empty required cell"][1](grid)
    batch, _ = hand_in(key, "台账.xlsx", grid.xlsx())

    response = client.get(reverse(ADMINS[key].page_name("import_mistakes"), args=[batch.pk]))

    content = b"".join(response.streaming_content)
    again = receive(LEDGERS[key], content)
    assert again.state == ImportState.PREVIEWED
    assert again.wrong_count == len({line for line, _, _ in expected})


@pytest.mark.parametrize("key", LEDGERS)
def test_file_without_header_asks_for_it(key, hand_in):
    batch, page = hand_in(key, "台账.xlsx", xlsx_bytes(good(key).rows))

    assert batch.state == ImportState.ASKING
    assert "表头" in page
