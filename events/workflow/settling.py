"""Points for what is on record and gave none yet (结算): claims and resolutions that were done, activities
that were closed, hours that were recorded before a rule was found or by a program.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.utils import timezone

from events.enums import ActivityStatus, PointEvent, PointLine, PointRuleState
from events.models import Activity, PointEntry, PointRule, Resolution, ServiceRecord, Volunteer
from events.models.points import line_of
from events.workflow import points
from lib.days import beginning, ending
from orgs.access import Action, least_role
from orgs.models import Organization, Unit, User
from partnerships.models import Claim

AT_ONCE = 500  # awards of one request; whoever has more presses the button again


class Due(NamedTuple):
    """What gives points to somebody, if a rule says so."""

    holder: points.Holder
    event: PointEvent
    source: str
    on: date
    reason: str
    times: Decimal | int = 1


class Settled(NamedTuple):
    given: Counter[PointEvent]
    left: int


def settle(organization: Organization, until: date, by: User) -> Settled:
    """Awards what is owed for what was done until that day, the earliest first; some hundreds at a time.
    Done twice it gives nothing twice. What was taken back is not given again.
    """
    if not may_settle(organization, by):
        raise PermissionDenied
    found = owed(organization, until)
    given: Counter[PointEvent] = Counter()
    for due in found[:AT_ONCE]:
        if award_due(due, by):
            given[due.event] += 1
    return Settled(given, max(0, len(found) - AT_ONCE))


def may_settle(organization: Organization, user: User) -> bool:
    branches = Organization.objects.under(user, least_role(PointEntry, Action.ADD))
    return branches.filter(pk=organization.pk).exists()


def owed(organization: Organization, until: date) -> list[Due]:
    """What was done in the branch until that day, gives points by a rule in force then, and gave none yet."""
    found = [due for part in _parts(_dues(organization, until)) for due in _ungiven(part)]
    rules = _Rules()
    return sorted((due for due in found if rules.give(due)), key=lambda due: (due.on, due.source))


def dues_of_activity(activity: Activity) -> Iterator[Due]:
    """Of who held it and who joined in; its own unit joins nothing by holding it."""
    on, source = timezone.localdate(activity.starts_at), f"activity:{activity.pk}"
    holder = activity.organization
    yield Due(holder, PointEvent.ACTIVITY_HELD, source, on, f"主办“{activity}”")
    partners = [each for each in activity.partner_organizations.all() if each.pk != holder.pk]
    partners += [each for each in activity.units.all() if each.pk != holder.unit_id]
    for partner in partners:
        yield Due(partner, PointEvent.ACTIVITY_JOINED, source, on, f"参与“{activity}”")


def award_due(due: Due, by: points.Who | None):
    return points.award(due.holder, due.event, due.source, due.on, by, times=due.times, reason=due.reason)


def award_activity(activity: Activity, by: points.Who | None) -> None:
    """For the verb that closes it. Accounts in one order: two that close never wait for each other."""
    for due in sorted(dues_of_activity(activity), key=lambda due: _key(due.holder)):
        award_due(due, by)


def _dues(organization, until) -> Iterator[Due]:
    """All that may give points since the first rule of its kind was published."""
    firsts = dict(
        PointRule.objects.exclude(published_on=None)
        .order_by()
        .values_list("event")
        .annotate(first=Min("published_on"))
    )
    for events, dues in _KINDS:
        since = min((firsts[event] for event in events if event in firsts), default=None)
        if since is not None:
            yield from dues(organization, since, until)


def _of_activities(organization, since, until):
    span = {"starts_at__gte": beginning(since), "starts_at__lt": ending(until)}
    closed = Activity.objects.within(organization).filter(status=ActivityStatus.CLOSED, **span)
    partners = ("partner_organizations", "units__community")
    for activity in closed.select_related("organization").prefetch_related(*partners).iterator(AT_ONCE):
        yield from dues_of_activity(activity)


def _of_claims(organization, since, until):
    done = Claim.objects.within(organization).completed(until).filter(done_on__gte=since)
    parties = ("parties__organization", "parties__unit__community")
    for claim in done.select_related("item").prefetch_related(*parties).iterator(AT_ONCE):
        holders = {_key(holder): holder for each in claim.parties.all() if (holder := _party(each))}
        for holder in holders.values():
            source, reason = f"claim:{claim.pk}", f"办结“{claim.item}”"
            yield Due(holder, PointEvent.CLAIM_DONE, source, claim.done_on, reason)


def _of_resolutions(organization, since, until):
    done = Resolution.objects.within(organization).done(until).filter(done_on__gte=since)
    for resolution in done.select_related("owner", "owner_unit__community").iterator(AT_ONCE):
        for owner in filter(None, (resolution.owner, resolution.owner_unit)):
            source, reason = f"resolution:{resolution.pk}", f"办结“{resolution}”"
            yield Due(owner, PointEvent.RESOLUTION_DONE, source, resolution.done_on, reason)


def _of_service(organization, since, until):
    served = ServiceRecord.objects.within(organization).counted()
    served = served.filter(served_on__range=(since, until))
    for record in served.select_related("volunteer__organization").iterator(AT_ONCE):
        source = f"service:{record.pk}"
        yield Due(record.volunteer, PointEvent.SERVICE_HOUR, source, record.served_on, "", record.hours)


_KINDS = (
    ((PointEvent.ACTIVITY_HELD, PointEvent.ACTIVITY_JOINED), _of_activities),
    ((PointEvent.CLAIM_DONE,), _of_claims),
    ((PointEvent.RESOLUTION_DONE,), _of_resolutions),
    ((PointEvent.SERVICE_HOUR,), _of_service),
)


def _party(party):
    return party.organization or party.unit


def _key(holder):
    """(kind, key) as accounts name their holders."""
    return ((Organization, Unit, Volunteer).index(type(holder)), holder.pk)


def _parts(dues: Iterator[Due]) -> Iterator[list[Due]]:
    while part := list(islice(dues, AT_ONCE)):
        yield part


def _ungiven(dues: Iterable[Due]) -> Iterator[Due]:
    """One query."""
    given = PointEntry.objects.filter(source__in={due.source for due in dues})
    columns = ("account__holder", "account__unit", "account__volunteer", "source")
    told = set()
    for *keys, source in given.order_by().values_list(*columns):
        kind = next(number for number, key in enumerate(keys) if key is not None)
        told.add(((kind, keys[kind]), source))
    return (due for due in dues if (_key(due.holder), due.source) not in told)


class _Rules:
    """All that were ever published: a year's dues are of more places and days than could be asked for one by
    one. Two queries.
    """

    def __init__(self):
        self._kinds: dict[tuple, list[PointRule]] = defaultdict(list)
        for rule in PointRule.objects.exclude(published_on=None).select_related("organization"):
            self._kinds[rule.line, rule.event].append(rule)

    def give(self, due: Due) -> bool:
        """As `points.award` finds it: by the nearest rule in force that day."""
        line = PointLine.VOLUNTEERS if isinstance(due.holder, Volunteer) else PointLine.UNITS
        here = line_of(self._place(due.holder).path)
        holding = [
            rule
            for rule in self._kinds[line, due.event]
            if rule.state(due.on) == PointRuleState.IN_FORCE and rule.organization.path in here
        ]
        nearest = max(
            holding, key=lambda rule: (rule.organization.path, rule.published_on, rule.pk), default=None
        )
        return nearest is not None and points.worth(nearest, due.times) > 0

    def _place(self, holder):
        if isinstance(holder, Unit) and holder.community is None:
            return self._office
        return points.place_of(holder)

    @cached_property
    def _office(self):
        return Organization.objects.office()
