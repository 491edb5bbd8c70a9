"""The staff side of activities."""

from events.admin.activity import ActivityAdmin
from events.admin.point_account import PointAccountAdmin, PointEntryAdmin
from events.admin.point_rule import PointRuleAdmin
from events.admin.posting import PostingAdmin
from events.admin.redemption import RedemptionAdmin
from events.admin.reward import RewardAdmin
from events.admin.star_rule import StarRuleAdmin
from events.admin.visit import VisitAdmin

__all__ = [
    "ActivityAdmin",
    "PointAccountAdmin",
    "PointEntryAdmin",
    "PointRuleAdmin",
    "PostingAdmin",
    "RedemptionAdmin",
    "RewardAdmin",
    "StarRuleAdmin",
    "VisitAdmin",
]
