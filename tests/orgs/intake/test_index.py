"""Which record a row means: by its number, else by what tells the ledger's records apart."""

from datetime import date

import pytest

from jiedao.ledgers import LEDGERS
from orgs.models import Council, Organization, Unit
from partnerships.models import Agreement
from tests.events.factories import ActivityFactory
from tests.jiedao.good_rows import EAST, SCHOOL, WEST
from tests.jiedao.ledger_files import found_office, good, take_in
from tests.orgs.factories import CouncilSeatFactory, UnitFactory, valid_uscc
from tests.orgs.intake.ways_in import Verdict, changes, commit_rows, errors, preview_rows, verdicts
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory

pytestmark = pytest.mark.django_db

AGREEMENTS = "协议编号 协议名称 归口党组织 签约方 签约日期"
DAY = date(2019, 5, 14)


@pytest.fixture
def office(db):
    found_office()


def agreement(number, title, place=EAST, day=DAY):
    return [number, title, place, f"{place}、{SCHOOL}", day]


def test_number_names_the_record_whatever_else_changed(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"))

    batch = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0001", "改名", WEST, date(2019, 5, 13)))

    assert verdicts(batch) == {Verdict.CHANGED: 1}
    assert {header for _, header, _, _ in changes(batch)} == {"协议名称", "归口党组织", "签约方", "签约日期"}


def test_identity_names_the_record_without_a_number(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"), agreement(None, "甲", WEST))

    batch = preview_rows(
        "agreements", AGREEMENTS, agreement(None, "甲", WEST), agreement(None, "甲", day=date(2019, 6, 1))
    )

    assert verdicts(batch) == {Verdict.SAME: 1, Verdict.NEW: 1}


def test_record_of_another_number_is_refused(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"))

    batch = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0002", "甲"))

    assert (2, "协议编号") in {each[:2] for each in errors(batch)}
    assert "协议编号GJ-2019-0001），与表中的编号不同" in "".join(text for *_, text in errors(batch))


def test_row_that_takes_another_record_s_identity_is_refused(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"), agreement(None, "乙"))

    batch = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0001", "乙"))

    assert errors(batch) == [(2, "协议编号", "与已有的另一条记录重复（协议编号GJ-2019-0002），请核对。")]


def test_number_of_a_record_and_its_identity_in_two_rows_are_one_record(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"))

    batch = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0001", "改名"), agreement(None, "甲"))

    assert verdicts(batch) == {Verdict.WRONG: 2}
    assert errors(batch) == [
        (2, "", "与第3行是同一条记录，请只留一行。"),
        (3, "", "与第2行是同一条记录，请只留一行。"),
    ]


def test_two_numbers_with_one_identity_in_a_file_are_refused(office):
    """The second would be refused by the first as soon as it was written."""
    rows = [agreement("共建1号", "甲"), agreement("共建2号", "甲")]

    assert verdicts(preview_rows("agreements", AGREEMENTS, *rows)) == {Verdict.WRONG: 2}


def test_row_that_moves_into_the_place_of_another_row_s_new_record_is_refused(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"))

    batch = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0001", "乙"), agreement(None, "乙"))

    assert verdicts(batch) == {Verdict.WRONG: 2}


def test_two_records_alike_are_told_with_their_numbers(office):
    commit_rows("agreements", AGREEMENTS, agreement(None, "甲"))
    twin = Agreement.objects.get(title="甲")
    twin.pk, twin.number, twin._state.adding = None, None, True
    twin.save()

    batch = preview_rows("agreements", AGREEMENTS, agreement(None, "甲"))

    assert "系统里有2条同样的记录，请填写协议编号（GJ-2019-0001、GJ-2019-0002）。" in errors(batch)[0][2]
    meant = preview_rows("agreements", AGREEMENTS, agreement("GJ-2019-0002", "甲"))
    assert errors(meant) == []


def test_draft_of_the_same_paper_is_signed_by_the_ledger(office):
    """An agreement that was prepared in the system has no day yet: the ledger's row is another one."""
    here = Agreement.objects.get().organization
    AgreementFactory(organization=here, title="甲", signed_on=None)

    assert verdicts(preview_rows("agreements", AGREEMENTS, agreement(None, "甲"))) == {Verdict.NEW: 1}


def test_items_of_other_lists_are_other_records(office):
    here = Agreement.objects.get().organization
    ListItemFactory(organization=here, resource=True, title="甲", published_on=DAY)

    batch = preview_rows("demands", "名称 类别 归口党组织 发布日期", ["甲", "为民服务", EAST, DAY])

    assert verdicts(batch) == {Verdict.NEW: 1}


def test_number_of_another_list_is_no_record_here(office):
    """Numbers are unique in the office across the lists, also where the file brings one."""
    here = Agreement.objects.get().organization
    ListItemFactory(
        organization=here, resource=True, title="甲", published_on=DAY, number="7号", office=here.office()
    )

    batch = preview_rows(
        "demands", "编号 名称 类别 归口党组织 发布日期", ["7号", "乙", "为民服务", EAST, DAY]
    )

    assert verdicts(batch) == {Verdict.WRONG: 1}
    assert errors(batch)[0][:2] == (2, "编号")


def test_unit_is_found_by_its_code_though_renamed(db):
    UnitFactory(name="旧名", nature="school", uscc=valid_uscc(1))

    commit_rows("units", "单位名称 统一社会信用代码 单位性质", ["新名", valid_uscc(1).lower(), "学校"])

    assert Unit.objects.get().name == "新名"


def test_unit_gets_its_code_by_name(db):
    UnitFactory(name="示例甲", nature="school")

    commit_rows("units", "单位名称 统一社会信用代码 单位性质", ["示例甲", valid_uscc(1), "学校"])

    assert Unit.objects.get().uscc == valid_uscc(1)


def test_unit_that_takes_another_s_name_is_refused(db):
    UnitFactory(name="示例甲", nature="school", uscc=valid_uscc(1))
    UnitFactory(name="示例乙", nature="school")

    batch = preview_rows("units", "单位名称 统一社会信用代码 单位性质", ["示例乙", valid_uscc(1), "学校"])

    assert errors(batch) == [(2, "统一社会信用代码", "与已有的另一条记录重复，请核对。")]


def test_two_units_that_swap_their_names_are_refused(db):
    UnitFactory(name="示例甲", nature="school", uscc=valid_uscc(1))
    UnitFactory(name="示例乙", nature="school", uscc=valid_uscc(2))
    rows = [["示例乙", valid_uscc(1), "学校"], ["示例甲", valid_uscc(2), "学校"]]

    batch = preview_rows("units", "单位名称 统一社会信用代码 单位性质", *rows)

    assert verdicts(batch) == {Verdict.WRONG: 2}


def test_code_of_another_unit_is_refused(db):
    UnitFactory(name="示例甲", nature="school", uscc=valid_uscc(1))
    UnitFactory(name="示例乙", nature="school", uscc=valid_uscc(2))

    batch = preview_rows("units", "单位名称 统一社会信用代码 单位性质", ["示例乙", valid_uscc(1), "学校"])

    assert verdicts(batch) == {Verdict.WRONG: 1}


def test_file_of_a_few_columns_changes_only_those(db):
    UnitFactory(name="示例甲", nature="school", uscc=valid_uscc(1), contact_name="王示例", note="备注")

    batch = commit_rows("units", "单位名称 单位性质 地址", ["示例甲", "学校", "示例路1号"])

    unit = Unit.objects.get()
    assert batch.changed_count == 1
    assert (unit.address, unit.contact_name, unit.note, unit.uscc) == (
        "示例路1号",
        "王示例",
        "备注",
        valid_uscc(1),
    )


def test_units_whose_names_differ_by_brackets_are_one(db):
    UnitFactory(name="示例（甲）公司", nature="school")

    batch = preview_rows("units", "单位名称 单位性质", ["示例(甲)公司", "学校"])

    assert verdicts(batch) != {Verdict.NEW: 1}


UNITS = "单位名称 单位性质 备注"


@pytest.mark.parametrize(
    ("there", "written"),
    [
        ("阳光花园12号楼业主委员会", "阳光花园1-2号楼业主委员会"),
        ("阳光花园1-2号楼业主委员会", "阳光花园12号楼业主委员会"),
        ("第3.5中学", "第35中学"),
        ("第35中学", "第3.5中学"),
        ("示例消费者协会党委", "示例消费者协会委员会"),
        ("示例消费者协会委员会", "示例消费者协会党委"),
        ("示例1、2号店", "示例12号店"),
        ("示例_1店", "示例1店"),
        ("中共示例公司", "示例公司"),
    ],
)
def test_units_whose_names_mean_something_else_are_two(db, there, written):
    UnitFactory(name=there, nature="school", note="原")

    batch = commit_rows("units", UNITS, [written, "学校", "新"])

    assert batch.remarks["notices"] == []
    assert dict(Unit.objects.values_list("name", "note")) == {there: "原", written: "新"}


def test_name_in_another_spelling_is_told(db):
    """The preview shows the name that the system has: the file's own must stand somewhere too."""
    UnitFactory(name="示例（甲）公司", nature="school")

    batch = preview_rows("units", UNITS, ["示例[甲]公司", "学校", "新"], ["示例乙", "学校", None])

    assert verdicts(batch) == {Verdict.CHANGED: 1, Verdict.NEW: 1}
    assert batch.remarks["notices"] == ["“示例[甲]公司”按系统里的“示例（甲）公司”处理。"]


def test_titles_that_no_cell_may_hold_stop_nobody_s_file(office):
    """A form takes “#N/A” for a title, a cell does not: the others' files go in all the same."""
    here = Organization.objects.get(name=EAST)
    ProblemFactory(organization=here, title="#N/A")
    ActivityFactory(organization=here, title="#REF!")
    ListItemFactory(demand=True, organization=here, title="#VALUE!")
    UnitFactory(name="#N/A", contact_phone="#N/A")
    CouncilSeatFactory(council=Council.objects.get(), person=True, person_role="#N/A")

    for key in ("problems", "activities", "demands", "units", "seats"):
        batch = take_in(LEDGERS[key], good(key).xlsx())
        assert (key, batch.new_count) == (key, 6)


def test_cell_that_no_sheet_may_hold_is_mended_by_a_file(db):
    UnitFactory(name="示例甲", nature="school", contact_name="#N/A", contact_phone="#N/A")

    commit_rows("units", "单位名称 单位性质 联系人 联系电话", ["示例甲", "学校", "王示例", "0532-88880001"])

    assert Unit.objects.values_list("contact_name", "contact_phone").get() == ("王示例", "0532-88880001")
