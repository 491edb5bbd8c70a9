"""What this floor knows of a project's progress: notes, milestones and claims that were done."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet

from partnerships import progress
from partnerships.models import Claim, Milestone, ProgressNote

_PROJECT = OuterRef("pk")


def register() -> None:
    progress.signs.extend([_notes, _milestones, _claims])


def _notes(since: date, at: date) -> QuerySet:
    theirs = Q(project=_PROJECT) | Q(claim__project=_PROJECT)
    return ProgressNote.objects.filter(theirs, noted_on__range=(since, at))


def _milestones(since: date, at: date) -> QuerySet:
    return Milestone.objects.filter(project=_PROJECT, done_on__range=(since, at))


def _claims(since: date, at: date) -> QuerySet:
    """Done in that time."""
    return Claim.objects.filter(project=_PROJECT, done_on__range=(since, at))
