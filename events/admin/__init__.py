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
from events.admin.star_rule import StarRuleAdmin
from events.admin.topic import AgendaTopicAdmin
from events.admin.visit import VisitAdmin

__all__ = [
    "ActivityAdmin",
    "AgendaTopicAdmin",
    "MeetingCouncilAdmin",
    "MeetingDutyAdmin",
    "PointAccountAdmin",
    "PointEntryAdmin",
    "PointRuleAdmin",
    "PostingAdmin",
    "RedemptionAdmin",
    "ResolutionAdmin",
    "RewardAdmin",
    "StarRuleAdmin",
    "VisitAdmin",
]
