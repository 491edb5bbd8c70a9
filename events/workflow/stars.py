"""Stars of branches (星级) by their points of a year: the rule is published, then awarded by, once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Sum

from events.enums import StarRuleState
from events.models import PointEntry, StarRule
from lib.days import today
from orgs import audit
from orgs.access import Action
from orgs.enums import AuditAct, AwardKind, OrganizationLevel
from orgs.models import Award, Organization, User
from orgs.moves import Move, Refused, moving

if TYPE_CHECKING:
    from django.http import HttpRequest

PUBLISH = Move("publish", "公布", (StarRuleState.DRAFT,), Action.REVIEW)
AWARD = Move("award", "评定", (StarRuleState.PUBLISHED,), Action.REVIEW)

BRANCHES = (OrganizationLevel.BRANCH, OrganizationLevel.JOINT_BRANCH, OrganizationLevel.GENERAL_BRANCH)
_NUMERALS = {3: "三", 4: "四", 5: "五"}
_NAMED = 3  # branches in a refusal


class Standing(NamedTuple):
    branch: Organization
    points: int
    stars: int | None

    @property
    def title(self) -> str:
        return title_of(self.stars) if self.stars else ""


def standings(rule: StarRule) -> list[Standing]:
    """Every branch of the rule's own, the one with the most points first. Two queries."""
    branches = Organization.objects.within(rule.organization).filter(level__in=BRANCHES)
    year = (date(rule.year, 1, 1), date(rule.year, 12, 31))
    earned = PointEntry.objects.earned().filter(account__holder__in=branches.order_by(), day__range=year)
    sums = earned.order_by().values("account__holder").annotate(all=Sum("points"))
    points = dict(sums.values_list("account__holder", "all"))
    found = [(branch, points.get(branch.pk, 0)) for branch in branches.select_related("parent")]
    found.sort(key=lambda each: (-each[1], each[0].path))
    return [Standing(branch, had, rule.stars_for(had)) for branch, had in found]


def publish(rule: StarRule, by: User, request: HttpRequest | None = None) -> None:
    with moving(PUBLISH, rule, by, request) as row:
        row.published_on = today()


def award(rule: StarRule, by: User, request: HttpRequest | None = None) -> list[Award]:
    """One award for each branch with the points; all of them or none."""
    with moving(AWARD, rule, by, request) as row:
        if row.year > today().year:
            raise Refused(f"{row.year}年还没有到，到时再评定。")
        rated = [each for each in standings(row) if each.stars]
        if not rated:
            raise Refused(f"没有支部达到三星标准（{row.three_stars}分），没有评定。请先结算积分。")
        _refuse_rated(row, rated)
        row.awarded_on = today()
        return [_given(row, each, by, request) for each in rated]


def title_of(stars: int) -> str:
    return f"{_NUMERALS[stars]}星级党支部"


def _refuse_rated(rule, rated):
    kept = Award.objects.filter(kind=AwardKind.STARS, year=rule.year, holder__in=[r.branch for r in rated])
    names = [str(each.holder) for each in kept.select_related("holder")]
    if names:
        more = "等" if len(names) > _NAMED else ""
        raise Refused(
            f"{'、'.join(names[:_NAMED])}{more}这一年度已经评过星级，全部没有评定。请先在“星级和荣誉”里核对。"
        )


def _given(rule, standing, by, request):
    least = {3: rule.three_stars, 4: rule.four_stars, 5: rule.five_stars}[standing.stars]
    reached = f"达到{_NUMERALS[standing.stars]}星标准{least}分"
    award = Award(
        organization=rule.organization,
        kind=AwardKind.STARS,
        holder=standing.branch,
        title=title_of(standing.stars),
        stars=standing.stars,
        year=rule.year,
        since=rule.awarded_on,
        until=_year_later(rule.awarded_on),
        reason=f"{rule.year}年度积分{standing.points}分，{reached}。",
    )
    try:
        award.full_clean(exclude=["organization", "holder"])
    except ValidationError as error:
        raise Refused(f"{standing.branch}：{''.join(error.messages)}") from error
    award.save()
    audit.log(AuditAct.ADD, request=request, user=by, record=award, detail=award.reason)
    return award


def _year_later(day):
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
