"""A row of every kind of what waits, for the tests of the start page."""

from datetime import date, timedelta

from django.utils import timezone

from events.enums import ActivityStatus
from lib.days import today
from partnerships.enums import ClaimState
from partnerships.models.note import SAYS_DONE
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    RedemptionFactory,
    ResolutionFactory,
    RewardFactory,
    SignupFactory,
    VisitNeedFactory,
    VolunteerFactory,
)
from tests.orgs.factories import CouncilFactory, UnitFactory
from tests.orgs.place_factories import PostingFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.loop_factories import (
    BidFactory,
    ClaimFactory,
    MilestoneFactory,
    ProblemReportFactory,
    ProgressNoteFactory,
)


def ahead(days):
    return today() + timedelta(days=days)


def ago(days):
    return ahead(-days)


def partly_signed(organization):
    agreement = AgreementFactory(organization=organization, draft=True, parties=[organization, UnitFactory()])
    agreement.parties.filter(organization=organization).update(signed_on=ago(3))
    return agreement


def offered(organization):
    project = ProjectFactory(organization=organization, decided_on=None, offered_on=date(2019, 5, 1))
    return BidFactory(project=project).project


def pending_order(organization):
    """Of a service that the organisation's branch offers."""
    return ClaimFactory(order=True, pending=True, item__organization=organization, item__fresh=True)


def resolution(organization, **fields):
    """Of a meeting of which nothing else waits."""
    meeting = {"meeting__organization": organization, "meeting__council": None, "meeting__closed": True}
    return ResolutionFactory(**meeting, **fields)


def given_back(organization):
    claim = ClaimFactory(
        organization=organization, status=ClaimState.RETURNED, closed_on=today(), reason="没有时间。"
    )
    return claim.item


# {kind: how a row of it is made}
MAKERS = {
    "problems-late": lambda o: ProblemFactory(organization=o, raised_on=ago(9), due_on=ago(1)),
    "claims-late": lambda o: ClaimFactory(
        organization=o, working=True, claimed_on=ago(9), contacted_on=ago(9), due_on=ago(1)
    ),
    "orders-late": lambda o: ClaimFactory(organization=o, order=True, claimed_on=ago(9), due_on=ago(1)),
    "claims-untouched": lambda o: ClaimFactory(organization=o, claimed_on=ago(8), due_on=ahead(3)),
    "orders-untouched": lambda o: ClaimFactory(organization=o, order=True, claimed_on=ago(8)),
    "milestones-late": lambda o: MilestoneFactory(project=ProjectFactory(organization=o)).project,
    "demands-unclaimed": lambda o: ListItemFactory(organization=o, demand=True, claim_by=ago(1)),
    "problems-solved": lambda o: ProblemFactory(organization=o, solved=True),
    "reports-pending": lambda o: ProblemReportFactory(organization=o),
    "claims-pending": lambda o: ClaimFactory(organization=o, pending=True),
    "orders-pending": pending_order,
    "claims-said-done": lambda o: (
        ProgressNoteFactory(
            claim__organization=o, claim__claimed_on=today(), by_link=True, text=f"修好了。\n{SAYS_DONE}"
        ).claim
    ),
    "claims-done": lambda o: ClaimFactory(organization=o, done=True),
    "orders-done": lambda o: ClaimFactory(organization=o, order=True, done=True),
    "projects-bids": offered,
    "agreements-expiring": lambda o: AgreementFactory(organization=o, expiring=True),
    "demands-closing": lambda o: ListItemFactory(organization=o, demand=True, claim_by=ahead(7)),
    "claims-due": lambda o: ClaimFactory(organization=o, claimed_on=ago(7), due_on=today()),
    "orders-due": lambda o: ClaimFactory(organization=o, order=True, claimed_on=ago(7), due_on=ahead(7)),
    "agreements-partly": partly_signed,
    "agreements-unsigned": lambda o: AgreementFactory(organization=o, draft=True),
    "agreements-silent": lambda o: AgreementFactory(organization=o),
    "demands-returned": given_back,
    "resources-stale": lambda o: ListItemFactory(organization=o, resource=True),
    "services-stale": lambda o: ListItemFactory(organization=o, service=True),
    "projects-quiet": lambda o: ProjectFactory(organization=o, started_on=date(2019, 6, 1)),
    "activities-soon": lambda o: ActivityFactory(
        organization=o, starts_at=timezone.now() + timedelta(minutes=1)
    ),
    "activities-postponed": lambda o: ActivityFactory(organization=o, postponed=True),
    "activities-attendance": lambda o: ActivityFactory(
        organization=o, starts_at=timezone.now() - timedelta(days=1)
    ),
    "volunteers-pending": lambda o: VolunteerFactory(organization=o, pending=True),
    "activities-hours": lambda o: (
        SignupFactory(
            activity=ActivityFactory(organization=o, attendance=5, status=ActivityStatus.CLOSED),
            volunteer=VolunteerFactory(organization=o),
            present=True,
        ).activity
    ),
    "resolutions-late": lambda o: resolution(o, due_on=ago(1)),
    "resolutions-done": lambda o: resolution(o, done_on=ago(1)),
    "councils-unmet": lambda o: CouncilFactory(organization=o),
    "visits-needs": lambda o: VisitNeedFactory(visit__organization=o).visit,
    "postings-unvisited": lambda o: PostingFactory(organization=o),
    "redemptions-reserved": lambda o: RedemptionFactory(reward__organization=o),
    "redemptions-stale": lambda o: RedemptionFactory(reward__organization=o, reserved_on=ago(99)),
    "rewards-out-of-stock": lambda o: RewardFactory(organization=o, stock=0),
    "resources-unpublished": lambda o: ListItemFactory(organization=o, resource=True, draft=True),
    "demands-unpublished": lambda o: ListItemFactory(organization=o, demand=True, draft=True),
    "services-unpublished": lambda o: ListItemFactory(organization=o, service=True, draft=True),
}
