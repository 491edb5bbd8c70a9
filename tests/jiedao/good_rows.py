"""Six good rows for each of the ten ledgers, in the order of its columns; the first fills them all."""

from datetime import date, datetime

from tests.orgs.factories import valid_uscc

STREET, AREA, EAST, WEST = "示例街道党工委", "示例管区党委", "东风社区党委", "西山社区党委"
BRANCH = "东风社区第一党支部"
SCHOOL, HOSPITAL, BUILDER = "示例第二中学", "示例医院（东院）", "示例建设集团有限公司"
CATEGORY, COUNCIL = "为民服务", "东风社区共建议事会"
AGREEMENT, PROJECT = "东风社区与示例第二中学共建协议", "示例助老项目"


def _day(month, day):
    return date(2019, month, day)


def _hour(month, day, hour):
    return datetime(2019, month, day, hour, 30)


_N = None
# fmt: off — one row of the sheet is one row here
_UNITS = (
    (
        "示例甲公司",
        valid_uscc(1),
        "国有企业",
        "金融",
        EAST,
        120,
        12,
        "王示例",
        "0532-88880001",
        "示例路1号",
        "一",
    ),
    ("示例乙公司", valid_uscc(2), "国有企业", "教育", EAST, 0, _N, "李示例", "13800000002", "示例路2号", _N),
    ("示例丙（集团）公司", _N, "非公有制企业", _N, WEST, 35, 3, _N, _N, _N, _N),
    ("示例丁学校", _N, "学校", _N, WEST, _N, _N, _N, _N, _N, _N),
    ("示例戊协会", _N, "社会组织", _N, _N, 7, 1, _N, "0532-88880005", _N, _N),
    ("示例己局", valid_uscc(6), "机关", _N, _N, _N, _N, _N, _N, "示例路6号", "备注六"),
)
_UNTIL = date(2022, 1, 2)
_ORGANIZATIONS = (
    (
        "示例甲综合党委",
        "综合党委",
        STREET,
        HOSPITAL,
        35,
        _day(1, 2),
        _UNTIL,
        "0532-88880011",
        "示例路1号",
        "一",
    ),
    ("示例乙党委", "党委", STREET, SCHOOL, 60, _day(2, 3), date(2022, 2, 3), _N, _N, _N),
    ("示例丙党支部", "党支部", EAST, _N, 8, _day(3, 4), _N, _N, _N, _N),
    ("示例丁党支部", "党支部", EAST, _N, _N, _N, _N, "0532-88880014", _N, _N),
    ("示例戊联合党支部", "联合党支部", WEST, _N, 5, _day(5, 6), date(2022, 5, 6), _N, _N, _N),
    ("示例己党总支", "党总支", WEST, BUILDER, 50, _N, _N, _N, "示例路6号", _N),
)
_END = _day(12, 31)
_AGREEMENTS = (
    (
        _N,
        "示例协议甲",
        EAST,
        f"{EAST}、{SCHOOL}",
        STREET,
        _day(5, 14),
        _day(5, 15),
        _END,
        _day(9, 2),
        "单位迁出。",
        "共建。",
        "一",
    ),
    (_N, "示例协议乙", EAST, f"{EAST}、{HOSPITAL}", AREA, _day(5, 20), _N, _END, _N, _N, _N, _N),
    (_N, "示例协议丙", WEST, f"{WEST}、{BRANCH}、{BUILDER}", _N, _day(6, 1), _N, _N, _N, _N, _N, _N),
    (_N, "示例协议丁", WEST, f"{WEST}、{SCHOOL}", _N, _day(6, 1), _N, _N, _N, _N, "互助。", _N),
    (_N, "示例协议戊", STREET, f"{SCHOOL}、{HOSPITAL}", STREET, _day(7, 8), _N, _N, _N, _N, _N, _N),
    (
        "共建〔2018〕6号",
        "示例协议己",
        AREA,
        f"{AREA}、{BUILDER}",
        _N,
        date(2018, 7, 8),
        _N,
        _N,
        _N,
        _N,
        _N,
        _N,
    ),
)
_ITEMS = (
    (
        _N,
        "示例条目甲",
        CATEGORY,
        EAST,
        SCHOOL,
        3,
        "间",
        "五十人。",
        "王示例",
        "0532-88880021",
        _day(4, 1),
        _END,
        "一",
    ),
    (_N, "示例条目乙", CATEGORY, EAST, HOSPITAL, 12, "次", _N, _N, "13800000022", _day(4, 2), _END, _N),
    (_N, "示例条目丙", CATEGORY, WEST, _N, _N, _N, "周末开放。", _N, _N, _day(4, 3), _N, _N),
    (_N, "示例条目丁", CATEGORY, WEST, BUILDER, 100, "人", _N, _N, _N, _day(4, 3), _N, _N),
    (_N, "示例条目戊", CATEGORY, STREET, _N, 0, _N, _N, _N, _N, _day(4, 5), _N, _N),
    ("清单6号", "示例条目己", CATEGORY, AREA, SCHOOL, _N, _N, _N, _N, _N, date(2018, 4, 6), _N, _N),
)
_PROJECTS = (
    (
        _N,
        "示例项目甲",
        CATEGORY,
        EAST,
        EAST,
        f"{SCHOOL}、{BRANCH}",
        AGREEMENT,
        _day(5, 1),
        _day(5, 2),
        _day(8, 1),
        "助老。",
        "已完成。",
        "一",
    ),
    (
        _N,
        "示例项目乙",
        CATEGORY,
        EAST,
        BUILDER,
        f"{SCHOOL}、{HOSPITAL}",
        _N,
        _day(5, 3),
        _day(5, 4),
        _N,
        "助学。",
        _N,
        _N,
    ),
    (_N, "示例项目丙", CATEGORY, WEST, WEST, _N, _N, _day(5, 5), _N, _N, _N, _N, _N),
    (_N, "示例项目丁", CATEGORY, WEST, HOSPITAL, WEST, _N, _day(5, 5), _N, _N, _N, _N, _N),
    (_N, "示例项目戊", CATEGORY, STREET, _N, _N, _N, _day(5, 7), _N, _N, _N, _N, _N),
    ("项目6号", "示例项目己", CATEGORY, AREA, AREA, _N, _N, date(2018, 5, 8), _N, _N, _N, _N, _N),
)
_PROBLEMS = (
    (
        _N,
        "示例楼道照明不亮",
        EAST,
        "居民反映",
        _day(4, 10),
        f"{SCHOOL}、{BUILDER}",
        _day(5, 10),
        _day(5, 8),
        "已加装照明。",
        "一",
    ),
    (_N, "示例路面积水", EAST, "走访", _day(4, 11), BUILDER, _day(5, 11), _N, _N, _N),
    (_N, "示例停车难", WEST, "议事会", _day(4, 12), _N, _N, _N, _N, _N),
    (_N, "示例电梯老化", WEST, "单位", _day(4, 13), HOSPITAL, _N, _day(6, 1), "已更换。", _N),
    (_N, "示例树木遮光", STREET, "居民反映", _day(4, 14), _N, _N, _N, _N, _N),
    ("问题6号", "示例井盖松动", AREA, "走访", date(2018, 4, 15), _N, _N, _N, _N, _N),
)
_SEATS = (
    (COUNCIL, EAST, SCHOOL, "召集人", _day(1, 10), date(2020, 1, 10), "一"),
    (COUNCIL, EAST, HOSPITAL, "成员单位", _day(1, 10), date(2020, 2, 10), _N),
    (COUNCIL, EAST, BUILDER, "成员单位", _day(1, 11), _N, _N),
    (COUNCIL, EAST, "区人大代表", "两代表一委员", _day(1, 12), _N, _N),
    (COUNCIL, EAST, "居民代表", "党员群众代表", _day(1, 13), _N, _N),
    (COUNCIL, EAST, SCHOOL, "成员单位", date(2020, 1, 10), _N, _N),
)
_ACTIVITIES = (
    (
        "示例活动甲",
        "讲堂",
        EAST,
        f"{SCHOOL}、{BRANCH}",
        "示例讲堂",
        3,
        _hour(5, 14, 9),
        _hour(5, 14, 11),
        "示例会议室",
        40,
        12.5,
        PROJECT,
        "圆满结束。",
        "一",
    ),
    (
        "示例活动乙",
        "志愿服务",
        EAST,
        HOSPITAL,
        _N,
        _N,
        _hour(5, 15, 9),
        _hour(5, 15, 10),
        "示例广场",
        20,
        40,
        _N,
        _N,
        _N,
    ),
    ("示例活动丙", "主题党日", WEST, WEST, _N, _N, _hour(5, 16, 14), _N, _N, _N, _N, _N, _N, _N),
    ("示例活动丁", "观摩", WEST, _N, "示例观摩", 1, _hour(5, 17, 14), _N, _N, 15, _N, _N, _N, _N),
    ("示例活动戊", "文体活动", STREET, _N, _N, _N, _hour(5, 18, 19), _N, _N, 0, 0, _N, _N, _N),
    ("示例活动己", "其他", AREA, BUILDER, _N, _N, _hour(5, 19, 8), _N, _N, _N, _N, _N, _N, _N),
)
# fmt: on
ROWS = {
    "units": _UNITS,
    "organizations": _ORGANIZATIONS,
    "agreements": _AGREEMENTS,
    "resources": _ITEMS,
    "demands": _ITEMS,
    "services": _ITEMS,
    "projects": _PROJECTS,
    "problems": _PROBLEMS,
    "seats": _SEATS,
    "activities": _ACTIVITIES,
}
