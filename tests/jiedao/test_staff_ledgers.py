"""All ten ledgers go in and come out on the staff side, in Chinese, each for those in whose hands it is."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from jiedao.ledgers import LEDGERS
from orgs.admin.ledgers import LedgerAdmin
from orgs.enums import ImportState, Verdict
from tests.events.factories import ActivityFactory
from tests.harness.workbooks import sheet_values
from tests.jiedao import registry
from tests.jiedao.test_staff_pages import english
from tests.orgs.factories import UserFactory
from tests.orgs.import_batches import fill, make_batch, row
from tests.partnerships.factories import AgreementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

ADMINS = {each.ledger.key: each for each in admin.site._registry.values() if isinstance(each, LedgerAdmin)}
EVERY = pytest.mark.parametrize("key", LEDGERS)


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def address(key, page, *args):
    return reverse(ADMINS[key].page_name(page), args=args)


def cells(response):
    content = b"".join(response.streaming_content)
    return [row for rows in sheet_values(content).values() for row in rows]


def test_every_ledger_has_its_place():
    assert {key: ADMINS[key].ledger for key in ADMINS} == LEDGERS


@EVERY
def test_list_leads_to_import_and_export(client, clerk, key):
    page = client.get(address(key, "changelist")).content.decode()
    assert f'href="{address(key, "import")}"' in page
    assert f'href="{address(key, "export")}?"' in page


@EVERY
def test_import_page_is_chinese_empty_and_refused(client, clerk, key):
    make_batch(clerk, ledger=key)
    for response in (client.get(address(key, "import")), client.post(address(key, "import"))):
        assert response.status_code == 200
        assert english(response.content.decode()) - {"xlsx", "xls", "csv"} == set()


@pytest.mark.parametrize("state", ImportState)
def test_page_of_an_import_is_chinese_in_every_state(client, clerk, state):
    batch = make_batch(clerk, state, committed_at=timezone.now(), remarks={"rows": [["甲"]], "page": "单位"})
    for verdict in Verdict:
        fill(batch, verdict, [row(3, "甲", changes=[["地址", "", "乙"]], errors=[["地址", "太长。"]])])
    for query in ("", "?header=1", "?undo=1", *(f"?verdict={verdict}" for verdict in Verdict)):
        page = client.get(address("units", "import_batch", batch.pk) + query)
        assert page.status_code == 200
        assert english(page.content.decode()) - {"xlsx"} == set()


@EVERY
def test_export_holds_the_branch_only(client, clerk, tree, key):
    model_admin = ADMINS[key]
    own = registry.RECORDS[model_admin.model](tree.community)
    siblings = registry.RECORDS[model_admin.model](tree.sister)
    texts = {cell for cells_of_row in cells(client.get(address(key, "export_file"))) for cell in cells_of_row}
    assert str(own) in texts
    assert str(siblings) not in texts


def test_drafts_are_told_before_the_download(client, clerk, tree):
    AgreementFactory(organization=tree.community)
    AgreementFactory(organization=tree.community, draft=True)
    ActivityFactory(organization=tree.community)
    ActivityFactory.create_batch(2, organization=tree.community, draft=True)
    told = {
        "agreements": "将导出1份；有1份还没有签约日期，不导出。",
        "activities": "将导出1场；有2场还没有定下来，或者已经取消，不导出。",
    }
    for key, words in told.items():
        page = client.get(address(key, "export")).content.decode()
        assert words in page
        assert english(page) == set()


@EVERY
def test_template_has_the_ledger_s_columns(client, clerk, key):
    headers = {column.header for column in LEDGERS[key].columns}
    rows = cells(client.get(address(key, "import_template")))
    assert any(headers <= {str(cell).rstrip("*") for cell in row} for row in rows)


@EVERY
def test_framework_s_resource_is_the_ledger_in_the_user_s_name(rf, clerk, key):
    request = rf.get("/")
    request.user = clerk
    (resource_class,) = ADMINS[key].get_export_resource_classes(request)
    resource = resource_class(**ADMINS[key].get_export_resource_kwargs(request))
    assert resource.user == clerk
    assert resource.export().headers == [column.header for column in LEDGERS[key].columns]


@EVERY
def test_sibling_s_import_is_not_there(client, clerk, tree, key):
    batch = make_batch(UserFactory(organizations=[tree.sister]), organization=tree.sister, ledger=key)
    assert client.get(address(key, "import_batch", batch.pk)).status_code == 404
    assert client.post(address(key, "process_import", batch.pk)).status_code == 404
