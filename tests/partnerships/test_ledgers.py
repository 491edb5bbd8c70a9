"""The ledgers of agreements, lists, projects and problems."""

from datetime import date
from decimal import Decimal

import pytest

from lib.months import Month
from partnerships.ledgers import AGREEMENTS, DEMANDS, PROBLEMS, PROJECTS, RESOURCES, SERVICES
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.orgs.test_ledgers import rows
from tests.orgs.tree import plant
from tests.partnerships.factories import (
    AgreementFactory,
    ListItemFactory,
    ProblemFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

MAY, JUNE = Month(2019, 5), Month(2019, 6)
LISTS = (RESOURCES, DEMANDS, SERVICES)


@pytest.fixture
def tree(db):
    return plant()


def test_agreement_row_names_its_parties_in_order(tree):
    unit = UnitFactory()
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=UnitFactory())
    agreement = AgreementFactory(
        organization=tree.community, parties=[unit, tree.community, branch], witness=tree.street
    )

    row = rows(AGREEMENTS, MAY)[0]

    assert row["协议编号"] == agreement.number == "GJ-2019-0001"
    assert row["签约方"] == f"{unit.name}、{tree.community.name}、{branch.name}"
    assert row["见证方"] == tree.street.name
    assert row["签约日期"] == row["生效日期"] == date(2019, 5, 14)


def test_later_termination_is_not_in_the_earlier_sheet():
    AgreementFactory(terminated_on=date(2019, 6, 15), termination_reason="单位迁出")

    may, june = rows(AGREEMENTS, MAY)[0], rows(AGREEMENTS, JUNE)[0]

    assert not {"终止日期", "终止原因"} & may.keys()
    assert (june["终止日期"], june["终止原因"]) == (date(2019, 6, 15), "单位迁出")


def test_agreement_without_signature_is_in_no_sheet():
    AgreementFactory(draft=True, ends_on=date(2019, 5, 20))

    assert rows(AGREEMENTS, MAY) == []
    assert list(AGREEMENTS.complete(JUNE.last)) == []


def test_agreement_that_runs_out_is_told_in_that_month():
    agreement = AgreementFactory(signed_on=date(2018, 5, 14), ends_on=date(2019, 5, 13))

    assert len(rows(AGREEMENTS, MAY)) == 1
    assert AGREEMENTS.happened(AGREEMENTS.touched(MAY).get(pk=agreement.pk), MAY) == "到期"


def test_agreement_ended_before_its_end_does_not_run_out():
    AgreementFactory(
        signed_on=date(2018, 5, 14),
        ends_on=date(2019, 5, 13),
        terminated_on=date(2019, 4, 1),
        termination_reason="单位迁出",
    )

    assert rows(AGREEMENTS, MAY) == []


def test_agreement_is_in_the_sheet_of_each_party_and_of_those_above(tree):
    AgreementFactory(organization=tree.other_area, parties=[tree.community, tree.cousin])

    found = {name: len(rows(AGREEMENTS, MAY, node)) for name, node in vars(tree).items()}

    assert found == {
        "district": 1,
        "street": 1,
        "area": 1,
        "other_area": 1,
        "community": 1,
        "sister": 0,
        "cousin": 1,
        "other_street": 0,
        "stranger": 0,
    }


@pytest.mark.parametrize("ledger", LISTS, ids=lambda ledger: ledger.key)
def test_list_holds_items_of_its_kind_only(ledger):
    for kind in ("resource", "demand", "service"):
        ListItemFactory(**{kind: True}, title=kind, published_on=date(2019, 5, 3))

    assert [row["名称"] for row in rows(ledger, MAY)] == [ledger.key.removesuffix("s")]


def test_item_row():
    item = ListItemFactory(
        unit=UnitFactory(),
        quantity=Decimal("2.50"),
        measure="间",
        contact_phone="13800000000",
        published_on=date(2019, 5, 3),
        available_until=date(2019, 12, 31),
    )

    row = rows(RESOURCES, MAY)[0]

    assert row["单位"] == item.unit.name
    assert (row["数量"], row["计量单位"]) == (Decimal("2.50"), "间")
    assert row["联系电话"] == "138****0000"
    assert row["有效期至"] == date(2019, 12, 31)


def test_withdrawn_item_is_told_in_that_month():
    ListItemFactory(withdrawn=True)  # published in April, withdrawn in June

    assert len(rows(RESOURCES, MAY)) == 0
    assert RESOURCES.happened(RESOURCES.touched(JUNE).get(), JUNE) == "撤回"


def test_project_row_tells_who_leads_and_who_takes_part(tree):
    leader, helper = UnitFactory(), UnitFactory()
    ProjectFactory(organization=tree.community, partners=[leader, helper, tree.sister])

    row = rows(PROJECTS, MAY)[0]

    assert row["牵头单位"] == leader.name
    assert row["参与单位"] == f"{helper.name}、{tree.sister.name}"


def test_later_progress_of_a_project_is_not_in_the_earlier_sheet():
    ProjectFactory(finished=True)  # decided in May, begun and finished in June

    may, june = rows(PROJECTS, MAY)[0], rows(PROJECTS, JUNE)[0]

    assert not {"开始日期", "完成日期", "项目成效"} & may.keys()
    assert june["完成日期"] == date(2019, 6, 20)
    assert june["项目成效"] == "受益居民三百余人。"


def test_project_begun_before_it_was_decided_appears_when_decided():
    ProjectFactory(decided_on=date(2019, 6, 5), started_on=date(2019, 5, 20))

    assert rows(PROJECTS, MAY) == []
    assert len(rows(PROJECTS, JUNE)) == 1


def test_agreement_signed_later_is_not_yet_named_with_the_project():
    ProjectFactory(agreement=AgreementFactory(signed_on=date(2019, 6, 3)), started_on=date(2019, 6, 4))

    may, june = rows(PROJECTS, MAY)[0], rows(PROJECTS, JUNE)[0]

    assert "所属协议" not in may
    assert "所属协议" in june


def test_later_solution_is_not_in_the_earlier_sheet():
    unit = UnitFactory()
    ProblemFactory(
        raised_on=date(2019, 5, 6),
        solved_on=date(2019, 6, 4),
        verified_on=date(2019, 6, 9),
        result="已修好",
        units=[unit],
    )

    may, june = rows(PROBLEMS, MAY)[0], rows(PROBLEMS, JUNE)[0]

    assert not {"解决日期", "解决情况"} & may.keys()
    assert may["责任单位"] == unit.name
    assert (june["解决日期"], june["解决情况"]) == (date(2019, 6, 4), "已修好")
    assert PROBLEMS.happened(PROBLEMS.touched(JUNE).get(), JUNE) == "解决、核实"


def test_whole_ledger_tells_all_that_is_known():
    ProblemFactory(solved_on=date(2019, 6, 4), result="已修好")

    assert "已修好" in PROBLEMS.row(PROBLEMS.complete(MAY.last).get())


def _many(ledger, tree, count):
    here = {"organization": tree.community}
    makers = {
        "agreements": lambda: AgreementFactory(**here, witness=tree.street),
        "resources": lambda: ListItemFactory(**here, unit=UnitFactory()),
        "demands": lambda: ListItemFactory(**here, demand=True, unit=UnitFactory()),
        "services": lambda: ListItemFactory(**here, service=True, unit=UnitFactory()),
        "projects": lambda: ProjectFactory(
            **here, partners=[UnitFactory(), tree.sister], agreement=AgreementFactory(**here)
        ),
        "problems": lambda: ProblemFactory(**here, units=[UnitFactory()]),
    }
    for _ in range(count):
        makers[ledger.key]()


@pytest.mark.parametrize(
    ("ledger", "queries"),
    [(AGREEMENTS, 2), (RESOURCES, 1), (DEMANDS, 1), (SERVICES, 1), (PROJECTS, 2), (PROBLEMS, 2)],
    ids=lambda value: getattr(value, "key", None),
)
@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_rows(ledger, queries, count, tree, django_assert_num_queries):
    _many(ledger, tree, count)

    with django_assert_num_queries(queries):
        read = [ledger.row(record) for record in ledger.complete(JUNE.last, tree.community)]

    assert len(read) == count
