"""Choices of the app, with their groupings."""

from django.db.models import TextChoices


class AgreementKind(TextChoices):
    PAIRED = "paired", "结对共建协议"
    REGIONAL = "regional", "区域共建协议"
    SERVICE = "service", "服务共建协议"
    FRAMEWORK = "framework", "战略合作协议"
    OTHER = "other", "其他"


class AgreementStatus(TextChoices):
    """Where an agreement stands on a day; follows from its dates, never stored."""

    DRAFT = "draft", "拟签"
    PENDING = "pending", "未生效"
    ACTIVE = "active", "履行中"
    EXPIRING = "expiring", "即将到期"
    EXPIRED = "expired", "已到期"
    TERMINATED = "terminated", "已终止"
    RENEWED = "renewed", "已续签"


IN_FORCE = (AgreementStatus.ACTIVE, AgreementStatus.EXPIRING)


class ItemKind(TextChoices):
    RESOURCE = "resource", "资源"
    DEMAND = "demand", "需求"
    SERVICE = "service", "服务"


class ItemState(TextChoices):
    DRAFT = "draft", "未发布"
    OPEN = "open", "已发布"
    STALE = "stale", "待更新"
    LAPSED = "lapsed", "已过期"
    WITHDRAWN = "withdrawn", "已撤回"


class Beneficiary(TextChoices):
    OFFICE = "office", "党组织"
    UNIT = "unit", "单位"
    RESIDENTS = "residents", "居民"


class ProjectState(TextChoices):
    PROPOSED = "proposed", "拟议"
    DECIDED = "decided", "待启动"
    RUNNING = "running", "进行中"
    FINISHED = "finished", "已完成"
    CANCELLED = "cancelled", "已取消"


class PartnerRole(TextChoices):
    LEAD = "lead", "牵头"
    TAKES_PART = "takes_part", "参与"


class ProblemSource(TextChoices):
    RESIDENT = "resident", "居民反映"
    VISIT = "visit", "走访"
    COUNCIL = "council", "议事会"
    UNIT = "unit", "单位"
    STAFF = "staff", "工作人员"


class ProblemState(TextChoices):
    OPEN = "open", "办理中"
    OVERDUE = "overdue", "已逾期"
    SOLVED = "solved", "已解决"
    VERIFIED = "verified", "已核实"


class ClaimState(TextChoices):
    """Where a claim stands; `partnerships/workflow/claims.py` alone moves it."""

    PENDING = "pending", "待确认"
    CLAIMED = "claimed", "已认领"
    WORKING = "working", "办理中"
    DONE = "done", "已办结"
    RATED = "rated", "已评价"
    RETURNED = "returned", "退回"
    DECLINED = "declined", "谢绝"
    EXPIRED = "expired", "过期"


# The claim takes a place of the demand; the others have given it back.
HOLDING = (ClaimState.PENDING, ClaimState.CLAIMED, ClaimState.WORKING, ClaimState.DONE, ClaimState.RATED)
# Agreed by both sides, to be done.
UNDER_WAY = (ClaimState.CLAIMED, ClaimState.WORKING)
COMPLETED = (ClaimState.DONE, ClaimState.RATED)
# What the same states are called where a community orders a service (点单).
ORDER_WORDS = {
    ClaimState.PENDING: "待接单",
    ClaimState.CLAIMED: "已接单",
    ClaimState.WORKING: "服务中",
    ClaimState.DONE: "已出单",
    ClaimState.RATED: "已评单",
    ClaimState.RETURNED: "退单",
    ClaimState.DECLINED: "未接单",
    ClaimState.EXPIRED: "过期",
}


class ClaimOrigin(TextChoices):
    """How a claim came about."""

    ASSIGNED = "assigned", "派单"
    PUBLIC = "public", "网上认领"
    ENTERED = "entered", "代为登记"
    ORDERED = "ordered", "点单"


class BidState(TextChoices):
    """Where a team's bid for an offered project (揭榜) stands."""

    PENDING = "pending", "待遴选"
    CHOSEN = "chosen", "已揭榜"
    DECLINED = "declined", "未选中"


class ReportState(TextChoices):
    """Where a resident's report stands."""

    PENDING = "pending", "待受理"
    ACCEPTED = "accepted", "已受理"
    DISMISSED = "dismissed", "不予受理"


class FundKind(TextChoices):
    CHARITY = "charity", "社区慈善基金"
    BUDGET = "budget", "党建经费"
    OTHER = "other", "其他"


class FundState(TextChoices):
    """What the sum of a fund's entries says."""

    IN_CREDIT = "in_credit", "有结余"
    EMPTY = "empty", "无结余"
    OVERDRAWN = "overdrawn", "已透支"
