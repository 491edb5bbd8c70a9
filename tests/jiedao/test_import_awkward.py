"""Names and texts made to break it go out and come in again: nothing changes, every row finds its record."""

from datetime import date, datetime

import pytest
from django.db import transaction

from jiedao.ledgers import LEDGERS
from orgs.enums import SeatTitle, Verdict
from orgs.intake import workflow
from orgs.ledgers import workbook
from orgs.models import Organization, Unit
from partnerships.models import Agreement
from tests.events.factories import ActivityFactory, local
from tests.harness.spreadsheets import xlsx_bytes
from tests.jiedao.ledger_files import changes, errors, exported, grid_in, receive, stored, take_in, verdicts
from tests.orgs.factories import (
    CategoryFactory,
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
)
from tests.orgs.tree import Tree, plant
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = [pytest.mark.usefixtures("awkward"), pytest.mark.sampled]

EVERY = pytest.mark.parametrize("key", LEDGERS)
TEXTS = (
    "=1+1",
    "+86 532 8888",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "0053",
    "第一行\n\n  第二行",
    "长" * 3000,
    "1e5",
    "2019-05-14",
)


@pytest.fixture(scope="module")
def _office(django_db_setup, django_db_blocker):
    """Made once; each test's own transaction is nested in this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_awkward(plant())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def awkward(_office, db):
    pass


@EVERY
@pytest.mark.parametrize("paper", [3_000, 0], ids=["paper", "plain"])
def test_export_changes_nothing(key, paper, monkeypatch):
    monkeypatch.setattr(workbook, "PAPER", paper)

    batch = receive(LEDGERS[key], exported(LEDGERS[key]))

    assert errors(batch) == []
    assert changes(batch) == []
    assert set(verdicts(batch)) == {Verdict.SAME}


@EVERY
def test_spaces_typed_in_a_form_are_no_change(key):
    spaced = "第 三 党支部"
    community = Organization.objects.communities().first()
    for name in ("示例 有空格 的单位", "有空格 的单位"):
        unit = UnitFactory(name=name, address=spaced, note=spaced)
        seat = CouncilSeatFactory(
            council=CouncilFactory(organization=community), person=True, person_role=spaced
        )
        OrganizationFactory(branch=True, name=name, parent=community, unit=unit)
        AgreementFactory(organization=community, title=spaced + name, parties=[community, unit])
        for kind in ("resource", "demand", "service"):
            ListItemFactory(**{kind: True}, organization=community, title=spaced + name, unit=unit)
        ProjectFactory(organization=community, title=spaced + name, partners=[unit])
        ProblemFactory(organization=community, title=spaced + name, units=[unit])
        ActivityFactory(organization=community, title=spaced + name, units=[unit], series=spaced)
        CouncilSeatFactory(council=seat.council, unit=unit)

    batch = receive(LEDGERS[key], exported(LEDGERS[key]))

    assert errors(batch) == []
    assert changes(batch) == []


@EVERY
def test_rows_find_their_records_and_bring_the_texts_back(key):
    ledger = LEDGERS[key]
    file, before = exported(ledger), stored(ledger)
    assert ledger.columns[-1].header == "备注"  # alone is written; a tab in front goes there
    ledger.model._default_manager.update(note="改动")

    batch = receive(ledger, file)

    assert errors(batch) == []
    assert verdicts(batch) == {Verdict.CHANGED: len(before)}
    workflow.commit(batch, ledger, None)
    assert stored(ledger) == [(*row[:-1], row[-1] and row[-1].lstrip("\t")) for row in before]


def again(key, organization=None):
    """What is exported goes in once more: the batch, which finds nothing to do."""
    batch = receive(LEDGERS[key], exported(LEDGERS[key], organization))

    assert errors(batch) == []
    assert changes(batch) == []
    assert set(verdicts(batch)) == {Verdict.SAME}
    return batch


def with_note(key):
    """The exported file brings every 备注 back, and nothing else: what the records hold besides stays."""
    ledger = LEDGERS[key]
    file = exported(ledger)
    ledger.model._default_manager.update(note="改动")
    return take_in(ledger, file)


def community():
    return Organization.objects.communities().first()


@pytest.mark.parametrize("is_public", [True, False])
def test_unit_called_like_an_organisation_s_short_name_stays_a_unit(is_public):
    here, unit = community(), UnitFactory(name="示例二中", is_public=is_public)
    committee = OrganizationFactory(
        committee=True, name="示例二中党委", short_name="示例二中", parent=here, unit=unit
    )
    for number, members in enumerate(([here, unit], [committee, unit], [unit, committee], [here, committee])):
        AgreementFactory(organization=here, title=f"二中协议{number}", parties=members)
        ProjectFactory(organization=here, title=f"二中项目{number}", partners=members)
    for both in ({"units": [unit]}, {"partner_organizations": [committee]}):
        ActivityFactory(organization=here, title=f"二中活动{len(both)}{[*both]}", **both)
    ActivityFactory(organization=here, title="二中", units=[unit], partner_organizations=[committee])
    ListItemFactory(demand=True, organization=here, unit=unit)

    for key in ("agreements", "projects", "activities", "demands"):
        again(key)


def test_short_name_still_leads_to_the_organisation():
    here = community()
    committee = OrganizationFactory(committee=True, name="示例三中党委", short_name="示例三中", parent=here)
    header = ["协议名称", "归口党组织", "签约方", "签约日期"]

    grid_in(
        LEDGERS["agreements"], [header, ["三中协议", here.name, f"{here.name}、示例三中", date(2019, 5, 14)]]
    )

    assert Agreement.objects.get(title="三中协议").parties.last().organization == committee


@pytest.mark.parametrize("second", [0, 1, 29, 30, 31, 45, 59])
def test_seconds_are_no_change_and_stay(second):
    starts, ends = local(2019, 5, 14, 23, 59), local(2019, 5, 15, 8)
    activity = ActivityFactory(
        organization=community(),
        title="有秒的活动",
        starts_at=starts.replace(second=second, microsecond=second * 1000),
        ends_at=ends.replace(second=second),
    )
    before = (activity.starts_at, activity.ends_at)

    again("activities")
    batch = with_note("activities")

    activity.refresh_from_db()
    assert batch.changed_count == LEDGERS["activities"].model.objects.count()
    assert activity.note == ""
    assert (activity.starts_at, activity.ends_at) == before


@pytest.mark.parametrize("text", ["长" * 40_000, "𠮷" * 20_000, "一行\n" * 11_000 + "完", "\r\n长 " * 9_000])
def test_text_longer_than_a_cell_is_no_change_and_stays(text):
    here = community()
    agreement = AgreementFactory(organization=here, title="长文", content=text, parties=[here, UnitFactory()])
    activity = ActivityFactory(organization=here, title="长文", closed=True, summary=text)

    for key in ("agreements", "activities"):
        again(key)
        with_note(key)

    agreement.refresh_from_db()
    activity.refresh_from_db()
    assert (agreement.note, activity.note) == ("", "")
    assert agreement.content == text
    assert activity.summary == text


@pytest.mark.parametrize("role", ["金家岭小学校长", "金家岭小学党支部书记", "金家岭小学生代表", "金家岭小"])
@pytest.mark.parametrize("title", [SeatTitle.RESIDENT, SeatTitle.DELEGATE, SeatTitle.CONVENER])
def test_seat_of_a_person_named_after_a_unit(role, title):
    UnitFactory(name="金家岭小学", school=True)
    council = CouncilFactory(organization=community(), name="金家岭议事会")
    CouncilSeatFactory(council=council, person=True, person_role=role, title=title)

    again("seats")


@pytest.mark.parametrize("role", ["居民代表大会", "居民 代表大会"])
def test_seat_of_people_called_like_a_unit(role):
    unit, council = UnitFactory(name="居民代表大会"), CouncilFactory(organization=community())
    CouncilSeatFactory(council=council, person=True, person_role=role, title=SeatTitle.RESIDENT)
    CouncilSeatFactory(council=council, unit=unit)

    again("seats")


def test_person_s_seat_named_after_a_unit_comes_in_though_it_is_new():
    UnitFactory(name="金家岭小学", school=True)
    council = CouncilFactory(organization=community(), name="金家岭议事会")
    header = ["议事机构", "归口党组织", "成员单位", "席位", "加入日期"]
    place = council.organization.name

    grid_in(
        LEDGERS["seats"],
        [header, [council.name, place, "金家岭小学校长", "党员群众代表", date(2019, 5, 14)]],
    )

    assert council.seats.get().person_role == "金家岭小学校长"


@pytest.mark.parametrize("twins", [2, 3])
def test_records_alike_are_told_apart_by_their_order(twins):
    """Forms allow them, and no column numbers them."""
    here = community()
    council = CouncilFactory(organization=here, name="双份议事会")
    for number in range(twins):
        ActivityFactory(organization=here, title="双份活动", place=f"地点{number}", note=f"第{number}场")
        CouncilSeatFactory(
            council=council, person=True, person_role="区人大代表", note=f"第{number}位", title="resident"
        )

    for key in ("activities", "seats"):
        again(key)
        again(key, here)


def test_records_alike_are_changed_each_by_its_own_row():
    here = community()
    twins = [
        ActivityFactory(organization=here, title="双份活动", place=f"地点{n}", note=f"第{n}场")
        for n in range(2)
    ]

    with_note("activities")

    for number, twin in enumerate(twins):
        twin.refresh_from_db()
        assert (twin.place, twin.note) == (f"地点{number}", f"第{number}场")


def test_records_alike_but_for_the_seconds_are_told_apart_by_the_ledger_s_order():
    """No cell tells the seconds: the export has the earlier one first, whichever was entered first."""
    for minute, second in ((1, 10), (0, 40)):
        starts = local(2019, 5, 14, 9, minute).replace(second=second)
        ActivityFactory(organization=community(), title="双份活动", starts_at=starts, place=f"地点{second}")

    again("activities")


@pytest.mark.parametrize("state", ["draft", "cancelled", "postponed"])
def test_activity_announced_a_second_time_is_the_one_that_the_ledger_lists(state):
    """The first one was put off, or was a draft: an export does not tell of it."""
    here = community()
    for each in (state, "published", state):
        ActivityFactory(organization=here, title="又办的活动", status=each)

    again("activities")


def test_third_row_for_two_records_alike_is_refused():
    here = community()
    for _ in range(2):
        ActivityFactory(organization=here, title="双份活动", kind="lecture")
    header = ["活动名称", "类别", "主办党组织", "开始时间"]
    row = ["双份活动", "讲堂", here.name, datetime(2019, 5, 14, 14)]

    batch = receive(LEDGERS["activities"], xlsx_bytes([header, row, row, row]))

    assert [line for line, _, _ in errors(batch)] == [3, 4]


def make_awkward(tree: Tree) -> None:
    """Names that hold separators, several of one name, units called like organisations."""
    split = [UnitFactory(name=name) for name in ("张三/李四律师事务所", "甲、乙联合会", "示例（甲）；乙店")]
    part = UnitFactory(name="张三")
    first = [
        OrganizationFactory(branch=True, name="第一党支部", parent=p) for p in (tree.community, tree.sister)
    ]
    deep = [OrganizationFactory(branch=True, name="第一党支部", parent=each) for each in first]
    double = Unit.objects.create(name=tree.cousin.name, nature="other")
    UnitFactory(name="0012号店", uscc=None, community=tree.community, contact_phone="053288990000")
    UnitFactory(name="=cmd|店", community=tree.community)
    Organization.objects.create(name="-7党支部", level="branch", parent=tree.cousin, unit=double)
    units, sides = [*split, part, double], [*split, part, *first, *deep, double, tree.cousin]
    for number, text in enumerate(TEXTS):
        _write(tree, text, number, units, sides)
    same = [AgreementFactory(organization=o, title="结对共建协议", parties=[o, part]) for o in first]
    for number, agreement in enumerate(same):
        project = ProjectFactory(
            organization=first[number], agreement=agreement, title="同名", partners=[part]
        )
        ActivityFactory(organization=first[number], project=project, title="同名活动", note="=2")
    CouncilSeatFactory(council=CouncilFactory(organization=first[0], name="议事会"), unit=double)
    CouncilSeatFactory(council=CouncilFactory(organization=first[1], name="议事会"), unit=split[0], note="+1")


def _write(tree, text, number, units, sides):
    """One record of each kind that holds the text wherever it may."""
    here, short = (tree.community, tree.sister)[number % 2], "".join(text.split())[:40]
    UnitFactory(name=f"单位{number}", note=text, address=short, industry=short, community=here)
    OrganizationFactory(branch=True, name=f"党支部{number}", parent=here, note=text, address=short)
    AgreementFactory(
        organization=here,
        title=short,
        note=text,
        content=text,
        parties=sides[number % 3 :],
        number=f"0{number}",
        office=tree.street,
    )
    for kind in ("resource", "demand", "service"):
        category = CategoryFactory(kind=kind, name=f"类别{number}")
        ListItemFactory(
            **{kind: True}, organization=here, category=category, title=short, description=text, note=text,
            unit=units[number % 3], measure=short[:10], contact_name=short[:20],
        )  # fmt: skip
    ProjectFactory(
        organization=here, title=short, note=text, goal=text, finished=True, partners=sides[number % 5 :]
    )
    ProblemFactory(organization=here, title=short, note=text, solved=True, units=units[number % 3 :])
    ActivityFactory(
        organization=here, title=short, note=text, closed=True, series=short, place=short, summary=text,
        units=units, partner_organizations=[each for each in sides if isinstance(each, Organization)],
    )  # fmt: skip
    council = CouncilFactory(organization=here, name=f"议事会{number}")
    CouncilSeatFactory(council=council, unit=units[number % 5], note=text)
    CouncilSeatFactory(council=council, person=True, person_role=short)
