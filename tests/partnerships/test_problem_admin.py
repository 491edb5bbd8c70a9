"""Problems on the staff side: the most pressing first, the solver does not verify, nothing solved is lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lib.days import today
from orgs.admin.acts import act_address
from orgs.enums import Role
from partnerships.enums import ProblemState
from partnerships.models import Problem
from partnerships.workflow import problems
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.two_editors import opened
from tests.partnerships.factories import ProblemFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/problem/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def form_of(problem):
    return reverse("admin:partnerships_problem_change", args=[problem.pk])


def save(client, problem, **typed):
    return client.post(form_of(problem), opened(client, form_of(problem)) | typed)


def titles(client, query=""):
    return [problem.title for problem in client.get(LIST + query).context["cl"].result_list]


def test_list_puts_the_most_pressing_first(client, clerk, tree):
    now = today()
    for title, due, solved in (
        ("已解决", now - timedelta(days=9), date(2019, 5, 30)),
        ("后来解决", None, date(2019, 6, 30)),
        ("没有时限", None, None),
        ("下周到期", now + timedelta(days=7), None),
        ("明天到期", now + timedelta(days=1), None),
        ("昨天到期", now - timedelta(days=1), None),
        ("上月到期", now - timedelta(days=30), None),
    ):
        ProblemFactory(organization=tree.community, title=title, due_on=due, solved_on=solved, result="好了")
    expected = ["上月到期", "昨天到期", "明天到期", "下周到期", "没有时限", "后来解决", "已解决"]
    assert titles(client) == expected
    assert titles(client, "?o=1")[0] == "已解决"


def test_list_takes_the_same_queries_for_any_number_of_rows(client, clerk, tree, django_assert_num_queries):
    def add(number):
        for _ in range(number):
            ProblemFactory(organization=tree.community, owner=tree.cousin, units=[UnitFactory()])

    add(1)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    add(29)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_who_types_the_day_in_has_solved_it(client, clerk, tree):
    problem = ProblemFactory(organization=tree.community)
    save(client, problem, solved_on="2019-06-05", result="换了灯泡")
    problem.refresh_from_db()
    assert (problem.state(), problem.solved_by) == (ProblemState.SOLVED, clerk)
    page = client.post(act_address(problem, problems.VERIFY), {"on": "2019-06-06"}).content.decode()
    assert "这个问题是您办结的，请换一个人核实。" in page


def test_who_solved_it_is_not_asked_to_verify_it(client, clerk, tree):
    own = ProblemFactory(organization=tree.community, solved=True, solved_by=clerk)
    others = ProblemFactory(organization=tree.community, solved=True)
    for problem, offered in ((own, False), (others, True)):
        words = [word for word, _ in client.get(form_of(problem)).context["acts"]]
        assert ("核实" in words) is offered


def test_correcting_the_words_keeps_who_solved_it(client, clerk, tree):
    first = UserFactory(organizations=[tree.community])
    problem = ProblemFactory(organization=tree.community)
    problems.solve(problem, first, on=date(2019, 6, 5), result="换了灯泡")
    save(client, problem, result="换了两只灯泡")
    problem.refresh_from_db()
    assert (problem.result, problem.solved_by) == ("换了两只灯泡", first)


def test_day_of_verification_is_no_field(client, clerk, tree):
    problem = ProblemFactory(organization=tree.community, solved=True)
    assert "还没有核实。请由办结人以外的同事点“核实”。" in client.get(form_of(problem)).content.decode()
    page = save(client, problem, verified_on="2019-06-06").content.decode()
    assert "这张表上不能填的栏目（核实日期）" in page
    problem.refresh_from_db()
    assert problem.verified_on is None


def test_solution_is_not_emptied_in_the_form(client, clerk, tree):
    problem = ProblemFactory(organization=tree.community, solved=True)
    page = save(client, problem, solved_on="").content.decode()
    assert "已经解决的不能清空。要重新办理的，请点“重新办理”" in page
    problem.refresh_from_db()
    assert problem.solved_on == date(2019, 5, 30)


def test_form_tells_the_solutions_that_did_not_hold(client, clerk, tree):
    problem = ProblemFactory(organization=tree.community)
    assert "以前的解决情况" not in client.get(form_of(problem)).content.decode()
    problems.solve(problem, clerk, on=date(2019, 6, 5), result="换了<灯泡>")
    problems.reopen(problem, clerk, reason="又不亮了")
    page = client.get(form_of(problem)).content.decode()
    assert f"2019年6月5日解决（{clerk}）：换了&lt;灯泡&gt;" in page
    assert f"重新办理（{clerk}）：又不亮了" in page


def test_second_solution_typed_in_is_not_dated_before_it_came_back(client, clerk, tree):
    problem = ProblemFactory(organization=tree.community)
    problems.solve(problem, clerk, on=date(2019, 6, 5), result="换了灯泡")
    problems.reopen(problem, clerk, reason="又不亮了")
    page = save(client, problem, solved_on="2019-06-20", result="再换").content.decode()
    assert "解决日期不能早于重新办理的日期" in page
    assert Problem.objects.get().solved_on is None


def test_page_of_assigning_begins_with_what_stands_there(client, clerk, tree):
    unit = UnitFactory(name="图书馆")
    problem = ProblemFactory(
        organization=tree.community, owner=tree.cousin, units=[unit], due_on=date(2019, 7, 1)
    )
    page = client.get(act_address(problem, problems.ASSIGN))
    assert page.context["form"].initial == {
        "owner": tree.cousin.pk,
        "units": [unit.pk],
        "due_on": date(2019, 7, 1),
    }
    assert all(words in page.content.decode() for words in ("图书馆", str(tree.cousin)))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "责任党组织、责任单位、办理时限，请至少填一项。"),
        ({"due_on": "2019-04-01"}, "办理时限不能早于提出日期。"),
        ({"units": "99999"}, "没有这个责任单位，或不在您的管理范围内，请重新选择。"),
        ({"owner": "99999"}, "没有这个责任党组织，或不在您的管理范围内，请重新选择。"),
    ],
)
def test_assigning_says_what_is_wrong(client, clerk, tree, typed, message):
    problem = ProblemFactory(organization=tree.community, raised_on=date(2019, 4, 10))
    assert message in client.post(act_address(problem, problems.ASSIGN), typed).content.decode()


def test_assigned_from_its_page(client, clerk, tree):
    problem, unit = ProblemFactory(organization=tree.community), UnitFactory()
    asked = {"owner": tree.cousin.pk, "units": [unit.pk], "due_on": "2999-01-01"}
    assert client.post(act_address(problem, problems.ASSIGN), asked).url == form_of(problem)
    problem.refresh_from_db()
    assert (problem.owner, list(problem.units.all())) == (tree.cousin, [unit])


def test_owner_s_clerk_opens_and_solves_it_and_changes_nothing_else(client, tree):
    problem = ProblemFactory(organization=tree.community, owner=tree.cousin, title="路灯不亮")
    client.force_login(UserFactory(organizations=[tree.cousin], organizations__role=Role.ENTER))
    assert titles(client) == ["路灯不亮"]
    page = client.get(form_of(problem))
    assert [words for words, _ in page.context["acts"]] == ["办结"]
    assert client.post(form_of(problem), {"title": "改名"}).status_code == 403
    done = {"on": "2019-06-05", "result": "换了灯泡"}
    assert client.post(act_address(problem, problems.SOLVE), done).url == form_of(problem)
    problem.refresh_from_db()
    assert (problem.title, problem.state()) == ("路灯不亮", ProblemState.SOLVED)
