"""Choices of the app, with their groupings."""

from django.db.models import TextChoices


class OrganizationLevel(TextChoices):
    DISTRICT = "district", "区委"
    STREET = "street", "街道党工委"
    AREA = "area", "管区党委"
    COMMUNITY = "community", "社区党委"
    COMPOSITE = "composite", "综合党委"
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"


# The street's own line of command: a unit behind one of these is never a partner of the street.
STREET_LINE = (
    OrganizationLevel.DISTRICT,
    OrganizationLevel.STREET,
    OrganizationLevel.AREA,
    OrganizationLevel.COMMUNITY,
)


class UnitNature(TextChoices):
    GOVERNMENT = "government", "机关"
    INSTITUTION = "institution", "事业单位"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    MILITARY = "military", "部队"
    STATE_ENTERPRISE = "state_enterprise", "国有企业"
    PRIVATE_ENTERPRISE = "private_enterprise", "非公有制企业"
    SOCIAL_ORGANIZATION = "social_organization", "社会组织"
    PRIVATE_HOSPITAL = "private_hospital", "民办医疗机构"
    PRIVATE_SCHOOL = "private_school", "民办学校"
    OTHER = "other", "其他"


# 两新: new economic and new social organisations; private hospitals and schools are registered as the latter.
NEW_SECTOR = (
    UnitNature.PRIVATE_ENTERPRISE,
    UnitNature.SOCIAL_ORGANIZATION,
    UnitNature.PRIVATE_HOSPITAL,
    UnitNature.PRIVATE_SCHOOL,
)


class CouncilKind(TextChoices):
    JOINT_MEETING = "joint_meeting", "街道党建联席会"
    COMMUNITY_COUNCIL = "community_council", "社区共建议事会"
    GREATER_COMMITTEE = "greater_committee", "社区大党委"


class SeatTitle(TextChoices):
    CONVENER = "convener", "召集人"
    MEMBER_UNIT = "member_unit", "成员单位"
    PART_TIME = "part_time", "兼职委员"
    DELEGATE = "delegate", "两代表一委员"
    RESIDENT = "resident", "党员群众代表"


class StationKind(TextChoices):
    CENTER = "center", "党群服务中心"
    POST = "post", "党群服务站"
    INN = "inn", "红色驿站"
    CIVILIZATION = "civilization", "新时代文明实践站"
    PARK = "park", "党建主题公园"
    OTHER = "other", "其他"


class PostingRole(TextChoices):
    FIRST_SECRETARY = "first_secretary", "第一书记"
    COMMISSIONER = "commissioner", "党建专员"
    LIAISON = "liaison", "包联干部"


class PostingState(TextChoices):
    """Where a posting stands on a day; follows from its dates."""

    FUTURE = "future", "未开始"
    HELD = "held", "在任"
    ENDED = "ended", "已结束"


# They answer for a unit and are to visit it each quarter (包联).
TO_VISIT = (PostingRole.LIAISON,)


class AwardKind(TextChoices):
    STARS = "stars", "星级支部"
    MODEL = "model", "示范点"
    HONOUR = "honour", "荣誉"


class ApplicationState(TextChoices):
    """Where a 两新 application stands on a day; follows from its dates."""

    APPLIED = "applied", "待管区核验"
    VERIFIED = "verified", "待联合初审"
    REVIEWED = "reviewed", "待街道批复"
    APPROVED = "approved", "已批复"
    REFUSED = "refused", "未通过"
    FUTURE = "future", "未提出"


class ImportState(TextChoices):
    """Where an import of a ledger stands; `orgs/intake/workflow.py` alone moves it."""

    READING = "reading", "正在检查"
    ASKING = "asking", "等待指定表头"
    REFUSED = "refused", "不能读取"
    PREVIEWED = "previewed", "等待确认"
    COMMITTING = "committing", "正在入库"
    COMMITTED = "committed", "已入库"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class Verdict(TextChoices):
    """What an import would do with a row, in the order in which a preview tells them."""

    WRONG = "wrong", "出错"
    CHANGED = "changed", "更新"
    NEW = "new", "新增"
    SAME = "same", "未变"


class Role(TextChoices):
    """What a user may do in a branch; each role may all that those before it may (`orgs/access.py`)."""

    VIEW = "view", "查看"
    ENTER = "enter", "录入"
    REVIEW = "review", "审核"
    MANAGE = "manage", "管理"


class ReviewState(TextChoices):
    """Whether residents may be shown a record; `orgs/review.py` alone moves it."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"


class AuditAct(TextChoices):
    """What was done, as the audit tells it."""

    ADD = "add", "新增"
    CHANGE = "change", "修改"
    DELETE = "delete", "删除"
    RESTORE = "restore", "恢复"
    PURGE = "purge", "彻底删除"
    SUBMIT = "submit", "提交审核"
    PUBLISH = "publish", "审核发布"
    RETURN = "return", "退回"
    ACT = "act", "办理"
    IMPORT = "import", "导入"
    UNDO = "undo", "撤销导入"
    EXPORT = "export", "导出"
    REPORT = "report", "下载月报"
    DOWNLOAD = "download", "下载附件"
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    UNLOCK = "unlock", "解除锁定"
    PASSWORD = "password", "修改密码"
    SECOND_FACTOR = "second_factor", "动态口令"
    READ_PERSONAL = "read_personal", "查看个人信息"
    ERASE = "erase", "删除个人信息"
    REFUSAL = "refusal", "拒绝"


class AuditResult(TextChoices):
    DONE = "done", "成功"
    REFUSED = "refused", "被拒绝"
    FAILED = "failed", "失败"
