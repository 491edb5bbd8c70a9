"""Choices of the app, with their groupings."""

from django.db.models import TextChoices


class ActivityKind(TextChoices):
    PARTY_DAY = "party_day", "主题党日"
    LECTURE = "lecture", "讲堂"
    VOLUNTEERING = "volunteering", "志愿服务"
    OBSERVATION = "observation", "观摩"
    EXCHANGE = "exchange", "交流会"
    JOINT_MEETING = "joint_meeting", "联席会议"
    COUNCIL_MEETING = "council_meeting", "议事会"
    CULTURE = "culture", "文体活动"
    BRANCH_MEETING = "branch_meeting", "支部党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支部委员会"
    GROUP_MEETING = "group_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    OTHER = "other", "其他"


# 三会一课 and the monthly party day: what each branch is to hold so many times a month or quarter.
DUTIES = (
    ActivityKind.BRANCH_MEETING,
    ActivityKind.COMMITTEE_MEETING,
    ActivityKind.GROUP_MEETING,
    ActivityKind.PARTY_LECTURE,
    ActivityKind.PARTY_DAY,
)
# Held by a council; with an agenda, seats and resolutions.
COUNCIL_KINDS = (ActivityKind.JOINT_MEETING, ActivityKind.COUNCIL_MEETING)


class ActivityStatus(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    POSTPONED = "postponed", "已延期"
    CANCELLED = "cancelled", "已取消"
    CLOSED = "closed", "已结束"


SHOWN = (
    ActivityStatus.PUBLISHED,
    ActivityStatus.POSTPONED,
    ActivityStatus.CANCELLED,
    ActivityStatus.CLOSED,
)
TAKES_PLACE = (ActivityStatus.PUBLISHED, ActivityStatus.CLOSED)


class SignupStatus(TextChoices):
    """Where a sign-up stands; `events/workflow/signups.py` alone moves it."""

    WAITING = "waiting", "候补"
    CONFIRMED = "confirmed", "已报名"
    CANCELLED = "cancelled", "已取消"
    CHECKED_IN = "checked_in", "已签到"


# The sign-up takes places of the activity.
TAKES_PLACES = (SignupStatus.CONFIRMED, SignupStatus.CHECKED_IN)


class SignupState(TextChoices):
    """May one sign up for an activity now? Follows from its dates and from who has signed up."""

    NONE = "none", "不用报名"
    NOT_YET = "not_yet", "报名还没有开始"
    OPEN = "open", "可以报名"
    FULL = "full", "名额已满，可以候补"
    CLOSED = "closed", "报名已截止"
    OVER = "over", "活动已结束"
    CALLED_OFF = "called_off", "活动已取消或延期"


# One may send the form: for a place, or for the waiting list.
TAKES_SIGNUPS = (SignupState.OPEN, SignupState.FULL)


class SignupOrigin(TextChoices):
    WEB = "web", "网上报名"
    DESK = "desk", "代为报名"
    WALK_IN = "walk_in", "现场签到"


class Presence(TextChoices):
    PRESENT = "present", "到会"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "未到"


class ResolutionState(TextChoices):
    """Where what a meeting resolved stands on a day; follows from its dates."""

    OPEN = "open", "办理中"
    OVERDUE = "overdue", "已逾期"
    DONE = "done", "已办结"
    VERIFIED = "verified", "已核实"


class Period(TextChoices):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"


class NeedKind(TextChoices):
    """What is to become of a need that a visit found."""

    DEMAND = "demand", "需求"
    PROBLEM = "problem", "问题"


class VisitState(TextChoices):
    """Is something that a visit found still to be taken up?"""

    OPEN = "open", "有需求待转办"
    SETTLED = "settled", "已办好"


class VolunteerState(TextChoices):
    PENDING = "pending", "待审核"
    ACTIVE = "active", "在册"
    REFUSED = "refused", "未接收"
    LEFT = "left", "已退出"


class ServiceState(TextChoices):
    COUNTED = "counted", "有效"
    WITHDRAWN = "withdrawn", "已撤销"


class CertificateState(TextChoices):
    VALID = "valid", "有效"
    REVOKED = "revoked", "已作废"


class PointLine(TextChoices):
    """双线积分: two lines of accounts that are never added up."""

    UNITS = "units", "单位和党组织"
    VOLUNTEERS = "volunteers", "志愿者"


class PointEvent(TextChoices):
    """What gives points by a published rule."""

    SERVICE_HOUR = "service_hour", "志愿服务每小时"
    ACTIVITY_HELD = "activity_held", "主办活动每场"
    ACTIVITY_JOINED = "activity_joined", "参与活动每场"
    CLAIM_DONE = "claim_done", "办结认领每项"
    RESOLUTION_DONE = "resolution_done", "办结议定事项每项"
    OTHER = "other", "其他加分"


class RedemptionState(TextChoices):
    RESERVED = "reserved", "待领取"
    TAKEN = "taken", "已领取"
    CANCELLED = "cancelled", "已取消"


class PointRuleState(TextChoices):
    """Where a rule stands on a day; follows from its dates."""

    DRAFT = "draft", "草稿"
    COMING = "coming", "尚未生效"
    IN_FORCE = "in_force", "生效中"
    ENDED = "ended", "已停止"


class AccountState(TextChoices):
    OPEN = "open", "正常"
    OWING = "owing", "欠分"


class RewardState(TextChoices):
    IN_STOCK = "in_stock", "有库存"
    OUT_OF_STOCK = "out_of_stock", "已兑完"


class StarRuleState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公布"
    AWARDED = "awarded", "已评定"
