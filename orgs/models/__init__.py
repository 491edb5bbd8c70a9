from orgs.models.application import NewSectorApplication
from orgs.models.audit import AuditEntry
from orgs.models.award import Award
from orgs.models.branch_setting import BranchSetting
from orgs.models.brand import Brand
from orgs.models.category import Category
from orgs.models.consent import Consented, ConsentText
from orgs.models.council import Council, CouncilSeat
from orgs.models.imports import ImportBatch, ImportedRow, ImportPage
from orgs.models.indicator import Indicator, IndicatorValue
from orgs.models.numbering import Numbered, NumberSeries
from orgs.models.organization import Organization
from orgs.models.posting import Posting
from orgs.models.public_post import PublicPost
from orgs.models.review import ReviewStep
from orgs.models.station import Station
from orgs.models.step import RecordStep
from orgs.models.trash import TrashedRecord
from orgs.models.unit import PartyMemberCount, Unit
from orgs.models.user import Assignment, User

__all__ = [
    "Assignment",
    "AuditEntry",
    "Award",
    "BranchSetting",
    "Brand",
    "Category",
    "ConsentText",
    "Consented",
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
    "Posting",
    "PublicPost",
    "RecordStep",
    "ReviewStep",
    "Station",
    "TrashedRecord",
    "Unit",
    "User",
]
