from partnerships.models.agreement import Agreement, AgreementParty
from partnerships.models.attachment import AgreementAttachment
from partnerships.models.item import Demand, ListItem, Resource, Service
from partnerships.models.problem import Problem
from partnerships.models.project import Project, ProjectDemand, ProjectPartner

__all__ = [
    "Agreement",
    "AgreementAttachment",
    "AgreementParty",
    "Demand",
    "ListItem",
    "Problem",
    "Project",
    "ProjectDemand",
    "ProjectPartner",
    "Resource",
    "Service",
]
