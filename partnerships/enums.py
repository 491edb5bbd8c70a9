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


class ProblemState(TextChoices):
    OPEN = "open", "办理中"
    OVERDUE = "overdue", "已逾期"
    SOLVED = "solved", "已解决"
    VERIFIED = "verified", "已核实"
