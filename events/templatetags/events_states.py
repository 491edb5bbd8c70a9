"""The state of an activity: the word, and how it is drawn."""

from django import template
from django.utils.html import format_html

from events.enums import TAKES_PLACE, ActivityStatus
from events.models import Activity
from lib.templatetags.jiedao_text import clock, moment

register = template.Library()

_TONES = {
    ActivityStatus.DRAFT: "quiet",
    ActivityStatus.POSTPONED: "warn",
    ActivityStatus.CANCELLED: "bad",
    ActivityStatus.CLOSED: "quiet",
}


@register.filter
def planned(activity: Activity) -> str:
    """What stands before the time of one that was put or called off."""
    return "" if activity.status in TAKES_PLACE else "原定"


@register.filter
def card_time(activity: Activity) -> str:
    """The time of day beside the card's date; of one that was put or called off, when it was to be."""
    before = planned(activity)
    return f"{before}{moment(activity.starts_at)}" if before else clock(activity.starts_at)


@register.filter
def activity_state(activity: Activity) -> str:
    tone = _TONES.get(activity.status) or ("quiet" if activity.is_past() else "good")
    return format_html('<span class="state state--{}">{}</span>', tone, activity.words())
