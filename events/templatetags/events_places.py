"""Where activities are held, and what of their places is free, in a card's few words."""

from django import template

from events import venue as venues
from events.enums import SignupState
from events.models import Activity
from events.places import places_left, signup_state
from lib.templatetags.jiedao_text import moment

register = template.Library()
register.filter("venue", venues.venue)
register.filter("street_address", venues.street_address)


@register.filter
def places_word(activity: Activity) -> str:
    """还剩12个名额; nothing where one can neither sign up nor is told how many may come. No query after
    `with_taken`.
    """
    state = signup_state(activity)
    if state == SignupState.NONE:
        return f"名额{activity.capacity}人" if activity.capacity else ""
    if state == SignupState.OPEN:
        left = places_left(activity)
        return "可以报名" if left is None else f"还剩{left}个名额"
    words = {SignupState.FULL: "已满，可候补", SignupState.CLOSED: "报名已截止"}
    if state == SignupState.NOT_YET:
        return f"{moment(activity.signup_opens_at)}开始报名"
    return words.get(state, "")
