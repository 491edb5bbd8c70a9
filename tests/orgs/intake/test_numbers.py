"""Numbers of imported records: given ones are kept, the others continue the office's series without a gap."""

from datetime import date

import pytest

from orgs.models import NumberSeries
from partnerships.models import Agreement
from tests.jiedao.good_rows import EAST, SCHOOL, WEST
from tests.jiedao.ledger_files import found_office, good, receive
from tests.orgs.factories import OrganizationFactory
from tests.orgs.intake.ways_in import Verdict, commit_rows, errors, preview_rows, verdicts
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

HEADER = "协议编号 协议名称 归口党组织 签约方 签约日期"
DAY = date(2019, 5, 14)


@pytest.fixture(autouse=True)
def office(db):
    found_office()  # with one agreement of 2018


def agreement(number, title, place=EAST, day=DAY):
    return [number, title, place, f"{place}、{SCHOOL}", day]


def numbers():
    return dict(Agreement.objects.filter(signed_on__year=2019).values_list("title", "number"))


def test_rows_without_number_continue_the_series_in_their_order():
    commit_rows("agreements", HEADER, agreement(None, "甲"), agreement("", "乙", WEST))
    commit_rows("agreements", HEADER, agreement(None, "丙"))

    assert numbers() == {"甲": "GJ-2019-0001", "乙": "GJ-2019-0002", "丙": "GJ-2019-0003"}


def test_each_year_has_its_series():
    commit_rows("agreements", HEADER, agreement(None, "甲"), agreement(None, "乙", day=date(2018, 7, 1)))

    assert Agreement.objects.get(title="乙").number == "GJ-2018-0002"
    assert numbers() == {"甲": "GJ-2019-0001"}


def test_given_numbers_continue_the_series():
    commit_rows("agreements", HEADER, agreement("GJ-2019-0002", "乙"), agreement("GJ-2019-0001", "甲"))
    later = AgreementFactory(organization=Agreement.objects.get(title="甲").organization)

    assert later.number == "GJ-2019-0003"


def test_rows_without_number_come_after_those_that_have_one():
    commit_rows("agreements", HEADER, agreement(None, "丙"), agreement("GJ-2019-0001", "甲"))

    assert numbers() == {"甲": "GJ-2019-0001", "丙": "GJ-2019-0002"}


@pytest.mark.parametrize("given", ["GJ-2019-0002", "GJ-2019-0099"])
def test_gap_is_refused(given):
    batch = preview_rows("agreements", HEADER, agreement(given, "甲"))

    assert errors(batch) == [
        (2, "协议编号", "编号会中断：前面还缺GJ-2019-0001。请补上，或把编号空着，由系统编号。")
    ]


def test_number_with_too_many_zeros_is_refused():
    batch = preview_rows("agreements", HEADER, agreement("GJ-2019-00001", "甲"))

    assert (2, "协议编号", "编号应写成GJ-2019-0001。") in errors(batch)


def test_number_of_another_year_than_the_signing_is_kept():
    """Papers are numbered in December and signed in January."""
    commit_rows("agreements", HEADER, agreement("GJ-2018-0002", "甲"))

    assert numbers() == {"甲": "GJ-2018-0002"}


def test_number_of_another_form_is_kept_and_moves_no_series():
    commit_rows("agreements", HEADER, agreement("共建〔2019〕7号", "甲"), agreement(None, "乙"))

    assert numbers() == {"甲": "共建〔2019〕7号", "乙": "GJ-2019-0001"}
    assert Agreement.objects.get(title="甲").office.name == Agreement.objects.get(title="乙").office.name


@pytest.mark.parametrize(
    "written", ["ＧＪ－２０１９－０００１", "GJ—2019—0001", "gj-2019-0001", " GJ-2019-0001 "]
)
def test_number_written_otherwise_is_the_same_number(written):
    commit_rows("agreements", HEADER, agreement("GJ-2019-0001", "甲"))

    batch = preview_rows("agreements", HEADER, agreement(written, "甲"))

    assert errors(batch) == []
    assert verdicts(batch) == {Verdict.SAME: 1}


def test_each_office_has_its_numbers():
    other = OrganizationFactory(street=True, name="别的街道党工委")
    OrganizationFactory(community=True, name="别的社区党委", parent=other)

    commit_rows(
        "agreements", HEADER, agreement("GJ-2019-0001", "甲"), agreement("GJ-2019-0001", "乙", "别的社区党委")
    )

    assert numbers() == {"甲": "GJ-2019-0001", "乙": "GJ-2019-0001"}
    assert NumberSeries.objects.filter(year=2019, last=1).count() == 2


def test_number_is_not_taken_back_by_an_empty_cell():
    commit_rows("agreements", HEADER, agreement("GJ-2019-0001", "甲"))

    batch = preview_rows("agreements", HEADER, agreement(None, "甲"))

    assert verdicts(batch) == {Verdict.SAME: 1}


def test_numbers_of_many_rows_have_no_gap():
    commit_rows("agreements", HEADER, *(agreement(None, f"协议{n}") for n in range(2_100)))

    assert sorted(numbers().values()) == [f"GJ-2019-{n:04}" for n in range(1, 2_101)]


def test_number_as_a_number_is_text():
    commit_rows("agreements", HEADER, agreement(7.0, "甲"))

    assert numbers() == {"甲": "7"}


@pytest.mark.parametrize(
    ("key", "given", "prefix"),
    [
        ("resources", "XQ-2019-0001", "ZY"),
        ("resources", "ＸＱ－２０１９－０００１", "ZY"),
        ("resources", "GJ-2019-0001", "ZY"),
        ("demands", "ZY-2019-0001", "XQ"),
        ("services", "XQ-2020-0007", "FW"),
        ("projects", "WT-2019-0001", "XM"),
    ],
)
def test_prefix_of_another_series_is_refused(key, given, prefix):
    """It would stand in the way of that series, in a form as well as in a file."""
    grid = good(key)
    grid.rows = grid.rows[:1]
    grid.put(grid.ledger.number, given)

    told = errors(receive(grid.ledger, grid.xlsx()))

    message = f"这样的编号字头应是{prefix}。请核对，或把编号空着，由系统编号。"
    assert told == [(2, grid.ledger.number, message)]


def test_prefix_of_another_series_is_refused_for_an_agreement():
    told = errors(preview_rows("agreements", HEADER, agreement("XQ-2019-0001", "甲")))

    assert [each[:2] for each in told] == [(2, "协议编号")]
    assert "字头应是GJ" in told[0][2]
