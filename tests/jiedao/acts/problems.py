"""Problems, and residents' reports of them."""

from __future__ import annotations

from orgs.enums import Role
from partnerships.models import Problem, ProblemReport
from tests.jiedao.acts.attempt import Attempt, act, page
from tests.partnerships.factories import ProblemFactory
from tests.partnerships.loop_factories import ProblemReportFactory


def _moved(verb, becomes, standing=None, **asked):
    def make(place):
        problem = ProblemFactory(organization=place, **standing or {})
        is_done = Problem.objects.filter(pk=problem.pk, **becomes).exists
        return Attempt(page(problem, "act", verb), is_done, asked)

    return make


_SOLVED, _UNSOLVED = {"solved": True}, {"solved_on": None}
_DONE = {"on": "2019-06-05", "result": "换了灯泡"}

act("交办", Role.ENTER)(_moved("assign", {"due_on": "2999-01-01"}, due_on="2999-01-01"))
act("办结问题", Role.ENTER)(_moved("solve", {"solved_on": "2019-06-05"}, **_DONE))
act("核实", Role.REVIEW)(_moved("verify", {"verified_on": "2019-06-05"}, _SOLVED, on="2019-06-05"))
act("重新办理", Role.REVIEW)(_moved("reopen", _UNSOLVED, _SOLVED, reason="又不亮了"))


def _settled(verb, becomes, **asked):
    def make(place):
        report = ProblemReportFactory(organization=place)
        is_done = ProblemReport.objects.filter(pk=report.pk, status=becomes).exists
        return Attempt(page(report, "act", verb), is_done, asked)

    return make


act("立为问题", Role.ENTER)(_settled("accept", "accepted"))
act("不予受理", Role.ENTER)(_settled("dismiss", "dismissed", reason="请找物业公司。"))


@act("撤销受理", Role.ENTER)
def revoke(place):
    made = {"status": "accepted", "problem": ProblemFactory(organization=place)}
    report = ProblemReportFactory(organization=place, **made)
    is_done = ProblemReport.objects.filter(pk=report.pk, status="pending").exists
    return Attempt(page(report, "act", "revoke"), is_done, {"reason": "点错了"})
