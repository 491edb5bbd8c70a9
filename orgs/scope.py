"""Who sees which rows: the one door through which pages, admin, choosers, ledgers and reports go.

Every record that belongs to somebody is filed under one organisation of the tree (归口党组织). A staff
user holds a role at one or more organisations; what it allows (`orgs/access.py`) it allows for all that is
filed under them or below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from orgs.access import Action, least_role
from orgs.enums import STREET_LINE, ReviewState, Role

if TYPE_CHECKING:
    from orgs.models import Organization, User

# One level of the tree is one segment of this many digits in `Organization.path`.
SEGMENT = 4
# Sorts after every path below a prefix, in every collation, because paths hold digits only.
BEYOND = "999999999"


def below(path: str, lookup: str) -> Q:
    """Rows whose organisation (its path at `lookup`) is the one at `path` or lies below it.

    A range, not a prefix match: SQLite uses the index for it three times as fast, PostgreSQL under
    any collation.
    """
    return Q(**{f"{lookup}__gte": path, f"{lookup}__lt": path + BEYOND})


def standing_for_place(lookup: str) -> Q:
    """Rows whose organisation (at `lookup`) stands for its place in the tree, not for a unit: those of the
    street's own line, and those without a unit. A unit's own branch hangs somewhere, but acts for the unit.
    """
    return Q(**{f"{lookup}__unit__isnull": True}) | Q(**{f"{lookup}__level__in": STREET_LINE})


def in_branches_of(user: User, lookup: str, role: Role = Role.VIEW) -> Q:
    """Rows whose organisation (its path at `lookup`) lies in a branch where the user holds the role."""
    reach = Q(pk__in=())
    for path in user.paths_as(role):
        reach |= below(path, lookup)
    return reach


class ScopedQuerySet(models.QuerySet):
    """Rows with a place in the tree. Subclasses say where the path is found."""

    path_lookup = "organization__path"

    def within(self, organization: Organization):
        """Rows of this organisation and of all below it."""
        return self.filter(below(organization.path, self.path_lookup))

    def open_to(self, user: User, action: Action):
        """Rows to which the user may do so: those in branches where the role suffices (`orgs/access.py`)."""
        return self.under(user, least_role(self.model, action))

    def under(self, user: User, role: Role | None):
        """Rows in branches where the user holds at least the role; None is for superusers alone."""
        if user.is_superuser:
            return self.all()
        return self.held_as(user, role) if role and user.paths_as(role) else self.none()

    def held_as(self, user: User, role: Role):
        """Rows in the branches where the user, no superuser, holds the role somewhere."""
        return self.filter(in_branches_of(user, self.path_lookup, role))

    def managed_by(self, user: User):
        """Rows that the user may change."""
        return self.open_to(user, Action.CHANGE)

    def visible_to(self, user: User):
        """Rows that the staff user may see; nobody else sees any here (pages use `public()`)."""
        return self.open_to(user, Action.VIEW)


class DirectoryQuerySet(ScopedQuerySet):
    """Organisations and units: partners must find each other, so what is public is seen by all staff."""

    def public(self):
        return self.filter(is_public=True)

    def visible_to(self, user: User):
        if user.is_superuser:
            return self.all()
        if not user.branch_paths:
            return self.none()
        return super().visible_to(user) | self.public()


class RecordQuerySet(ScopedQuerySet):
    """Rows of a `Record`."""

    def concerning(self, organization: Organization):
        """Rows that an organisation's page shows: its own. Subclasses add those it has a part in."""
        return self.within(organization)


class PublicRecordQuerySet(RecordQuerySet):
    """Rows of a `PublicRecord`."""

    def public(self):
        """What residents see. Subclasses narrow it further (nothing unsigned, no drafts)."""
        return self.filter(is_public=True, review=ReviewState.PUBLISHED)


class Stamped(models.Model):
    """When a row was entered and last changed, and a note for staff."""

    note = models.TextField("备注", blank=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True


class Record(Stamped):
    """Something that belongs to an organisation of the tree."""

    organization = models.ForeignKey(
        "orgs.Organization",
        models.PROTECT,
        verbose_name="归口党组织",
        help_text="记录归这个党组织管理，也在这里统计。",
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class PublicRecord(Record):
    """A record that residents may be shown."""

    is_public = models.BooleanField("对外公开", default=True)
    # What programs write is published at once; what clerks enter goes through `orgs/review.py`.
    review = models.CharField(
        "审核状态", max_length=20, choices=ReviewState, default=ReviewState.PUBLISHED, editable=False
    )

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def go_public(self) -> list[str]:
        """Set what goes with being published by a review; the names of the fields that it set."""
        return []


def in_order(earlier: str, later: str) -> Q:
    """Condition for a check constraint: two dates, both optional, in this order."""
    return (
        Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": models.F(earlier)})
    )


def require(record: models.Model, field: str, other: str, message: str) -> None:
    """ValidationError beside `field` when it is empty though `other` is filled in."""
    if getattr(record, other) and not getattr(record, field):
        raise ValidationError({field: message})
