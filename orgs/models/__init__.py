from orgs.models.application import NewSectorApplication
from orgs.models.category import Category
from orgs.models.council import Council, CouncilSeat
from orgs.models.imports import ImportBatch, ImportedRow, ImportPage
from orgs.models.indicator import Indicator, IndicatorValue
from orgs.models.numbering import Numbered, NumberSeries
from orgs.models.organization import Organization
from orgs.models.unit import PartyMemberCount, Unit
from orgs.models.user import Assignment, User

__all__ = [
    "Assignment",
    "Category",
    "Council",
    "CouncilSeat",
    "ImportBatch",
    "ImportPage",
    "ImportedRow",
    "Indicator",
    "IndicatorValue",
    "NewSectorApplication",
    "NumberSeries",
    "Numbered",
    "Organization",
    "PartyMemberCount",
    "Unit",
    "User",
]
