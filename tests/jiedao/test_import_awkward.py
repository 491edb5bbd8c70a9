"""Names and texts made to break it go out and come in again: nothing changes, every row finds its record."""

import pytest
from django.db import transaction

from jiedao.ledgers import LEDGERS
from orgs.enums import Verdict
from orgs.intake import workflow
from orgs.ledgers import workbook
from orgs.models import Organization, Unit
from tests.events.factories import ActivityFactory
from tests.jiedao.ledger_files import changes, errors, exported, receive, stored, verdicts
from tests.orgs.factories import (
    CategoryFactory,
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
)
from tests.orgs.tree import Tree, plant
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.usefixtures("awkward")

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
    ledger.model._default_manager.update(note="改动")

    batch = receive(ledger, file)

    assert errors(batch) == []
    assert verdicts(batch) == {Verdict.CHANGED: len(before)}
    workflow.commit(batch, ledger, None)
    assert stored(ledger) == [_cleaned(row) for row in before]


def _cleaned(row):
    """A tab in front of a text goes where its row is written."""
    return tuple(cell.lstrip("\t") if isinstance(cell, str) else cell for cell in row)


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
