"""What agreements' ledgers of real offices look like besides: a column for each party, 长期 for an end."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from jiedao.ledgers import LEDGERS
from orgs.intake.preview import mistakes_workbook
from partnerships.models import Agreement
from tests.jiedao.good_rows import EAST, HOSPITAL, SCHOOL
from tests.jiedao.ledger_files import found_office
from tests.orgs.intake.ways_in import commit_rows, errors, preview_rows

pytestmark = pytest.mark.django_db

HEADER = "协议名称 归口党组织 甲方 乙方 丙方 签订时间 有效期至"
DAY = date(2019, 5, 14)


@pytest.fixture(autouse=True)
def office(db):
    found_office()


def test_columns_of_one_party_each_are_the_parties_in_their_order():
    commit_rows("agreements", HEADER, ["甲", EAST, EAST, SCHOOL, HOSPITAL, DAY, None])

    assert [str(party) for party in Agreement.objects.get(title="甲").parties.all()] == [
        EAST,
        SCHOOL,
        HOSPITAL,
    ]


def test_empty_column_of_a_party_is_nobody():
    commit_rows("agreements", HEADER, ["甲", EAST, EAST, None, HOSPITAL, DAY, None])

    assert [str(party) for party in Agreement.objects.get(title="甲").parties.all()] == [EAST, HOSPITAL]


def test_unknown_party_is_marked_in_the_first_of_their_columns():
    batch = preview_rows("agreements", HEADER, ["甲", EAST, EAST, "没有的单位", None, DAY, None])

    assert [(line, header) for line, header, _ in errors(batch)] == [(2, "签约方")]
    file = BytesIO()
    mistakes_workbook(batch, LEDGERS["agreements"], file)
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert rows[1][:4] == ["甲", EAST, EAST, "没有的单位"]
    assert "没有叫“没有的单位”" in rows[1][-1]


@pytest.mark.parametrize("word", ["长期", "长期有效", "无", "/", " —— "])
def test_end_that_is_never_is_no_end(word):
    commit_rows("agreements", HEADER, ["甲", EAST, EAST, SCHOOL, None, DAY, word])

    assert Agreement.objects.get(title="甲").ends_on is None


def test_day_that_must_be_there_is_never_a_word():
    batch = preview_rows("agreements", HEADER, ["甲", EAST, EAST, SCHOOL, None, "长期", None])

    assert [(line, header) for line, header, _ in errors(batch)] == [(2, "签约日期")]
