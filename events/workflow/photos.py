"""The photographs of an activity: their order, words and cover, new ones, those thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction

from events.models import Activity, ActivityPhoto
from events.workflow.signups import locked
from orgs import audit, review
from orgs.access import Action
from orgs.enums import AuditAct
from orgs.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Placed:
    """What is said of one photograph; `order` may be a number that others have too."""

    order: int
    caption: str
    is_deleted: bool = False


@transaction.atomic
def arrange(
    activity: Activity,
    user: User,
    request: HttpRequest | None = None,
    *,
    placed: Mapping[int, Placed],
    cover: int | None = None,
    added: Sequence[ActivityPhoto] = (),
) -> bool:
    """All at once; new ones (`made_of`) come last, in the order in which they were chosen.

    `placed` and `cover` name photographs by their keys; who is not named, or gone meanwhile, keeps its place.
    Must it be reviewed again (residents see the photographs)? Raises PermissionDenied.
    """
    if not Activity.objects.open_to(user, Action.CHANGE).filter(pk=activity.pk).exists():
        raise PermissionDenied
    row = locked(activity)
    photos = list(row.photos.all())
    before = _told(row, photos)
    kept = _kept(photos, placed)
    for photo in photos:
        if photo not in kept:
            photo.delete()
    for order, photo in enumerate(kept, start=1):
        photo.order = order
        photo.save()
    for order, photo in enumerate(added, start=len(kept) + 1):
        photo.order = order
        photo.save()
    row.cover = next((photo for photo in kept if photo.pk == cover), None)
    row.save(update_fields=["cover", "updated_at"])
    activity.cover = row.cover
    if (after := _told(row, [*kept, *added])) == before:
        return False
    audit.log(AuditAct.CHANGE, request=request, user=user, record=row, changes=[("照片", before, after)])
    return review.review_again(activity, user, request)


def made_of(activity: Activity, uploads: Sequence[File]) -> list[ActivityPhoto]:
    """Not stored yet, but decoded: call it before the transaction, in which nobody can sign up meanwhile."""
    made = [ActivityPhoto(activity=activity, image=upload) for upload in uploads]
    for photo in made:
        photo.make_ready()
    return made


def _kept(photos, placed):
    """In their new order; of two with one number, the one that stood first."""
    numbers = {photo.pk: (photo.order, place) for place, photo in enumerate(photos)}
    kept = []
    for place, photo in enumerate(photos):
        said = placed.get(photo.pk)
        if said and said.is_deleted:
            continue
        if said:
            photo.caption, numbers[photo.pk] = said.caption, (said.order, place)
        kept.append(photo)
    return sorted(kept, key=lambda photo: numbers[photo.pk])


def _told(row, photos):
    """3张：活动现场（封面）、照片2、照片3"""
    names = [f"{photo}（封面）" if photo.pk == row.cover_id else str(photo) for photo in photos]
    return f"{len(photos)}张：{'、'.join(names)}" if photos else ""
