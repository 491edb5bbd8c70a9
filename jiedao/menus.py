"""The staff side's menus, in the office's words and in the order of its work."""

from dataclasses import dataclass

from orgs.access import Action


@dataclass(frozen=True)
class Menu:
    name: str
    key: str
    models: tuple[str, ...]  # labels of registered models
    # (words, URL name, what one must be allowed with any of the models) of pages that no model has.
    links: tuple[tuple[str, str, Action], ...] = ()


MENUS = (
    Menu(
        "协议与单位",
        "agreements",
        (
            "partnerships.Agreement",
            "orgs.Unit",
            "orgs.Organization",
            "orgs.Council",
            "orgs.NewSectorApplication",
            "orgs.Station",
            "orgs.Brand",
            "orgs.Award",
        ),
        (("导入台账", "admin:import_index", Action.IMPORT),),
    ),
    Menu(
        "三张清单",
        "lists",
        ("partnerships.Resource", "partnerships.Demand", "partnerships.Service", "partnerships.Claim"),
        (("服务菜单", "admin:partnerships_service_menu", Action.ADD),),
    ),
    Menu(
        "项目与问题",
        "projects",
        (
            "partnerships.Project",
            "partnerships.Bid",
            "partnerships.Problem",
            "partnerships.ProblemReport",
            "partnerships.Fund",
            "orgs.Posting",
            "events.Visit",
        ),
    ),
    Menu(
        "活动",
        "activities",
        (
            "events.Activity",
            "events.Signup",
        ),
    ),
    Menu(
        "会议和组织生活",
        "meetings",
        ("events.AgendaTopic", "events.Resolution"),
        (("组织生活", "admin:events_duties", Action.VIEW),),
    ),
    Menu(
        "志愿服务",
        "volunteers",
        ("events.Volunteer", "events.VolunteerTeam", "events.ServiceRecord", "events.HoursCertificate"),
    ),
    Menu(
        "积分和奖励",
        "points",
        (
            "events.PointAccount",
            "events.PointEntry",
            "events.PointRule",
            "events.Reward",
            "events.Redemption",
            "events.StarRule",
        ),
        (
            ("结算积分", "admin:events_pointaccount_settle", Action.ADD),
            ("兑换核销", "admin:events_redemption_desk", Action.CHANGE),
        ),
    ),
    Menu(
        "统计与月报",
        "reports",
        ("orgs.IndicatorValue",),
        (
            ("共建月报", "admin:monthly_report", Action.EXPORT),
            ("公开统计", "jiedao:statistics", Action.VIEW),
        ),
    ),
    Menu(
        "设置",
        "settings",
        (
            "orgs.User",
            "orgs.BranchSetting",
            "partnerships.AgreementPaper",
            "events.MeetingDuty",
            "orgs.Category",
            "orgs.Indicator",
            "orgs.ConsentText",
            "orgs.AuditEntry",
            "orgs.TrashedRecord",
        ),
        (("个人信息", "admin:personal", Action.VIEW),),
    ),
)
