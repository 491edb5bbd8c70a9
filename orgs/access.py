"""Who may do what: one table of role × action × record, read by the admin and by the pages.

A user holds a role in one or more branches of the tree (`Assignment`); a role holds for the branch's
organisation and everything below it. Each role may do all that those before it may.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from orgs.enums import Role

if TYPE_CHECKING:
    from django.db.models import Model

    from orgs.models import User


class Action(Enum):
    VIEW = "view"  # lists, forms, history
    EXPORT = "export"
    ADD = "add"
    CHANGE = "change"  # and submit for review
    IMPORT = "import"
    PERSONAL = "personal"  # read phone numbers of contacts in full
    DELETE = "delete"  # into the bin; a draft that was never published: whoever may change it
    REVIEW = "review"  # publish, return, close
    RESTORE = "restore"  # out of the bin


# Records that are filed in the tree.
_RECORD = {
    Action.VIEW: Role.VIEW,
    Action.EXPORT: Role.VIEW,
    Action.ADD: Role.ENTER,
    Action.CHANGE: Role.ENTER,
    Action.IMPORT: Role.ENTER,
    Action.PERSONAL: Role.ENTER,
    Action.DELETE: Role.REVIEW,
    Action.REVIEW: Role.REVIEW,
    Action.RESTORE: Role.MANAGE,
}
# Written once and never again; reviewers write what counters a mistake.
_APPENDED = {
    Action.VIEW: Role.VIEW,
    Action.EXPORT: Role.VIEW,
    Action.ADD: Role.ENTER,
    Action.PERSONAL: Role.ENTER,
    Action.REVIEW: Role.REVIEW,
}
# What only those who manage a branch open.
_MANAGED = {Action.VIEW: Role.MANAGE, Action.ADD: Role.MANAGE, Action.CHANGE: Role.MANAGE}
# Rules by which points and stars are given.
_RULES = {
    Action.VIEW: Role.VIEW,
    Action.EXPORT: Role.VIEW,
    Action.ADD: Role.MANAGE,
    Action.CHANGE: Role.MANAGE,
    Action.REVIEW: Role.MANAGE,
    Action.DELETE: Role.MANAGE,
}
_READ_ONLY = {Action.VIEW: Role.MANAGE, Action.EXPORT: Role.MANAGE}

# {label of the model: {action: the least role}}; what is not named is for superusers alone.
TABLE: dict[str, dict[Action, Role]] = {
    "orgs.Organization": _RECORD,
    "orgs.Unit": _RECORD,
    "orgs.Council": _RECORD,
    "orgs.NewSectorApplication": _RECORD,
    "orgs.IndicatorValue": _RECORD,
    "partnerships.Agreement": _RECORD,
    "partnerships.ListItem": _RECORD,
    "partnerships.Resource": _RECORD,
    "partnerships.Demand": _RECORD,
    "partnerships.Service": _RECORD,
    "partnerships.Project": _RECORD,
    "partnerships.Problem": _RECORD,
    "partnerships.AgreementAttachment": _RECORD,
    "partnerships.AgreementParty": _RECORD,
    "partnerships.ProjectDemand": _RECORD,
    "partnerships.ProjectPartner": _RECORD,
    "partnerships.AgreementAmendment": _RECORD,
    "partnerships.AgreementPaper": _MANAGED | {Action.DELETE: Role.MANAGE},
    "partnerships.Claim": _RECORD,
    "partnerships.ClaimParty": _RECORD,
    "partnerships.ProgressNote": _RECORD,
    "partnerships.NotePhoto": _RECORD,
    "partnerships.Milestone": _RECORD,
    "partnerships.Bid": _RECORD,
    "partnerships.ProblemReport": _RECORD,
    "partnerships.ProblemReopening": _RECORD,
    "partnerships.Fund": _RECORD,
    "partnerships.FundEntry": _APPENDED,
    "events.Activity": _RECORD,
    "events.ActivityPhoto": _RECORD,
    "events.Signup": _RECORD,
    "events.AgendaTopic": _RECORD,
    "events.SeatAttendance": _RECORD,
    "events.Resolution": _RECORD,
    "events.MeetingDuty": _MANAGED | {Action.DELETE: Role.MANAGE},
    "events.Visit": _RECORD,
    "events.VisitNeed": _RECORD,
    "events.VolunteerTeam": _RECORD,
    "events.Volunteer": _RECORD,
    "events.ServiceRecord": _APPENDED | {Action.CHANGE: Role.ENTER},
    "events.HoursCertificate": _APPENDED,
    "events.PointRule": _RULES,
    "events.StarRule": _RULES,
    "events.PointAccount": _APPENDED,
    "events.PointEntry": _APPENDED,
    "events.Reward": _RECORD,
    "events.Redemption": _APPENDED | {Action.CHANGE: Role.ENTER},
    "orgs.CouncilSeat": _RECORD,
    "orgs.Station": _RECORD,
    "orgs.Brand": _RECORD,
    "orgs.Award": _RECORD,
    "orgs.Posting": _RECORD,
    "orgs.ImportBatch": {Action.VIEW: Role.ENTER, Action.CHANGE: Role.ENTER},
    "orgs.User": _MANAGED,
    "orgs.Assignment": _MANAGED | {Action.DELETE: Role.MANAGE},
    "orgs.BranchSetting": _MANAGED,
    "orgs.AuditEntry": _READ_ONLY,
    "orgs.TrashedRecord": {Action.VIEW: Role.MANAGE, Action.RESTORE: Role.MANAGE},
}
_RANK = {role: rank for rank, role in enumerate(Role)}


def least_role(model: type[Model], action: Action) -> Role | None:
    """The least role that may; None where superusers alone may."""
    return TABLE.get(model._meta.label, {}).get(action)


def reaches(held: str, needed: Role) -> bool:
    """Does a held role include the needed one?"""
    return _RANK[Role(held)] >= _RANK[needed]


def may(user: User, action: Action, model: type[Model]) -> bool:
    """May the user do so to some row of the model, somewhere? Which rows: `ScopedQuerySet.open_to`."""
    if not getattr(user, "is_clerk", False):
        return False
    role = least_role(model, action)
    return user.is_superuser or (role is not None and bool(user.paths_as(role)))
