"""The staff side of organisations, units, councils, stations, applications, indicators and accounts."""

from orgs.admin.application import NewSectorApplicationAdmin
from orgs.admin.audit import AuditEntryAdmin
from orgs.admin.award import AwardAdmin
from orgs.admin.branch_setting import BranchSettingAdmin
from orgs.admin.brand import BrandAdmin
from orgs.admin.category import CategoryAdmin
from orgs.admin.consent import ConsentTextAdmin
from orgs.admin.council import CouncilAdmin
from orgs.admin.indicator import IndicatorAdmin, IndicatorValueAdmin
from orgs.admin.organization import OrganizationAdmin
from orgs.admin.station import StationAdmin
from orgs.admin.trash import TrashedRecordAdmin
from orgs.admin.unit import UnitAdmin
from orgs.admin.user import UserAdmin

__all__ = [
    "AuditEntryAdmin",
    "AwardAdmin",
    "BranchSettingAdmin",
    "BrandAdmin",
    "CategoryAdmin",
    "ConsentTextAdmin",
    "CouncilAdmin",
    "IndicatorAdmin",
    "IndicatorValueAdmin",
    "NewSectorApplicationAdmin",
    "OrganizationAdmin",
    "StationAdmin",
    "TrashedRecordAdmin",
    "UnitAdmin",
    "UserAdmin",
]
