"""Progress notes of claims and projects, with photographs."""

from django.db import models
from django.db.models import Q

from lib.days import today, validate_past, validate_year
from lib.photos import Photo
from lib.privacy import validate_impersonal
from orgs.models import User
from orgs.scope import ScopedQuerySet, in_branches_of
from partnerships.models.claim import Claim
from partnerships.models.project import Project

# The last line of a note by who says by the private link that nothing is left to do: for staff alone.
SAYS_DONE = "已经办完，请社区办结。"


class ProgressNoteQuerySet(ScopedQuerySet):
    """A note lies where its claim or project is filed."""

    def within(self, organization):
        claims, projects = Claim.objects.within(organization), Project.objects.within(organization)
        return self._of(claims, projects)

    def held_as(self, user, role):
        within = in_branches_of(user, "organization__path", role)
        return self._of(Claim.objects.filter(within), Project.objects.filter(within))

    def visible_to(self, user):
        return self._of(Claim.objects.visible_to(user), Project.objects.visible_to(user))

    def public(self):
        """What staff have let residents see, of claims and projects that residents see."""
        return self._of(Claim.objects.public(), Project.objects.public()).filter(is_public=True)

    def saying_done(self):
        return self.filter(by_link=True, text__endswith=SAYS_DONE)

    def _of(self, claims, projects):
        return self.filter(Q(claim__in=claims.order_by()) | Q(project__in=projects.order_by()))


class ProgressNote(models.Model):
    """What was done on a day. Who has the claim's private link may write one, too: those are shown to
    residents only after staff have said so.
    """

    claim = models.ForeignKey(
        Claim, models.CASCADE, verbose_name="认领", related_name="notes", null=True, blank=True
    )
    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name="项目", related_name="notes", null=True, blank=True
    )
    noted_on = models.DateField("日期", default=today, validators=[validate_year, validate_past])
    text = models.TextField("进展", max_length=2000, validators=[validate_impersonal])
    is_public = models.BooleanField("对外公开", default=False)
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="填写人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    by_link = models.BooleanField("由专用链接填写", default=False, editable=False)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "进展"
        verbose_name_plural = "进展"
        ordering = ["-noted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, project__isnull=True)
                | Q(claim__isnull=True, project__isnull=False),
                name="progress_note_of_claim_or_project",
                violation_error_message="一条进展只属于一项认领或一个项目。",
            ),
        ]

    def __str__(self):
        return self.text[:30]

    @property
    def story(self) -> str:
        """What was done, as residents read it."""
        return self.text.removesuffix(SAYS_DONE).rstrip() if self.by_link else self.text

    @property
    def record(self):
        """What it tells of."""
        return self.claim or self.project


class NotePhotoQuerySet(ScopedQuerySet):
    def within(self, organization):
        return self._of(ProgressNote.objects.within(organization))

    def held_as(self, user, role):
        return self._of(ProgressNote.objects.held_as(user, role))

    def visible_to(self, user):
        return self._of(ProgressNote.objects.visible_to(user))

    def public(self):
        return self._of(ProgressNote.objects.public())

    def _of(self, notes):
        return self.filter(note__in=notes.order_by())


class NotePhoto(Photo):
    note = models.ForeignKey(ProgressNote, models.CASCADE, verbose_name="进展", related_name="photos")

    objects = NotePhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "进展照片"
        verbose_name_plural = "进展照片"
        ordering = ["order", "pk"]

    @property
    def alt(self):
        return self.caption or f"{self.note}的照片"
