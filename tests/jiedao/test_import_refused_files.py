"""Files that are no ledger, or none of this one: refused or asked about, in words, and nothing is written."""

import pytest

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState, Verdict
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from tests.harness.hostile_spreadsheets import HOSTILE
from tests.harness.spreadsheets import csv_bytes, xlsx_bytes
from tests.jiedao.ledger_files import Grid, found_office, good, receive, row_counts, verdicts

pytestmark = pytest.mark.sampled

EVERY = pytest.mark.parametrize("key", LEDGERS)


def required(grid: Grid) -> list[str]:
    return [column.header for column in grid.ledger.columns if column.required]


def refuse(grid: Grid, content: bytes, name="台账.xlsx", state=ImportState.REFUSED):
    """The batch; with proof that it cannot be committed and that nothing was written."""
    before = row_counts()
    batch = receive(grid.ledger, content, name)
    assert batch.state == state
    with pytest.raises(Refused):
        workflow.commit(batch, grid.ledger, None)
    assert row_counts() == before
    return batch


@EVERY
def test_file_without_a_required_column(key, db):
    grid = good(key)
    lacking = required(grid)[-1]
    at = grid.at(lacking)

    batch = refuse(grid, xlsx_bytes([[*row[:at], *row[at + 1 :]] for row in grid.all]))

    assert f"“{lacking}”" in batch.message
    assert batch.message.endswith("。")


@EVERY
def test_file_whose_required_column_is_called_otherwise(key, db):
    grid = good(key)
    lacking = required(grid)[-1]
    grid.headers[grid.at(lacking)] = "某某某"

    batch = refuse(grid, grid.xlsx())

    assert f"“{lacking}”" in batch.message
    assert "某某某" in batch.message


@EVERY
def test_file_with_a_column_twice(key, db):
    grid = good(key)
    header = required(grid)[0]
    content = xlsx_bytes([[*row, row[grid.at(header)]] for row in grid.all])

    assert f"都是“{header}”，请只留一列。" in refuse(grid, content).message


@EVERY
def test_file_without_a_header_is_asked_about(key, db):
    grid = good(key)

    batch = refuse(grid, xlsx_bytes(grid.rows), state=ImportState.ASKING)

    assert batch.remarks["page"] == "台账"
    assert len(batch.remarks["rows"]) == 6


@EVERY
def test_header_that_is_pointed_out_is_read(key, db):
    """Below more lines than a header is looked for in."""
    found_office()
    grid = good(key)
    batch = refuse(grid, xlsx_bytes([*[["说明"]] * 40, *grid.all]), state=ImportState.ASKING)

    workflow.answer(batch, grid.ledger, page="台账", header_row=41)

    assert batch.state == ImportState.PREVIEWED
    assert verdicts(batch) == {Verdict.NEW: 6}


@EVERY
def test_row_that_is_no_header_is_refused_when_pointed_out(key, db):
    grid = good(key)
    batch = refuse(grid, xlsx_bytes(grid.rows), state=ImportState.ASKING)

    workflow.answer(batch, grid.ledger, page="台账", header_row=2)

    assert batch.state in (ImportState.REFUSED, ImportState.ASKING)


@EVERY
def test_header_alone_brings_no_row(key, db):
    grid = good(key)

    batch = receive(grid.ledger, xlsx_bytes([grid.headers]))

    assert batch.state in (ImportState.PREVIEWED, ImportState.REFUSED)
    assert sum(batch.counts.values()) == 0


@EVERY
def test_ledger_of_another_kind(key, db):
    other = good("seats" if key != "seats" else "agreements")

    batch = receive(LEDGERS[key], other.xlsx())

    assert batch.state in (ImportState.ASKING, ImportState.REFUSED)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(name, db):
    file_name, content = HOSTILE[name]()

    batch = refuse(good("units"), content, file_name)

    assert batch.message.endswith("。")
    assert "请" in batch.message


def test_csv_in_no_known_encoding(db):
    grid = good("units")

    content = csv_bytes(grid.all, "utf-8") + b"\xff\xfe\xfd\x80\x81"

    assert refuse(grid, content, "台账.csv").message
