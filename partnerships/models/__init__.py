from partnerships.models.agreement import Agreement
from partnerships.models.amendment import AgreementAmendment
from partnerships.models.attachment import AgreementAttachment
from partnerships.models.bid import Bid
from partnerships.models.claim import Claim, ClaimParty
from partnerships.models.fund import Fund, FundEntry
from partnerships.models.item import Demand, ListItem, Resource, Service
from partnerships.models.milestone import Milestone
from partnerships.models.note import NotePhoto, ProgressNote
from partnerships.models.paper import AgreementPaper
from partnerships.models.party import AgreementParty
from partnerships.models.problem import Problem
from partnerships.models.project import Project, ProjectDemand, ProjectPartner
from partnerships.models.reopening import ProblemReopening
from partnerships.models.report import ProblemReport

__all__ = [
    "Agreement",
    "AgreementAmendment",
    "AgreementAttachment",
    "AgreementPaper",
    "AgreementParty",
    "Bid",
    "Claim",
    "ClaimParty",
    "Demand",
    "Fund",
    "FundEntry",
    "ListItem",
    "Milestone",
    "NotePhoto",
    "Problem",
    "ProblemReopening",
    "ProblemReport",
    "ProgressNote",
    "Project",
    "ProjectDemand",
    "ProjectPartner",
    "Resource",
    "Service",
]
