"""The state of an activity: the word, and how it is drawn."""

from django import template
from django.utils.html import format_html

from events.enums import ActivityStatus
from events.models import Activity

register = template.Library()

_TONES = {ActivityStatus.POSTPONED: "warn", ActivityStatus.CANCELLED: "bad", ActivityStatus.CLOSED: "quiet"}


@register.filter
def activity_state(activity: Activity) -> str:
    tone = _TONES.get(activity.status) or ("quiet" if activity.is_past() else "good")
    return format_html('<span class="state state--{}">{}</span>', tone, activity.state())
