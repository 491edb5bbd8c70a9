"""The staff side of activities."""

from events.admin.activity import ActivityAdmin
from events.admin.council import MeetingCouncilAdmin
from events.admin.duty import MeetingDutyAdmin
from events.admin.point_account import PointAccountAdmin, PointEntryAdmin
from events.admin.point_rule import PointRuleAdmin
from events.admin.posting import PostingAdmin
from events.admin.redemption import RedemptionAdmin
from events.admin.resolution import ResolutionAdmin
from events.admin.reward import RewardAdmin
from events.admin.service import HoursCertificateAdmin, ServiceRecordAdmin
from events.admin.signup import SignupAdmin
from events.admin.star_rule import StarRuleAdmin
from events.admin.team import VolunteerTeamAdmin
from events.admin.topic import AgendaTopicAdmin
from events.admin.visit import VisitAdmin
from events.admin.volunteer import VolunteerAdmin

__all__ = [
    "ActivityAdmin",
    "AgendaTopicAdmin",
    "HoursCertificateAdmin",
    "MeetingCouncilAdmin",
    "MeetingDutyAdmin",
    "PointAccountAdmin",
    "PointEntryAdmin",
    "PointRuleAdmin",
    "PostingAdmin",
    "RedemptionAdmin",
    "ResolutionAdmin",
    "RewardAdmin",
    "ServiceRecordAdmin",
    "SignupAdmin",
    "StarRuleAdmin",
    "VisitAdmin",
    "VolunteerAdmin",
    "VolunteerTeamAdmin",
]
