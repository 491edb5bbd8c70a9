"""What a record's history tells of imports."""

import pytest
from django.utils import timezone

from orgs.enums import ImportState
from orgs.models import ImportedRow
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.import_batches import FILE_NAME, make_batch
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], display_name="王姐")
    client.force_login(clerk)
    return clerk


@pytest.fixture
def unit(tree):
    return UnitFactory(community=tree.community)


def written(unit, user, state=ImportState.COMMITTED, **fields):
    organization = fields.pop("organization", None)
    batch = make_batch(user, state, organization=organization, committed_at=timezone.now())
    ImportedRow.objects.create(batch=batch, line=3, kind="orgs.unit", record=unit.pk, **fields)
    return batch


def history(client, unit):
    return client.get(f"/admin/orgs/unit/{unit.pk}/history/").content.decode()


def test_import_that_made_the_record_is_told(client, clerk, unit):
    batch = written(unit, clerk, is_new=True)
    page = history(client, unit)
    assert f'导入“<a href="/admin/orgs/unit/import/{batch.pk}/">{FILE_NAME}</a>”时新增' in page
    assert "王姐" in page
    assert "还没有修改记录" not in page


def test_import_that_changed_the_record_tells_old_and_new(client, clerk, unit):
    written(unit, clerk, is_new=False, changes={"地址": {"before": "", "after": "示例路1号"}})
    page = history(client, unit)
    assert f"{FILE_NAME}</a>”时更新" in page
    assert "<del>（空）</del>" in page
    assert "<ins>示例路1号</ins>" in page


def test_undone_import_says_so(client, clerk, unit):
    written(unit, clerk, ImportState.UNDONE, is_new=False)
    assert "，后来已撤销" in history(client, unit)


def test_import_of_somebody_else_is_told_without_a_link(client, clerk, unit, tree):
    batch = written(unit, UserFactory(organizations=[tree.street]), organization=tree.street, is_new=True)
    page = history(client, unit)
    assert f"导入第{batch.pk}批时新增" in page
    assert FILE_NAME not in page


def test_rows_of_others_are_not_told(client, clerk, unit):
    written(UnitFactory(), clerk, is_new=True)
    batch = written(unit, clerk, is_new=True)
    assert FILE_NAME in history(client, unit)
    ImportedRow.objects.filter(batch=batch).update(kind="orgs.organization")
    assert FILE_NAME not in history(client, unit)


def test_history_costs_the_same_queries_whatever_was_imported(client, clerk, unit):
    written(unit, clerk, is_new=True)
    address = f"/admin/orgs/unit/{unit.pk}/history/"
    few = queries(client, address)
    for _ in range(9):
        written(unit, clerk, is_new=False, changes={"地址": {"before": "", "after": "甲"}})
    assert queries(client, address) == few
