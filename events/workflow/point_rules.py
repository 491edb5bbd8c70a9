"""Rules by which points are given: published they hold, until they are ended; never changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from events.enums import PointEvent, PointRuleState
from events.models import PointRule
from lib.days import today
from lib.templatetags.jiedao_text import day
from orgs.access import Action
from orgs.models import User
from orgs.moves import Move, Refused, moving

if TYPE_CHECKING:
    from django.http import HttpRequest

PUBLISH = Move("publish", "公布", (PointRuleState.DRAFT,), Action.REVIEW)
END = Move("end", "停止", (PointRuleState.COMING, PointRuleState.IN_FORCE), Action.REVIEW)


def publish(rule: PointRule, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    """It holds for what is done from that day on. One of a kind at a time; of 其他加分 there are many."""
    with transaction.atomic():
        # All of the kind, always in one order: of two that are published at once the second sees the first.
        kind = PointRule.objects.filter(organization=rule.organization_id, line=rule.line, event=rule.event)
        others = [each for each in kind.order_by("pk").select_for_update(of=("self",)) if each.pk != rule.pk]
        with moving(PUBLISH, rule, by, request) as row:
            _refuse_past(on)
            if row.event != PointEvent.OTHER:
                _refuse_two_at_once(others, on)
            row.published_on = on


def end(rule: PointRule, by: User, request: HttpRequest | None = None, *, on: date) -> None:
    """For what is done from that day on it gives nothing; what it gave stays."""
    with moving(END, rule, by, request) as row:
        _refuse_past(on)
        if on < row.published_on:
            raise Refused(f"停止日期不能早于公布日期（{day(row.published_on)}）。")
        row.ends_on = on


def _refuse_past(on):
    if on < today():
        raise Refused("日期不能早于今天：以前的积分不因为今天的规则改变。")


def _refuse_two_at_once(others, on):
    for other in others:
        is_out = other.published_on is not None
        never_held = is_out and other.ends_on is not None and other.ends_on <= other.published_on
        if is_out and not never_held and (other.ends_on is None or other.ends_on > on):
            raise Refused(
                f"同一事项已经有一条规则（{other}，{day(other.published_on)}公布）。请先停止那一条，"
                "新的从那一条停止的日期起公布。"
            )
