"""The ledgers of agreements, the three lists, projects and problems."""

from partnerships.ledgers.agreements import AGREEMENTS
from partnerships.ledgers.items import DEMANDS, RESOURCES, SERVICES
from partnerships.ledgers.problems import PROBLEMS
from partnerships.ledgers.projects import PROJECTS

__all__ = ["AGREEMENTS", "DEMANDS", "PROBLEMS", "PROJECTS", "RESOURCES", "SERVICES"]
