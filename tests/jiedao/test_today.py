"""今日待办: what waits, for whom, under which words, and with which verb."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiedao.today.board import board
from jiedao.today.places import places
from lib.days import today
from orgs import todo
from orgs.enums import ReviewState, Role
from tests.jiedao.waiting_rows import MAKERS, ago, ahead, offered, partly_signed
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.loop_factories import (
    ClaimFactory,
    MilestoneFactory,
    ProblemReportFactory,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 47


ONLY_REVIEWERS = {"activities-postponed", "problems-solved", "resolutions-done"}
# Wait for one account or organisation: tests/jiedao/test_today_visits.py, tests/events/test_duties.py.
FOR_ONE = {"postings-own", "duties-behind"}


def clerk(*organizations, role=Role.REVIEW):
    return UserFactory(organizations=organizations, organizations__role=role)


def waiting(user):
    """{kind: keys of the rows shown}."""
    tasks = [task for group in board(user) for task in group.tasks]
    return {task.kind.key: [line.row.pk for line in task.lines] for task in tasks}


@pytest.fixture
def rows(tree):
    """One of each kind in a community, with what else waits because of them."""
    return {key: make(tree.community) for key, make in MAKERS.items()}


def test_makers_are_of_all_kinds():
    """Those of the review have tests of their own (tests/partnerships/test_review_list.py)."""
    assert set(MAKERS) == {key for key, kind in todo.kinds.items() if not kind.is_drafts} - FOR_ONE


def test_each_kind_waits_for_the_clerks_of_its_branch_and_for_nobody_else(tree, rows):
    expected = {key: [row.pk] for key, row in rows.items()}
    assert waiting(clerk(tree.community)) == expected
    assert waiting(clerk(tree.area, tree.cousin)) == expected
    entering = {key: pks for key, pks in expected.items() if key not in ONLY_REVIEWERS}
    assert waiting(clerk(tree.community, role=Role.ENTER)) == entering
    for stranger in (clerk(tree.sister), clerk(tree.stranger), clerk(tree.street, role=Role.VIEW)):
        assert waiting(stranger) == {}


def test_lists_hold_what_the_start_page_counts_and_buttons_lead_to_their_verbs(client, tree, rows):
    user = clerk(tree.community)
    client.force_login(user)
    for task in (task for group in client.get("/admin/").context["groups"] for task in group.tasks):
        shown = client.get(task.url).context["cl"]
        assert [row.pk for row in shown.result_list] == [rows[task.kind.key].pk]
        [line] = task.lines
        assert client.get(line.url).status_code == 200
        page = client.get(line.button_url)
        assert page.status_code == 200, task.kind.key
        if task.kind.verb is not None:
            assert (page.context["act"].move, line.button) == (task.kind.verb, task.kind.verb.word)
            assert page.context["return_address"] == "/admin/"


def test_list_of_what_waits_is_held_to_what_the_user_may_do(client, tree, rows):
    client.force_login(clerk(tree.street, role=Role.VIEW))
    url = "/admin/partnerships/problem/?todo="
    assert client.get(f"{url}problems-late").context["cl"].result_count == 0
    everybodys = client.get(f"{url}all-problems-late").context["cl"]
    assert [row.pk for row in everybodys.result_list] == [rows["problems-late"].pk]
    client.force_login(clerk(tree.sister))
    assert client.get(f"{url}all-problems-late").context["cl"].result_count == 0


@pytest.mark.parametrize("asked", ["claims-late", "nonsense", "all-"])
def test_list_asked_for_what_it_does_not_hold_is_empty(client, tree, rows, asked):
    client.force_login(clerk(tree.community))
    assert client.get(f"/admin/partnerships/problem/?todo={asked}").context["cl"].result_count == 0


# What does not wait


def _claimed_demand(organization):
    demand = ListItemFactory(organization=organization, demand=True, claim_by=ago(1))
    ClaimFactory(organization=organization, item=demand, claimed_on=ago(1))


def _late_but_rated(organization):
    ClaimFactory(organization=organization, rated=True, due_on=date(2019, 6, 1))


def _withdrawn_demand(organization):
    ListItemFactory(organization=organization, demand=True, claim_by=ago(1), withdrawn=True)


@pytest.mark.parametrize(
    "make",
    [
        _claimed_demand,
        _late_but_rated,
        _withdrawn_demand,
        lambda o: ClaimFactory(organization=o, claimed_on=ago(7)),
        lambda o: ClaimFactory(organization=o, claimed_on=ago(1), due_on=ahead(8)),
        lambda o: ListItemFactory(organization=o, demand=True, claim_by=ahead(8)),
        lambda o: ListItemFactory(organization=o, resource=True, confirmed_on=ago(90)),
        lambda o: ProblemFactory(organization=o, raised_on=ago(9), due_on=today()),
        lambda o: AgreementFactory(organization=o, signed_on=ago(90), ends_on=ahead(61)),
        lambda o: MilestoneFactory(project=ProjectFactory(organization=o), due_on=today()),
        lambda o: ProjectFactory(organization=o, decided_on=None),
    ],
)
def test_nothing_waits(tree, make):
    make(tree.community)
    assert waiting(clerk(tree.community)) == {}


def test_bids_wait_once_no_more_come_in(tree):
    project = offered(tree.community)
    for until, waits in ((today(), False), (ago(1), True)):
        type(project).objects.filter(pk=project.pk).update(offered_until=until)
        assert ("projects-bids" in waiting(clerk(tree.community))) is waits


def test_problem_does_not_wait_to_be_verified_by_who_solved_it(tree):
    solver, colleague = clerk(tree.community), clerk(tree.community)
    problem = ProblemFactory(organization=tree.community, solved=True, solved_by=solver)
    assert waiting(solver) == {}
    assert waiting(colleague) == {"problems-solved": [problem.pk]}


def test_agreement_whose_renewal_is_prepared_waits_as_that(tree):
    old = AgreementFactory(organization=tree.community, expiring=True)
    new = AgreementFactory(organization=tree.community, draft=True, renews=old)
    assert waiting(clerk(tree.community)) == {"agreements-unsigned": [new.pk]}


@pytest.mark.parametrize(
    ("review", "for_reviewer", "for_who_enters"),
    [
        (ReviewState.DRAFT, "problem-draft", "problem-draft"),
        (ReviewState.RETURNED, "problem-returned", "problem-returned"),
        (ReviewState.SUBMITTED, "problem-submitted", "problems-late"),
        (ReviewState.PUBLISHED, "problems-late", "problems-late"),
    ],
)
def test_record_in_review_waits_once(tree, review, for_reviewer, for_who_enters):
    """A late problem: under the step that comes first for each."""
    make = MAKERS["problems-late"]
    problem = make(tree.community)
    type(problem).objects.update(review=review)
    assert waiting(clerk(tree.community)) == {for_reviewer: [problem.pk]}
    assert waiting(clerk(tree.community, role=Role.ENTER)) == {for_who_enters: [problem.pk]}


# Order and words


def test_what_is_late_comes_first_and_the_latest_of_that(tree):
    for days in (2, 30, 5):
        ProblemFactory(organization=tree.community, raised_on=ago(60), due_on=ago(days))
    AgreementFactory(organization=tree.community, draft=True)
    first, last = board(clerk(tree.community))
    assert [group.heading for group in (first, last)] == ["已经逾期", "需要跟进"]
    assert [line.row.due_on for line in first.tasks[0].lines] == [ago(30), ago(5), ago(2)]
    assert first.tasks[0].lines[0].words.endswith("已过30天")
    assert first.tasks[0].title == "逾期没有解决的问题（3条）"


def test_agreement_names_who_has_not_signed(tree):
    agreement = partly_signed(tree.community)
    [group] = board(clerk(tree.community))
    unit = agreement.parties.get(organization=None).unit
    assert group.tasks[0].lines[0].words == f"还没有签：{unit.name}"


def test_first_rows_are_shown_and_all_are_counted(client, tree):
    for _ in range(8):
        ProblemReportFactory(organization=tree.community)
    client.force_login(clerk(tree.community))
    page = client.get("/admin/")
    [task] = page.context["groups"][0].tasks
    assert (task.number, len(task.lines), task.has_more) == (8, 4, True)
    assert "查看全部8条" in page.content.decode()


def test_empty_office_has_nothing_to_do(client, db):
    client.force_login(UserFactory(superuser=True))
    page = client.get("/admin/")
    assert (page.context["groups"], page.context["places"]) == ([], None)
    assert "现在没有待办的事" in page.content.decode()


def test_queries_are_as_many_for_ten_rows_of_each_kind_as_for_one(client, tree, rows):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    client.force_login(clerk(tree.street))
    client.get("/admin/")
    few = queries()
    for make in MAKERS.values():
        for _ in range(3):
            make(tree.community)
    assert queries() == few <= MOST_QUERIES


# By place


def test_street_sees_what_waits_in_each_place(client, tree, rows):
    MAKERS["problems-late"](tree.sister)
    MAKERS["problems-late"](tree.stranger)
    user = clerk(tree.street)
    table = places(user, tree.street)
    column = [kind.key for kind in table.kinds].index("problems-late")
    numbers = {row.organization: row.cells[column].number for row in table.rows}
    assert numbers == {tree.area: 2, tree.community: 1, tree.sister: 1}
    assert [row.organization.label for row in table.rows] == [
        each.label for each in (tree.area, *sorted((tree.community, tree.sister), key=lambda o: o.path))
    ]
    client.force_login(user)
    for row in table.rows:
        for cell in (cell for cell in row.cells if cell.number):
            assert client.get(cell.url).context["cl"].result_count == cell.number, cell.url


def test_table_of_places_is_for_who_has_some_below(client, tree, rows):
    assert places(clerk(tree.street, role=Role.VIEW), tree.street) is not None
    assert places(clerk(tree.community), tree.community) is None
    assert places(clerk(tree.other_street), tree.other_street) is None
    client.force_login(clerk(tree.street))
    assert "各管区、各社区的待办" in client.get("/admin/").content.decode()
