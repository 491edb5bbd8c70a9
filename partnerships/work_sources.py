"""What of projects, claims and progress notes belongs to an agreement's work record."""

from django.urls import reverse
from django.utils.text import Truncator

from partnerships import work_record
from partnerships.models import Claim, ProgressNote, Project
from partnerships.work_record import Source

_TITLE = 40


def register() -> None:
    work_record.add(_PROJECTS, _CLAIMS, _NOTES)


def desk(row) -> str:
    """The page on which staff change the row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _note_title(note):
    return f"{note.project or note.claim.item}：{Truncator(note.text).chars(_TITLE)}"


_PROJECTS = Source(
    model=Project,
    paths=("agreement",),
    happened=(("decided_on", "确定项目"), ("started_on", "项目开始"), ("finished_on", "项目完成")),
    of=lambda projects: projects.only("title", "decided_on", "started_on", "finished_on"),
    title=str,
    public_title=str,
    page=Project.get_absolute_url,
    desk=desk,
)
_CLAIMS = Source(
    model=Claim,
    paths=("agreement", "project__agreement"),
    happened=(("claimed_on", "认领"), ("done_on", "办结"), ("rated_on", "评价")),
    of=lambda claims: claims.select_related("item"),
    named=lambda claims: claims.prefetch_related("parties__organization", "parties__unit"),
    title=str,
    public_title=lambda claim: claim.item.title,
    page=lambda claim: claim.item.get_absolute_url(),
    desk=desk,
)
_NOTES = Source(
    model=ProgressNote,
    paths=("claim__agreement", "project__agreement", "claim__project__agreement"),
    happened=(("noted_on", "进展"),),
    of=lambda notes: notes.select_related("project", "claim__item"),
    title=_note_title,
    public_title=_note_title,
    page=lambda note: (note.project or note.claim.item).get_absolute_url(),
    desk=lambda note: desk(note.record),
)
