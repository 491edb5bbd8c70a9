"""Cells filled with whatever: a file is refused where it is wrong, or goes in and then changes nothing."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction

from jiedao.ledgers import LEDGERS
from orgs.enums import ImportState, Verdict
from orgs.intake import workflow
from tests.jiedao.good_rows import EAST, HOSPITAL, SCHOOL, STREET, WEST
from tests.jiedao.ledger_files import changes, errors, found_office, good, receive, row_counts, verdicts

SPOILT = (1, 1, 1, 1, 2, 2, 5)  # cells, in each of the files of a ledger
# fmt: off — cells of one sort stand together
CELLS = (
    None,
    "",
    " ",
    "\n",
    "-",
    "无",
    "/",
    "、",
    "=1+1",
    "#REF!",
    "合计",
    "示例",
    "填表人：王",
    "'; --",
    "<b>甲</b>",
    "%s%d",
    "{}",
    0,
    1.0,
    -1,
    2.5,
    1e15,
    1e300,
    43599,
    20190514.0,
    True,
    False,
    "0",
    "１２",
    "12人",
    "100余",
    "1.38E+10",
    date(2019, 5, 14),
    date(2031, 1, 1),
    datetime(2019, 5, 14, 9, 30, 15),
    time(9, 30),
    timedelta(hours=30),
    "2019-05-14",
    "2019.5",
    "\x00甲",
    "甲\u200b",
    "𠮷",
    "🙂",
    "长" * 300,
    "长" * 5_000,
    "a@b.cn",
    "13812345678",
    "91370212MA0000001H",
    "GJ-2019-0001",
    "GJ-2018-0002",
    "党支部",
    "学校",
    "其他",
    "讲堂",
    "成员单位",
    "召集人",
    "走访",
    "为民服务",
    EAST,
    WEST,
    STREET,
    SCHOOL,
    HOSPITAL,
    f"{EAST}、{SCHOOL}",
    f"{SCHOOL}/{SCHOOL}",
    f"{WEST}，，{HOSPITAL}",
)
# fmt: on


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


@pytest.mark.parametrize("key", LEDGERS)
@pytest.mark.parametrize("create_missing", [False, True])
def test_whatever_is_refused_or_goes_in(key, create_missing, office):
    dice, ledger = random.Random(f"{key} {create_missing}"), LEDGERS[key]
    for count in SPOILT:
        grid = good(key)
        for _ in range(count):
            grid.put(dice.choice(grid.headers), dice.choice(CELLS), dice.randrange(6))
        with transaction.atomic():
            _take_in(ledger, grid, create_missing)
            transaction.set_rollback(True)


def _take_in(ledger, grid, create_missing):
    before = row_counts()
    batch = receive(ledger, grid.xlsx(), create_missing=create_missing)
    assert batch.state == ImportState.PREVIEWED, (batch.message, grid.rows)
    assert row_counts() == before
    if batch.wrong_count:
        assert all(message.endswith(("。", "？")) for _, _, message in errors(batch)), errors(batch)
        return
    workflow.commit(batch, ledger, None)
    again = receive(ledger, grid.xlsx())
    assert errors(again) == [], grid.rows
    assert changes(again) == [], grid.rows
    assert set(verdicts(again)) == {Verdict.SAME}, grid.rows
    workflow.undo(batch, ledger, None)
