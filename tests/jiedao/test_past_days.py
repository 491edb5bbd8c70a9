"""Whatever is done to records, figures of the days before the day of the act stay as they were told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jiedao.figures import FIGURES
from orgs.course import timeline
from orgs.figures import numbers
from orgs.moves import Refused
from partnerships.models import Agreement, Bid, Claim, ListItem, Problem, Project
from partnerships.workflow import agreements, bids, claims, items, problems, projects
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory

pytestmark = pytest.mark.django_db
BEGINNING = date(2021, 3, 1)
WHY = "情况有变。"
_ANY = 5


class Life:
    """An office day by day: verbs are tried on whatever record comes up, most of them in vain.

    Each verb returns the first day that it may change: `on`, or today.
    """

    def __init__(self, tree):
        self.tree, self.day = tree, BEGINNING
        self.one, self.other = (UserFactory(organizations=[tree.street]) for _ in range(2))
        self.unit = UnitFactory()
        self.kind = CategoryFactory(kind="project")
        self.filed = {"organization": tree.community}
        for kind in ("demand", "service", "resource"):
            ListItemFactory(**{kind: True}, published_on=BEGINNING, places=2, **self.filed)
        ListItemFactory(demand=True, published_on=BEGINNING, beneficiary="residents", **self.filed)
        AgreementFactory(draft=True, parties=[tree.community, self.unit], **self.filed)
        ProblemFactory(raised_on=BEGINNING, **self.filed)

    def begin(self):
        """Something of each kind is counted from the first day on, for what comes later to take back."""
        AgreementFactory(signed_on=self.day, **self.filed)
        for _ in range(2):
            demand = ListItemFactory(demand=True, published_on=self.day, **self.filed)
            due = self.day + timedelta(days=1)
            claim = claims.assign(demand, [self.unit], self.one, due_on=due)
            problem = ProblemFactory(raised_on=self.day, **self.filed)
            problems.solve(problem, self.one, on=self.day, result="解决了。")
        claims.finish(claim, self.one, on=self.day, result="办好了。")
        self.found_from_claim(0, self.day)

    def take(self, verb, which, on):
        """The first day that may now count otherwise; tomorrow where nothing was done."""
        try:
            with transaction.atomic():
                return getattr(self, verb)(which, on) or self.day
        except (Refused, PermissionDenied):
            return self.day + timedelta(days=1)

    def figures(self, at):
        return numbers(FIGURES, self.tree.street, at)

    @staticmethod
    def _of(model, which, move=None):
        """Mostly one where the verb begins."""
        rows = list(model.objects.order_by("pk"))
        fitting = [row for row in rows if move and move.begins_at(row.state())]
        rows = fitting if which < _ANY and fitting else rows
        if not rows:
            raise Refused("还没有")
        return rows[which % len(rows)]

    # Lists

    def list_item(self, which, on):
        ListItemFactory(demand=True, published_on=self.day, **self.filed)

    def withdraw(self, which, on):
        items.withdraw(self._of(ListItem, which, items.WITHDRAW), self.one, on=on, reason=WHY)
        return on

    def relist(self, which, on):
        items.relist(self._of(ListItem, which, items.RELIST), self.one)

    # Claims

    def assign(self, which, on):
        due = self.day + timedelta(days=1)
        claims.assign(self._of(ListItem, which), [UnitFactory()], self.one, due_on=due)

    def apply(self, which, on):
        claims.apply(
            self._of(ListItem, which),
            unit_name=f"示例{which}",
            contact_name="",
            contact_phone="",
            offer="",
            consent=None,
        )

    def order(self, which, on):
        claims.order(self._of(ListItem, which), self.tree.sister, self.one)

    def confirm(self, which, on):
        claims.confirm(self._of(Claim, which, claims.CONFIRM), self.one, parties=[UnitFactory()])

    def decline(self, which, on):
        claims.decline(self._of(Claim, which, claims.DECLINE), self.one, reason=WHY)

    def start_claim(self, which, on):
        claims.start(self._of(Claim, which, claims.START), self.one)

    def finish_claim(self, which, on):
        claims.finish(self._of(Claim, which, claims.FINISH), self.one, on=on, result="办好了。")
        return on

    def rate(self, which, on):
        claims.rate(self._of(Claim, which, claims.RATE), self.one, rating=5)

    def give_back(self, which, on):
        claims.give_back(self._of(Claim, which, claims.RETURN), self.one, reason=WHY)

    def expire(self, which, on):
        claims.expire(self._of(Claim, which, claims.EXPIRE), self.one, reason=WHY)

    # Projects

    def found(self, which, on):
        demand = self._of(ListItem, which)
        projects.make("修灯", self.kind, self.tree.community, self.one, demands=[demand])

    def found_from_claim(self, which, on):
        claim = self._of(Claim, which, projects.FOUND)
        projects.make("修路", self.kind, claim.organization, self.one, claims=[claim], decided_on=on)
        return on

    def decide(self, which, on):
        projects.decide(self._of(Project, which, projects.DECIDE), self.one, on=on)
        return on

    def offer(self, which, on):
        bids.offer(self._of(Project, which, bids.OFFER), self.one, goal="修好。", on=on)

    def bid(self, which, on):
        Bid.objects.create(
            project=self._of(Project, which, bids.CHOOSE), unit_name=self.unit.name, plan="方案"
        )

    def choose(self, which, on):
        bid = self._of(Bid, which)
        bids.choose(bid.project, self.one, bid=bid, on=on, reason=WHY)
        return on

    def start_project(self, which, on):
        projects.start(self._of(Project, which, projects.START), self.one, on=on)

    def finish_project(self, which, on):
        projects.finish(self._of(Project, which, projects.FINISH), self.one, on=on, result="修好了。")

    def cancel(self, which, on):
        projects.cancel(self._of(Project, which, projects.CANCEL), self.one, on=on, reason=WHY)
        return on

    # Problems

    def raise_problem(self, which, on):
        ProblemFactory(raised_on=on, **self.filed)

    def solve(self, which, on):
        problems.solve(self._of(Problem, which, problems.SOLVE), self.one, on=on, result="解决了。")
        return on

    def verify(self, which, on):
        problems.verify(self._of(Problem, which, problems.VERIFY), self.other, on=on)

    def reopen(self, which, on):
        problems.reopen(self._of(Problem, which, problems.REOPEN), self.one, reason=WHY)

    # Agreements

    def sign(self, which, on):
        agreement = self._of(Agreement, which, agreements.SIGN)
        party = agreement.parties.order_by("signed_on", "pk")[which % 2]
        agreements.sign(agreement, self.one, party=party, on=on)
        return on

    def renew(self, which, on):
        agreements.renew(self._of(Agreement, which, agreements.RENEW), self.one)

    def terminate(self, which, on):
        agreements.terminate(self._of(Agreement, which, agreements.TERMINATE), self.one, on=on, reason=WHY)
        return on


VERBS = sorted(name for name, verb in vars(Life).items() if callable(verb) and name[0] != "_")
VERBS = [verb for verb in VERBS if verb not in ("begin", "take", "figures")]
# (verb, the record, how many days ago it was, how many days pass before the next)
ACTS = st.tuples(
    st.sampled_from(VERBS), st.integers(0, _ANY), st.sampled_from([0, 0, 1, 3]), st.sampled_from([0, 0, 1, 2])
)


@pytest.fixture
def clock(monkeypatch):
    """Moves the office's day to that of a life."""
    real = timezone.localdate

    def run_on(life):
        monkeypatch.setattr(timezone, "localdate", lambda *of: real(*of) if of else life.day)

    return run_on


# Not shrunk: the verb that is told says enough, and many lives take minutes.
@settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=30, max_size=40))
def test_days_before_an_act_are_counted_as_before(tree, clock, acts):
    with transaction.atomic():
        life = Life(tree)
        clock(life)
        life.begin()
        told = {life.day: life.figures(life.day)}
        life.day += timedelta(days=2)
        for verb, which, ago, passing in acts:
            on = max(BEGINNING, life.day - timedelta(days=ago))
            first = life.take(verb, which, on)
            for day in [day for day in told if day >= first]:
                told[day] = life.figures(day)
            if told and first > life.day - timedelta(days=1):
                yesterday = max(told)
                assert life.figures(yesterday) == told[yesterday], verb
            for _ in range(passing):
                told[life.day] = life.figures(life.day)
                life.day += timedelta(days=1)
        assert {day: life.figures(day) for day in told} == told
        _timeline_agrees(life, list(told))
        transaction.set_rollback(True)


def _timeline_agrees(life, days):
    if not days:
        return
    counted = [figure for figure in FIGURES if figure.turns or figure.dated]
    shown = timeline(counted, life.tree.street, days)
    for number, day in enumerate(days):
        assert {key: row[number] for key, row in shown.items()} == numbers(counted, life.tree.street, day)
