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
    OTHER = "other", "其他"


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
