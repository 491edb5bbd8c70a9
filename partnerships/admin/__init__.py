"""The staff side of agreements, the three lists, projects and problems."""

from partnerships.admin.agreement import AgreementAdmin
from partnerships.admin.claim import ClaimAdmin
from partnerships.admin.item import AnyItemAdmin, DemandAdmin, ResourceAdmin, ServiceAdmin
from partnerships.admin.problem import ProblemAdmin
from partnerships.admin.project import ProjectAdmin

__all__ = [
    "AgreementAdmin",
    "AnyItemAdmin",
    "ClaimAdmin",
    "DemandAdmin",
    "ProblemAdmin",
    "ProjectAdmin",
    "ResourceAdmin",
    "ServiceAdmin",
]
