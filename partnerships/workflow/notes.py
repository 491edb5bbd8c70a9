"""Progress notes of claims and projects (记进展), written by staff or by who has a claim's private link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import File

from lib.days import today
from orgs import review
from orgs.models import User
from orgs.moves import Move, Refused, Who, moving
from partnerships.enums import COMPLETED, UNDER_WAY, ProjectState
from partnerships.models import Claim, NotePhoto, ProgressNote, Project

if TYPE_CHECKING:
    from django.http import HttpRequest

_WORD = "记进展"
# What was done may be told a while later, too: photographs come when somebody has time.
# Both sides of an order may, and whoever holds the claim.
NOTE_CLAIM = Move("note", _WORD, (*UNDER_WAY, *COMPLETED), rows="open_to_holders")
NOTE_PROJECT = Move("note", _WORD, (ProjectState.DECIDED, ProjectState.RUNNING, ProjectState.FINISHED))


def add_note(
    record: Claim | Project,
    text: str,
    by: Who,
    *,
    photos: Sequence[File] = (),
    noted_on: date | None = None,
    is_public: bool = False,
    request: HttpRequest | None = None,
) -> ProgressNote:
    """A note with its photographs, uploads in the order in which they are shown.

    What comes by a private link is never public at once: staff show it (`is_public` counts for those alone
    who may; see `may_show`).
    Raises what `moving` raises; `Refused` also for a text or picture that is no good.
    """
    is_claim = isinstance(record, Claim)
    with moving(NOTE_CLAIM if is_claim else NOTE_PROJECT, record, by, request) as row:
        note = ProgressNote(
            text=text.strip(), noted_on=noted_on or today(), **{"claim" if is_claim else "project": row}
        )
        if isinstance(by, User):
            note.user, note.is_public = by, is_public and may_show(by, row)
        else:
            note.by_link = True
        _checked(note).save()
        for order, upload in enumerate(photos, start=1):
            _checked(NotePhoto(note=note, image=upload, order=order)).save()
    return note


def may_show(user: User, record: Claim | Project) -> bool:
    """May residents see at once what the user writes there, and would they? Of a claim its two sides say so,
    not who holds it; of a project whoever needs no review.
    """
    if isinstance(record, Project):
        return record.is_public and review.may_publish(user, Project, record.organization)
    sides = Claim.objects.open_to_both_sides(user, NOTE_CLAIM.needs)
    return record.item.is_public and sides.filter(pk=record.pk).exists()


def _checked(row):
    """The row, if all its own rules hold; `small`, `width` and `height` are found when it is saved."""
    unknown_yet = [
        field.name for field in row._meta.concrete_fields if not field.editable and not field.blank
    ]
    try:
        row.full_clean(exclude=unknown_yet)
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    return row
