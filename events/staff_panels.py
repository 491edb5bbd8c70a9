"""Beneath the staff's forms of units, organisations and postings: who answers for them, who visited."""

from django.urls import reverse

from events.models import Visit
from events.postings import with_last_visit
from orgs import staff_panels
from orgs.access import Action, may
from orgs.models import Organization, Posting, Unit
from orgs.panels import Link
from orgs.staff_panels import StaffPanel


def register() -> None:
    staff_panels.add(Unit, _postings("unit"), _visits("unit"))
    staff_panels.add(Organization, _postings("target"), _visits("visited"))
    staff_panels.add(Posting, _of_posting)


def _add(user, model, words, query):
    """The page on which the user adds one, with what it is about filled in."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    return [Link(words, f"{address}?{query}")] if may(user, Action.ADD, model) else []


def _postings(field):
    def rows(subject, user):
        own = Posting.objects.visible_to(user).sent_to(subject).held()
        return with_last_visit(own)

    return StaffPanel(
        place=10,
        heading="派驻和包联",
        template="admin/events/includes/posting_lines.html",
        rows=rows,
        links=lambda subject, user: _add(user, Posting, "录入派驻和包联", f"{field}={subject.pk}"),
        limit=10,
    )


def _visits(field):
    return StaffPanel(
        place=20,
        heading="走访",
        template="admin/events/includes/visit_lines.html",
        rows=lambda subject, user: _told(Visit.objects.visible_to(user).to(subject)),
        links=lambda subject, user: _add(user, Visit, "记一次走访", f"{field}={subject.pk}"),
    )


def _told(visits):
    return visits.prefetch_related("needs")


_of_posting = StaffPanel(
    place=10,
    heading="走访",
    template="admin/events/includes/visit_lines.html",
    rows=lambda posting, user: _told(Visit.objects.visible_to(user).filter(posting=posting)),
    links=lambda posting, user: [],
    limit=12,
)
