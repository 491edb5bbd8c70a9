"""Rules of points, what was given by them until now, rewards, redemptions and stars."""

from datetime import date

from django.utils import timezone

from events.enums import PointEvent, PointLine, RedemptionState
from events.models import PointEntry, PointRule, Redemption, Reward, ServiceRecord, StarRule
from events.workflow.points import account_of, rule_for, worth
from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from lib.codes import random_code
from orgs.enums import AwardKind, OrganizationLevel
from orgs.models import Award, Organization

_LINES = {label: value for value, label in PointLine.choices}
_EVENTS = {label: value for value, label in PointEvent.choices}
_SINCE = -430  # days before the day of loading: for the whole of last year, or nearly


def load_points(office: Office) -> None:
    rows = source.read("present/points")
    for row in rows["rules"]:
        office.add(_rule(office, row))
    office.add_all(list(_entries(office)))
    rewards = {row["name"]: office.add(_reward(office, row)) for row in rows["rewards"]}
    for row in rows["redemptions"]:
        _redeem(office, row, rewards[row["reward"]])
    _stars(office, rows["stars"])


def _rule(office, row):
    return PointRule(
        organization=office.street,
        line=_LINES[row["line"]],
        event=_EVENTS[row["event"]],
        points=row["points"],
        text=row["text"],
        published_on=office.calendar.day(_SINCE),
        note=INVENTED,
    )


def _entries(office):
    for record in ServiceRecord.objects.filter(note=INVENTED).select_related("volunteer__organization"):
        yield from _entry(
            record.volunteer, PointEvent.SERVICE_HOUR, f"service:{record.pk}", record.served_on, record.hours
        )
    for activity in office.activities.values():
        if activity.attendance is None or activity.starts_at > timezone.now():
            continue
        source_of, day = f"activity:{activity.pk}", timezone.localdate(activity.starts_at)
        yield from _entry(activity.organization, PointEvent.ACTIVITY_HELD, source_of, day)
        for partner in (*activity.units.all(), *activity.partner_organizations.all()):
            yield from _entry(partner, PointEvent.ACTIVITY_JOINED, source_of, day)


def _entry(holder, event, given_by, day, times=1):
    if rule := rule_for(holder, event, day):
        account, points = account_of(holder), worth(rule, times)
        yield PointEntry(
            account=account, day=day, points=points, reason=rule.text, rule=rule, source=given_by
        )


def _reward(office, row):
    return Reward(
        organization=office.organization(row.get("organization")),
        name=marked(row["name"]),
        points=row["points"],
        stock=row["stock"],
        donor=office.units[row["donor"]],
        description=row["description"],
        note=INVENTED,
    )


def _redeem(office, row, reward):
    account = account_of(office.volunteers[row["volunteer"]])
    reserved_on, taken_on = (office.calendar.day(row.get(name)) for name in ("reserved", "taken"))
    redemption = office.add(
        Redemption(
            organization=reward.organization,
            reward=reward,
            account=account,
            points=reward.points,
            code=random_code(lambda code: Redemption.objects.filter(code=code).exists()),
            status=RedemptionState.TAKEN if taken_on else RedemptionState.RESERVED,
            reserved_on=reserved_on,
            taken_on=taken_on,
            note=INVENTED,
        )
    )
    spent = {"account": account, "day": reserved_on, "points": -reward.points, "redemption": redemption}
    office.add(PointEntry(reason=f"兑换{reward}", **spent))


def _stars(office, row):
    """Last year's, awarded; this year's, published."""
    this_year = office.calendar.loaded_on.year
    awarded_on = date(this_year, 1, 10)
    for year, awarded in ((this_year - 1, awarded_on), (this_year, None)):
        office.keep(
            StarRule,
            {"organization": office.street, "year": year},
            published_on=date(year, 1, 5),
            awarded_on=awarded,
            note=INVENTED,
            **row,
        )
    branches = Organization.objects.filter(note=INVENTED, level=OrganizationLevel.BRANCH).order_by("path")
    for place, branch in enumerate(branches[:5]):
        stars = 5 - place // 2
        same = {"holder": branch, "year": this_year - 1, "kind": AwardKind.STARS}
        office.keep(
            Award,
            same,
            organization=office.street,
            stars=stars,
            title=f"{'三四五'[stars - 3]}星级党支部",
            since=awarded_on,
            until=date(this_year + 1, 1, 10),
            reason=f"{this_year - 1}年度按公布的办法评定（示例）。",
            note=INVENTED,
        )
