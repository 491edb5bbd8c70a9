"""What the page of an import shows in each of its states."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.models import ImportedRow
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory
from tests.orgs.import_batches import FILE_NAME, SHEET, make_batch
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture(autouse=True)
def tended(monkeypatch):
    """The keys of the batches that were looked after."""
    keys = []
    monkeypatch.setattr(workflow, "tend", lambda batch, ledger: keys.append(batch.pk))
    return keys


def address(batch, act=""):
    return f"/admin/orgs/unit/import/{batch.pk}/{act}"


def show(client, batch, query=""):
    response = client.get(address(batch) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_reading_shows_how_far_it_is(client, clerk, tended):
    batch = make_batch(clerk, ImportState.READING, done=12_000, total=100_000)
    page = show(client, batch)
    assert "正在检查" in page
    assert 'value="12000" max="100000"' in page
    assert "已检查12,000行，共100,000行" in page
    assert "可以离开本页" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert f'data-progress="{address(batch, "progress/")}"' in page
    assert tended == [batch.pk]


def test_reading_before_the_rows_are_counted(client, clerk):
    page = show(client, make_batch(clerk, ImportState.READING))
    assert "<progress aria-labelledby" in page
    assert 'max="' not in page
    assert "正在打开文件" in page


def test_progress_is_told_as_data(client, clerk, tended):
    batch = make_batch(clerk, ImportState.READING, done=3, total=9)
    expected = {"state": "reading", "done": 3, "total": 9, "stalled": False}
    assert client.get(address(batch, "progress/")).json() == expected
    assert tended == [batch.pk]


def test_commit_under_way_offers_to_try_again_after_a_minute(client, clerk):
    batch = make_batch(clerk, ImportState.COMMITTING, beat_at=timezone.now())
    assert "再试一次" not in show(client, batch)
    batch.beat_at -= timedelta(seconds=61)
    batch.save()
    assert "再试一次" in show(client, batch)
    assert client.get(address(batch, "progress/")).json()["stalled"] is True


def test_asking_offers_the_first_rows(client, clerk):
    remarks = {"page": "单位", "pages": ["单位", "封面"], "rows": SHEET}
    page = show(client, make_batch(clerk, ImportState.ASKING, remarks=remarks))
    assert "没有找到表头，请点表头所在的那一行" in page
    assert page.count('type="radio"') == len(SHEET)
    assert '<label for="row-3">青岛二中</label>' in page
    assert "<option selected>单位</option><option>封面</option>" in page.replace("\n", "")


def test_asking_again_says_that_the_row_was_none(client, clerk):
    batch = make_batch(clerk, ImportState.ASKING, remarks={"rows": SHEET}, header_row=3)
    assert "第3行里认不出栏目名称。" in show(client, batch)


def test_asking_of_an_empty_sheet_says_so(client, clerk):
    page = show(client, make_batch(clerk, ImportState.ASKING, remarks={"pages": ["甲", "乙"], "rows": []}))
    assert "这张工作表是空的，请换一张。" in page


def test_refused_says_why_and_leads_back(client, clerk):
    batch = make_batch(clerk, ImportState.REFUSED, message="这个文件有密码，请去掉密码后再上传。")
    page = show(client, batch)
    assert "这个文件有密码，请去掉密码后再上传。" in page
    assert 'href="/admin/orgs/unit/import/">重新上传' in page
    assert "换一张工作表" not in page


def committed(clerk, units, **fields):
    batch = make_batch(clerk, ImportState.COMMITTED, committed_at=timezone.now(), new_count=len(units))
    for line, unit in enumerate(units, start=3):
        ImportedRow.objects.create(batch=batch, line=line, kind="orgs.unit", record=unit.pk, **fields)
    return batch


def test_committed_lists_what_was_written_with_links(client, clerk, tree):
    unit = UnitFactory(community=tree.community)
    page = show(client, committed(clerk, [unit], is_new=True))
    assert "已入库：新增1条" in page
    assert f'<a href="/admin/orgs/unit/{unit.pk}/change/">{unit.name}</a>' in page
    assert 'href="?undo=1">撤销这次导入' in page
    assert FILE_NAME in page


def test_committed_tells_of_sheets_that_still_wait(client, clerk):
    batch = make_batch(
        clerk, ImportState.COMMITTED, committed_at=timezone.now(), remarks={"others": ["2019年", "2018年"]}
    )
    page = show(client, batch)
    assert "这个文件里还有别的工作表：2019年、2018年。" in page
    other = make_batch(clerk, ImportState.COMMITTED, committed_at=timezone.now())
    assert "别的工作表" not in show(client, other)


def test_committed_tells_changes(client, clerk, tree):
    unit = UnitFactory(community=tree.community)
    page = show(
        client, committed(clerk, [unit], is_new=False, changes={"地址": {"before": "", "after": "示例路1号"}})
    )
    assert "<ins>示例路1号</ins>" in page


def test_committed_tells_what_was_created_besides(client, clerk, tree):
    batch = committed(clerk, [], is_new=True)
    council = CouncilFactory(organization=tree.community)
    ImportedRow.objects.create(batch=batch, line=0, kind="orgs.council", record=council.pk, is_new=True)
    page = show(client, batch)
    assert "一并新建 <b>1</b>" in page
    assert '<td data-label="种类">议事机构</td>' in page
    assert f'<a href="/admin/orgs/council/{council.pk}/change/">{council}</a>' in page
    assert f"一并新建的1条删除：议事机构“{council}”" in show(client, batch, "?undo=1")


def test_committed_does_not_name_what_is_out_of_sight(client, clerk, tree):
    unit = UnitFactory(community=tree.sister, is_public=False, name="邻居的单位")
    page = show(client, committed(clerk, [unit], is_new=True))
    assert "邻居的单位" not in page
    assert "已删除，或不在您的管理范围内" in page


def test_committed_costs_the_same_queries_for_50_rows_as_for_1(client, clerk, tree):
    one, many = (
        committed(clerk, UnitFactory.create_batch(n, community=tree.community), is_new=True) for n in (1, 60)
    )
    few = queries(client, address(one))
    assert queries(client, address(many)) == few


def test_seat_leads_to_its_council(client, clerk, tree):
    council = CouncilFactory(organization=tree.community)
    seats = [CouncilSeatFactory(council=council) for _ in range(3)]
    batch = make_batch(clerk, ImportState.COMMITTED, ledger="seats", committed_at=timezone.now(), new_count=3)
    for line, seat in enumerate(seats, start=2):
        ImportedRow.objects.create(
            batch=batch, line=line, kind="orgs.councilseat", record=seat.pk, is_new=True
        )
    page = client.get(f"/admin/orgs/council/import/{batch.pk}/").content.decode()
    assert f'<a href="/admin/orgs/council/{council.pk}/change/">{seats[0].unit}</a>' in page


def test_undoing_is_asked_once_more(client, clerk, tree):
    unit = UnitFactory(community=tree.community)
    page = show(client, committed(clerk, [unit], is_new=True), "?undo=1")
    assert "新增的1条删除" in page
    assert '<form method="post" action="' in page


@pytest.mark.parametrize(
    ("state", "said"), [(ImportState.UNDONE, "这次导入已经撤销"), (ImportState.DISCARDED, "这次导入已经放弃")]
)
def test_ended_import_says_so(client, clerk, state, said):
    batch = make_batch(clerk, state, undone_at=timezone.now(), undone_by=clerk)
    assert said in show(client, batch)
