"""The state of what a meeting resolved, as staff and residents read it."""

from django import template
from django.utils.html import format_html

from events.enums import ResolutionState
from events.models import Resolution

register = template.Library()

_TONES = {
    ResolutionState.OPEN: "warn",
    ResolutionState.OVERDUE: "bad",
    ResolutionState.DONE: "good",
    ResolutionState.VERIFIED: "good",
}


@register.filter
def resolution_state(resolution: Resolution) -> str:
    now = resolution.state()
    return format_html('<span class="state state--{}">{}</span>', _TONES[now], now.label)


@register.filter
def public_resolution_state(resolution: Resolution) -> str:
    """Residents are told what is done and what is not; who is late with it is the office's affair."""
    is_done = resolution.state() in (ResolutionState.DONE, ResolutionState.VERIFIED)
    tone, word = ("good", ResolutionState.DONE.label) if is_done else ("warn", ResolutionState.OPEN.label)
    return format_html('<span class="state state--{}">{}</span>', tone, word)
