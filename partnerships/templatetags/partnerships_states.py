"""States of agreements, list items and projects: the word, and how it is drawn."""

from django import template
from django.utils.html import format_html

from lib.templatetags.jiedao_text import day
from partnerships.enums import AgreementStatus, ClaimState, ItemState, ProjectState
from partnerships.models import Agreement, Claim, ListItem, Project

register = template.Library()

_TONES = {
    AgreementStatus.ACTIVE: "good",
    AgreementStatus.EXPIRING: "warn",
    AgreementStatus.TERMINATED: "bad",
    ItemState.OPEN: "good",
    ItemState.STALE: "warn",
    ClaimState.CLAIMED: "good",
    ClaimState.WORKING: "good",
    ClaimState.DONE: "done",
    ClaimState.RATED: "done",
    ProjectState.RUNNING: "good",
    ProjectState.FINISHED: "done",
}


@register.filter
def agreement_state(agreement: Agreement) -> str:
    """With the days that are left while these are few. No query for an agreement of `agreement_brief`."""
    status = agreement.status()
    days = f"，还有{agreement.days_left()}天" if status == AgreementStatus.EXPIRING else ""
    return _drawn(status, days)


@register.filter
def item_state(item: ListItem) -> str:
    return _drawn(item.state())


@register.filter
def item_day(item: ListItem) -> str:
    """When it was confirmed last, else published."""
    on, word = (item.confirmed_on, "确认") if item.confirmed_on else (item.published_on, "发布")
    return format_html('<time datetime="{}">{}{}</time>', on.isoformat(), day(on), word)


@register.filter
def claim_state(claim: Claim) -> str:
    """Orders have words of their own."""
    return format_html(
        '<span class="state state--{}">{}</span>', _TONES.get(claim.state(), "quiet"), claim.words()
    )


@register.filter
def stars(rating: int | None) -> str:
    """★★★★☆, read aloud as a number; nothing while nobody rated."""
    if not rating:
        return ""
    drawn = "★" * rating + "☆" * (5 - rating)
    return format_html('<span class="stars" role="img" aria-label="{}分（满分5分）">{}</span>', rating, drawn)


@register.filter
def project_state(project: Project) -> str:
    return _drawn(project.state())


def _drawn(state, more=""):
    return format_html(
        '<span class="state state--{}">{}{}</span>', _TONES.get(state, "quiet"), state.label, more
    )
