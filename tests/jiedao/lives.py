"""An office day by day, for tests of what verbs do to figures."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from events.models import Activity, Resolution, ServiceRecord, VisitNeed
from events.workflow import activities, resolutions, service, visits
from jiedao.figures import FIGURES
from orgs.figures import numbers
from orgs.moves import Refused
from partnerships.models import Agreement, Bid, Claim, ListItem, Problem, Project
from partnerships.workflow import agreements, bids, claims, items, problems, projects
from tests.events.factories import ActivityFactory
from tests.events.people_factories import ResolutionFactory, VisitNeedFactory, VolunteerFactory
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory

BEGINNING = date(2021, 3, 1)
WHY = "情况有变。"
ANY = 5


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
        rows = fitting if which < ANY and fitting else rows
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


class LifeOfActivities(Life):
    """What is said of an activity holds from its day on, whenever it is said."""

    def __init__(self, tree):
        super().__init__(tree)
        self.volunteer = VolunteerFactory(organization=tree.community)

    def begin(self):
        for _ in range(3):
            self.hold(0, self.day)
        self.record(0, self.day)
        self.visit(0, self.day)

    @staticmethod
    def _day(activity):
        return timezone.localtime(activity.starts_at).date()

    def _told(self, verb, move, which, **asked):
        activity = self._of(Activity, which, move)
        verb(activity, self.one, **asked)
        return self._day(activity)

    def hold(self, which, on):
        activity = ActivityFactory(starts_at=_at(on), **self.filed)
        ResolutionFactory(meeting=activity)
        return on

    def close(self, which, on):
        asked = {"attendance": 30, "volunteer_hours": which, "hours": {self.volunteer: Decimal(2)}}
        return self._told(activities.close, activities.CLOSE, which, **asked)

    def postpone(self, which, on):
        return self._told(activities.postpone, activities.POSTPONE, which, reason=WHY)

    def call_off(self, which, on):
        return self._told(activities.cancel, activities.CANCEL, which, reason=WHY)

    def revive(self, which, on):
        return self._told(activities.revive, activities.REVIVE, which, reason=WHY)

    def reschedule(self, which, on):
        activity = self._of(Activity, which, activities.RESCHEDULE)
        before = self._day(activity)
        activities.reschedule(activity, self.one, starts_at=_at(on))
        return min(before, on)

    def record(self, which, on):
        activity = self._of(Activity, which, service.RECORD)
        service.record_hours(activity, {self.volunteer: Decimal(2)}, self.one)
        return self._day(activity)

    def withdraw_hours(self, which, on):
        record = self._of(ServiceRecord, which, service.WITHDRAW)
        service.withdraw(record, self.one, reason=WHY)
        return record.served_on

    def resolution_done(self, which, on):
        resolutions.finish(
            self._of(Resolution, which, resolutions.FINISH), self.one, on=on, result="办好了。"
        )

    def resolution_to_project(self, which, on):
        resolution = self._of(Resolution, which, resolutions.TO_PROJECT)
        resolutions.to_project(resolution, self.one, title="修灯", category=self.kind, decided_on=on)
        return on

    def resolution_to_problem(self, which, on):
        resolution = self._of(Resolution, which, resolutions.TO_PROBLEM)
        resolutions.to_problem(resolution, self.one, title="灯不亮")

    def visit(self, which, on):
        VisitNeedFactory(visit__visited_on=on, visit__organization=self.tree.community)

    def need_to_demand(self, which, on):
        need = self._of(VisitNeed, which)
        category = CategoryFactory(kind="demand")
        visits.to_demand(
            need.visit, self.one, need=need, title="陪诊", category=category, beneficiary="office"
        )

    def need_to_problem(self, which, on):
        need = self._of(VisitNeed, which)
        visits.to_problem(need.visit, self.one, need=need, title="通道堆物")


def _at(day):
    return timezone.make_aware(datetime.combine(day, time(9)))
