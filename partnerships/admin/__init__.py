"""The staff side of agreements, the three lists, projects and problems."""

from partnerships.admin.agreement import AgreementAdmin
from partnerships.admin.bid import BidAdmin
from partnerships.admin.claim import ClaimAdmin
from partnerships.admin.fund import FundAdmin
from partnerships.admin.item import AnyItemAdmin, DemandAdmin, ResourceAdmin, ServiceAdmin
from partnerships.admin.paper import AgreementPaperAdmin
from partnerships.admin.problem import ProblemAdmin
from partnerships.admin.project import ProjectAdmin
from partnerships.admin.report import ProblemReportAdmin

__all__ = [
    "AgreementAdmin",
    "AgreementPaperAdmin",
    "AnyItemAdmin",
    "BidAdmin",
    "ClaimAdmin",
    "DemandAdmin",
    "FundAdmin",
    "ProblemAdmin",
    "ProblemReportAdmin",
    "ProjectAdmin",
    "ResourceAdmin",
    "ServiceAdmin",
]
