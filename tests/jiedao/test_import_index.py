"""The page from which all ledgers go in."""

import pytest
from django.urls import reverse

from jiedao.import_index import FIRST_DAY
from jiedao.ledgers import LEDGERS
from orgs.admin.ledgers import LedgerAdmin
from orgs.enums import ImportState, Role
from orgs.models import Unit
from tests.orgs.factories import UserFactory
from tests.orgs.import_batches import FILE_NAME, make_batch
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db

INDEX = "/admin/imports/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def rows(client):
    return {row.title: row for row in client.get(INDEX).context["rows"]}


def test_every_ledger_is_there_in_the_order_of_the_first_day(client, clerk):
    assert sorted(FIRST_DAY) == sorted(LEDGERS)
    assert list(rows(client)) == [LEDGERS[key].title for key in FIRST_DAY]
    assert list(rows(client))[:3] == ["党组织台账", "单位台账", "共建协议台账"]


def test_every_link_opens(client, clerk):
    page = client.get(INDEX).content.decode()
    for row in rows(client).values():
        for address in (row.import_address, row.template_address, row.export_address):
            assert f'href="{address}"' in page
            response = client.get(address, follow=True)
            assert response.status_code == 200
            b"".join(response)  # to its end, which closes a file


def test_last_import_of_each_ledger_is_told(client, clerk):
    make_batch(clerk, ImportState.COMMITTED)
    last = make_batch(clerk, ImportState.PREVIEWED)
    make_batch(clerk, ImportState.UNDONE, ledger="agreements")
    assert rows(client)["单位台账"].last == last
    page = client.get(INDEX).content.decode()
    assert page.count(FILE_NAME) == 2
    assert f'<a href="{reverse("admin:orgs_unit_import_batch", args=[last.pk])}">{FILE_NAME}</a>' in page
    assert ImportState.UNDONE.label in page
    assert page.count("还没有导入过") == len(LEDGERS) - 2


def test_sibling_s_import_is_not_told(client, clerk, tree):
    own = make_batch(clerk)
    make_batch(UserFactory(organizations=[tree.sister]), organization=tree.sister)
    assert rows(client)["单位台账"].last == own


def test_what_the_user_may_not_do_is_not_offered(client, clerk, monkeypatch):
    make_batch(clerk)
    monkeypatch.setattr(LedgerAdmin, "has_import_permission", lambda self, request: self.model is not Unit)
    row = rows(client)["单位台账"]
    assert (row.import_address, row.template_address, row.last) == ("", "", None)
    page = client.get(INDEX).content.decode()
    assert "/orgs/unit/import/" not in page
    assert row.export_address in page
    monkeypatch.setattr(LedgerAdmin, "has_export_permission", lambda self, request: False)
    assert "单位台账" not in rows(client)


def test_who_takes_nothing_in_has_no_index_of_imports(client, tree):
    client.force_login(UserFactory(organizations=[tree.area], organizations__role=Role.VIEW))
    assert client.get(INDEX).status_code == 403
    assert INDEX not in client.get("/admin/").content.decode()


def test_strangers_are_sent_to_the_door(client, tree):
    assert client.get(INDEX).status_code == 302
    client.force_login(UserFactory())
    assert client.get(INDEX).url.startswith("/admin/login/")


def test_other_verbs_are_refused(client, clerk):
    assert client.post(INDEX).status_code == 405


def test_costs_the_same_queries_however_much_went_in(client, clerk, tree):
    client.get(INDEX)
    few = queries(client, INDEX)
    for key in LEDGERS:
        for _ in range(3):
            make_batch(UserFactory(organizations=[tree.community]), organization=tree.community, ledger=key)
    assert all(row.last for row in rows(client).values())
    assert queries(client, INDEX) == few <= 9
