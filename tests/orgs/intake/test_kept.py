"""The table of a large file stays in memory for the commit; the stored file stays the truth."""

from pathlib import Path
from time import monotonic, sleep

import pytest

from jiedao.ledgers import LEDGERS
from lib.sheets.table import Table
from orgs.enums import ImportState
from orgs.intake import kept, workflow
from orgs.intake.kept import Seal, Shelf
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch, Unit
from tests.harness.spreadsheets import xlsx_bytes
from tests.orgs.factories import UnitFactory
from tests.orgs.intake.ways_in import preview_rows

UNITS = LEDGERS["units"]
HEADER = "单位名称 单位性质 备注"
ROWS = (["示例甲", "学校", "一"], ["示例乙", "医院", "二"])


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """An empty one; every file is large."""
    shelf = Shelf()
    monkeypatch.setattr(workflow, "shelf", shelf)
    monkeypatch.setattr(workflow, "SMALL_FILE", 0)
    yield shelf
    shelf._clear()


@pytest.fixture
def opened(monkeypatch):
    """The batches whose files were read from here on."""
    opened, open_table = [], workflow.open_table

    def counted(batch, ledger):
        opened.append(batch.pk)
        return open_table(batch, ledger)

    monkeypatch.setattr(workflow, "open_table", counted)
    return opened


def table_of(rows: int = 1) -> Table:
    return Table("", 1, {"甲": 0}, ["甲"], [], list(range(rows)), [["一"]] * rows, [])


def seal_of(token: str = "一") -> Seal:
    return Seal(token, "units", "", None, b"1")


@pytest.mark.django_db
def test_commit_of_what_was_checked_here_does_not_read_the_file(opened, shelf):
    batch = preview_rows("units", HEADER, *ROWS)
    opened.clear()

    workflow.commit(ImportBatch.objects.get(), UNITS, None)

    assert opened == []
    assert dict(Unit.objects.values_list("name", "note")) == {"示例甲": "一", "示例乙": "二"}
    assert shelf.take(kept.seal(batch)) is None  # it was taken


@pytest.mark.django_db
def test_commit_of_what_another_process_checked_reads_the_file(opened, monkeypatch):
    batch = preview_rows("units", HEADER, *ROWS)
    opened.clear()
    monkeypatch.setattr(workflow, "shelf", Shelf())

    workflow.commit(batch, UNITS, None)

    assert opened == [batch.pk]
    assert Unit.objects.count() == 2


@pytest.mark.django_db
def test_commit_of_a_small_file_reads_it(opened, monkeypatch):
    monkeypatch.setattr(workflow, "SMALL_FILE", 100_000)
    batch = preview_rows("units", HEADER, *ROWS)
    opened.clear()

    workflow.commit(batch, UNITS, None)

    assert opened == [batch.pk]


@pytest.mark.django_db
def test_commit_after_the_stored_file_was_changed_reads_it_and_refuses(opened):
    """What was previewed is gone; nothing is written that no file holds."""
    batch = preview_rows("units", HEADER, *ROWS)
    opened.clear()
    Path(batch.file.path).write_bytes(xlsx_bytes([HEADER.split(), ["示例丙", "学校", None]]))

    with pytest.raises(Refused, match="请再核对一遍"):
        workflow.commit(batch, UNITS, None)

    assert opened[0] == batch.pk
    assert not Unit.objects.exists()
    assert [row["cells"]["单位名称"] for page in batch.pages.all() for row in page.rows] == ["示例丙"]


@pytest.mark.django_db
def test_commit_from_memory_after_the_data_changed_is_refused():
    batch = preview_rows("units", HEADER, *ROWS)
    UnitFactory(name="示例乙", nature="school", note="")

    with pytest.raises(Refused, match="请再核对一遍"):
        workflow.commit(batch, UNITS, None)

    assert batch.state == ImportState.PREVIEWED
    assert (batch.new_count, batch.changed_count) == (1, 1)
    workflow.commit(batch, UNITS, None)
    assert dict(Unit.objects.values_list("name", "note")) == {"示例甲": "一", "示例乙": "二"}


@pytest.mark.django_db
def test_commit_takes_the_table_below_the_header_that_the_user_chose(opened):
    batch = preview_rows("units", HEADER, *ROWS, HEADER.split(), ["示例丙", "学校", "三"])
    workflow.answer(batch, UNITS, page="", header_row=4)
    workflow.check(batch, UNITS)
    opened.clear()

    workflow.commit(batch, UNITS, None)

    assert opened == []
    assert list(Unit.objects.values_list("name", flat=True)) == ["示例丙"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"token": "二"}, id="another batch"),
        pytest.param({"ledger": "agreements"}, id="another ledger"),
        pytest.param({"page": "表二"}, id="another page"),
        pytest.param({"header_row": 4}, id="another header"),
        pytest.param({"checksum": b"2"}, id="another content"),
    ],
)
def test_table_of_another_reading_is_not_given(shelf, other):
    table = table_of()
    shelf.put(seal_of(), table)

    assert shelf.take(seal_of()._replace(**other)) is None
    assert shelf.take(seal_of()) is table


def test_table_is_given_once(shelf):
    shelf.put(seal_of(), table_of())
    shelf.take(seal_of())

    assert shelf.take(seal_of()) is None


def test_only_the_last_table_is_kept(shelf):
    shelf.put(seal_of("一"), table_of())
    shelf.put(seal_of("二"), table_of())

    assert shelf.take(seal_of("一")) is None
    assert shelf.take(seal_of("二"))


def test_huge_table_is_not_kept(shelf):
    shelf.put(seal_of(), table_of(kept.MOST_CELLS + 1))

    assert shelf.take(seal_of()) is None


def test_table_that_nobody_takes_is_thrown_away(shelf, monkeypatch):
    monkeypatch.setattr(kept, "SECONDS", 0.01)
    shelf.put(seal_of(), table_of())

    until = monotonic() + 10
    while shelf._table is not None and monotonic() < until:
        sleep(0.01)
    assert shelf._table is None
