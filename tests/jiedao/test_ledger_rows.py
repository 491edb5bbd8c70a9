"""Every ledger's rows read in bulk are those read one by one, over a mixed office."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Activity
from jiedao.ledgers import LEDGERS
from lib.days import today
from orgs.ledgers.related import Related
from orgs.ledgers.rows import rows
from orgs.names import Names
from partnerships.enums import PartnerRole
from partnerships.models import Agreement, Problem, Project
from tests.events.factories import ActivityFactory
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

LEAD, OTHERS = Related("partners", role=PartnerRole.LEAD), Related("partners", role=PartnerRole.TAKES_PART)


@pytest.fixture
def parties(tree) -> list:
    """Sides in an order that is neither that of their keys nor that of their names."""
    units = [UnitFactory(name=name) for name in ("乙厂", "甲厂", "丙厂")]
    return [units[0], OrganizationFactory(branch=True, unit=units[2], parent=tree.community), units[1]]


@pytest.mark.parametrize("key", LEDGERS)
def test_rows_are_those_of_the_records(key, nodes, parties):
    node = nodes[3]
    agreement = AgreementFactory(organization=node, parties=parties, witness=node)
    project = ProjectFactory(organization=node, partners=parties, agreement=agreement, finished=True)
    ProblemFactory(organization=node, units=[parties[0], parties[2]])
    ActivityFactory(
        organization=node,
        closed=True,
        upcoming=True,
        project=project,
        units=[parties[0], parties[2]],
        partner_organizations=[parties[1], node],
    )
    ledger = LEDGERS[key]
    records = ledger.complete(today())

    one_by_one = [tuple(ledger.row(record)) for record in records]
    assert len(one_by_one) >= 7
    assert list(rows(ledger, records)) == one_by_one


@pytest.mark.parametrize(
    ("make", "reader", "model"),
    [
        (lambda sides: AgreementFactory(parties=sides), Related("parties"), Agreement),
        (lambda sides: ProjectFactory(partners=sides), LEAD, Project),
        (lambda sides: ProjectFactory(partners=sides), OTHERS, Project),
        (lambda sides: ProblemFactory(units=[sides[0], sides[2]]), Related("units"), Problem),
        (
            lambda sides: ActivityFactory(units=[sides[0], sides[2]], partner_organizations=[sides[1]]),
            Related("units", "partner_organizations"),
            Activity,
        ),
    ],
    ids=["agreement", "lead", "others", "problem", "activity"],
)
def test_names_are_gathered_as_they_are_read(make, reader, model, parties):
    records = [make(parties), make(list(reversed(parties)))]

    gathered = reader.gather(model, [record.pk for record in records], Names())

    assert [gathered[record.pk] for record in records] == [reader(record) for record in records]


def test_sides_stand_in_their_order(parties):
    agreement = AgreementFactory(parties=parties)

    gathered = Related("parties").gather(Agreement, [agreement.pk], Names())

    assert gathered == {agreement.pk: "、".join(party.name for party in parties)}


def test_branch_among_the_parties_is_told_apart(tree):
    branches = [
        OrganizationFactory(branch=True, name="第一党支部", parent=parent)
        for parent in (tree.community, tree.sister)
    ]
    agreement = AgreementFactory(parties=branches)

    gathered = Related("parties").gather(Agreement, [agreement.pk], Names())

    assert gathered[agreement.pk] == "、".join(f"第一党支部（{b.parent.name}）" for b in branches)


def test_unit_called_like_an_organization_says_that_it_is_a_unit(tree):
    unit = UnitFactory(name=tree.community.name)
    agreement = AgreementFactory(parties=[tree.community, unit])
    problem = ProblemFactory(units=[unit])

    assert Related("parties").gather(Agreement, [agreement.pk], Names()) == {
        agreement.pk: f"{unit.name}、{unit.name}（单位）"
    }
    assert Related("units").gather(Problem, [problem.pk], Names()) == {problem.pk: unit.name}


def _queries(ledger) -> int:
    with CaptureQueriesContext(connection) as queries:
        list(rows(ledger, ledger.complete(today())))
    return len(queries)


def test_queries_do_not_grow_with_the_rows(parties):
    readers = {"牵头单位": LEAD, "参与单位": OTHERS}
    ledger = LEDGERS["projects"]
    columns = [replace(column, read=readers.get(column.header, column.read)) for column in ledger.columns]
    ledger = replace(ledger, columns=columns)
    ProjectFactory(partners=parties)
    few = _queries(ledger)
    for _ in range(29):
        ProjectFactory(partners=parties)

    assert _queries(ledger) == few
