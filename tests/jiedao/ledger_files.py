"""A good file for each of the ten ledgers, the office that it belongs to, and the ways in and out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime

from django.apps import apps
from django.core.files.base import ContentFile

from jiedao.ledgers import LEDGERS
from lib.days import today
from orgs.enums import Verdict
from orgs.intake import workflow
from orgs.ledgers import Ledger
from orgs.ledgers.rows import rows
from orgs.ledgers.workbook import export_workbook
from orgs.models import ImportBatch
from orgs.models.category import CategoryKind
from tests.harness.spreadsheets import xlsx_bytes
from tests.orgs.factories import CategoryFactory, CouncilFactory, OrganizationFactory, UnitFactory, valid_uscc
from tests.partnerships.factories import AgreementFactory, ProjectFactory

STREET, AREA, EAST, WEST = "示例街道党工委", "示例管区党委", "东风社区党委", "西山社区党委"
BRANCH = "东风社区第一党支部"
SCHOOL, HOSPITAL, BUILDER = "示例第二中学", "示例医院（东院）", "示例建设集团有限公司"
CATEGORY, COUNCIL = "为民服务", "东风社区共建议事会"
AGREEMENT, PROJECT = "东风社区与示例第二中学共建协议", "示例助老项目"


def found_office() -> None:
    """All that the good files name."""
    street = OrganizationFactory(street=True, name=STREET, short_name="示例街道")
    area = OrganizationFactory(area=True, name=AREA, parent=street)
    east = OrganizationFactory(community=True, name=EAST, short_name="东风社区", parent=area)
    OrganizationFactory(community=True, name=WEST, short_name="西山社区", parent=area)
    OrganizationFactory(branch=True, name=BRANCH, parent=east)
    school = UnitFactory(school=True, name=SCHOOL)
    UnitFactory(hospital=True, name=HOSPITAL)
    UnitFactory(name=BUILDER)
    for kind in CategoryKind:
        CategoryFactory(kind=kind, name=CATEGORY)
    CouncilFactory(organization=east, name=COUNCIL)
    agreement = AgreementFactory(
        organization=east, title=AGREEMENT, parties=[east, school], signed_on=date(2018, 5, 14)
    )
    ProjectFactory(organization=east, agreement=agreement, title=PROJECT, decided_on=date(2018, 6, 1))


@dataclass
class Grid:
    """Header and rows of a good file; `merged` as in a page, the header being row 0."""

    ledger: Ledger
    headers: list[str]
    rows: list[list]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def at(self, header: str) -> int:
        return self.headers.index(header)

    def column(self, header: str) -> list:
        return [row[self.at(header)] for row in self.rows]

    def put(self, header: str, value: object, row: int = 0) -> None:
        self.rows[row][self.at(header)] = value

    @property
    def all(self) -> list[list]:
        return [self.headers, *self.rows]

    def xlsx(self) -> bytes:
        return xlsx_bytes(self.all, self.merged)


def good(key: str) -> Grid:
    """Six new rows, every column filled in the first."""
    ledger = LEDGERS[key]
    headers = [column.header for column in ledger.columns]
    return Grid(ledger, headers, [list(row) for row in deepcopy(_ROWS[key])])


def receive(ledger: Ledger, content: bytes, name: str = "台账.xlsx", user=None, **options) -> ImportBatch:
    """The batch, checked."""
    batch = workflow.receive(ledger, ContentFile(content, name=name), user=user, **options)
    workflow.check(batch, ledger)
    return batch


def take_in(ledger: Ledger, content: bytes, name: str = "台账.xlsx", user=None, **options) -> ImportBatch:
    """The batch, checked and committed."""
    batch = receive(ledger, content, name, user, **options)
    workflow.commit(batch, ledger, user)
    return batch


def grid_in(ledger: Ledger, rows: Sequence[Sequence], **options) -> ImportBatch:
    return take_in(ledger, xlsx_bytes(rows), **options)


def exported(ledger: Ledger, organization=None) -> bytes:
    file = io.BytesIO()
    export_workbook(ledger, ledger.complete(today(), organization), "示例街道", file, today())
    return file.getvalue()


def verdicts(batch: ImportBatch) -> dict[Verdict, int]:
    """Those that there are."""
    return {verdict: count for verdict, count in batch.counts.items() if count}


def errors(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """(line, header, message)"""
    return [
        (row["line"], header, message)
        for page in batch.pages.filter(verdict=Verdict.WRONG)
        for row in page.rows
        for header, message in row["errors"]
    ]


def changes(batch: ImportBatch) -> list[tuple[int, str, str, str]]:
    """(line, header, before, after), in words"""
    pages = batch.pages.filter(verdict=Verdict.CHANGED)
    return [(row["line"], *change) for page in pages for row in page.rows for change in row["changes"]]


def stored(ledger: Ledger) -> list[tuple]:
    """All of the ledger, as an export writes it."""
    return list(rows(ledger, ledger.complete(today())))


def row_counts() -> dict[str, int]:
    """Of every table but those of the imports themselves."""
    ours = [
        m for label in ("orgs", "partnerships", "events") for m in apps.get_app_config(label).get_models(True)
    ]
    return {
        m._meta.label: m._base_manager.count()
        for m in ours
        if not m._meta.proxy and not m.__name__.startswith("Import")
    }


def _day(month, day):
    return date(2019, month, day)


def _hour(month, day, hour):
    return datetime(2019, month, day, hour, 30)


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
    (
        "示例乙公司",
        valid_uscc(2),
        "国有企业",
        "教育",
        EAST,
        0,
        None,
        "李示例",
        "13800000002",
        "示例路2号",
        None,
    ),
    ("示例丙（集团）公司", None, "非公有制企业", None, WEST, 35, 3, None, None, None, None),
    ("示例丁学校", None, "学校", None, WEST, None, None, None, None, None, None),
    ("示例戊协会", None, "社会组织", None, None, 7, 1, None, "0532-88880005", None, None),
    ("示例己局", valid_uscc(6), "机关", None, None, None, None, None, None, "示例路6号", "备注六"),
)
_ORGANIZATIONS = (
    (
        "示例甲综合党委",
        "综合党委",
        STREET,
        HOSPITAL,
        35,
        _day(1, 2),
        date(2022, 1, 2),
        "0532-88880011",
        "示例路1号",
        "一",
    ),
    ("示例乙党委", "党委", STREET, SCHOOL, 60, _day(2, 3), date(2022, 2, 3), None, None, None),
    ("示例丙党支部", "党支部", EAST, None, 8, _day(3, 4), None, None, None, None),
    ("示例丁党支部", "党支部", EAST, None, None, None, None, "0532-88880014", None, None),
    ("示例戊联合党支部", "联合党支部", WEST, None, 5, _day(5, 6), date(2022, 5, 6), None, None, None),
    ("示例己党总支", "党总支", WEST, BUILDER, 50, None, None, None, "示例路6号", None),
)
_AGREEMENTS = (
    (
        None,
        "示例协议甲",
        EAST,
        f"{EAST}、{SCHOOL}",
        STREET,
        _day(5, 14),
        _day(5, 15),
        _day(12, 31),
        _day(9, 2),
        "单位迁出。",
        "共建。",
        "一",
    ),
    (None, "示例协议乙", EAST, f"{EAST}、{HOSPITAL}", AREA, _day(5, 20), None, _day(12, 31), *[None] * 4),
    (None, "示例协议丙", WEST, f"{WEST}、{BRANCH}、{BUILDER}", None, _day(6, 1), *[None] * 6),
    (None, "示例协议丁", WEST, f"{WEST}、{SCHOOL}", None, _day(6, 1), None, None, None, None, "互助。", None),
    (None, "示例协议戊", STREET, f"{SCHOOL}、{HOSPITAL}", STREET, _day(7, 8), *[None] * 6),
    ("共建〔2018〕6号", "示例协议己", AREA, f"{AREA}、{BUILDER}", None, date(2018, 7, 8), *[None] * 6),
)
_ITEMS = (
    (
        None,
        "示例条目甲",
        CATEGORY,
        EAST,
        SCHOOL,
        3,
        "间",
        "可容纳五十人。",
        "王示例",
        "0532-88880021",
        _day(4, 1),
        _day(12, 31),
        "一",
    ),
    (
        None,
        "示例条目乙",
        CATEGORY,
        EAST,
        HOSPITAL,
        12,
        "次",
        None,
        None,
        "13800000022",
        _day(4, 2),
        _day(12, 31),
        None,
    ),
    (None, "示例条目丙", CATEGORY, WEST, None, None, None, "周末开放。", None, None, _day(4, 3), None, None),
    (None, "示例条目丁", CATEGORY, WEST, BUILDER, 100, "人", None, None, None, _day(4, 3), None, None),
    (None, "示例条目戊", CATEGORY, STREET, None, 0, None, None, None, None, _day(4, 5), None, None),
    (
        "清单6号",
        "示例条目己",
        CATEGORY,
        AREA,
        SCHOOL,
        None,
        None,
        None,
        None,
        None,
        date(2018, 4, 6),
        None,
        None,
    ),
)
_PROJECTS = (
    (
        None,
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
        None,
        "示例项目乙",
        CATEGORY,
        EAST,
        BUILDER,
        f"{SCHOOL}、{HOSPITAL}",
        None,
        _day(5, 3),
        _day(5, 4),
        None,
        "助学。",
        None,
        None,
    ),
    (None, "示例项目丙", CATEGORY, WEST, WEST, None, None, _day(5, 5), *[None] * 5),
    (None, "示例项目丁", CATEGORY, WEST, HOSPITAL, WEST, None, _day(5, 5), *[None] * 5),
    (None, "示例项目戊", CATEGORY, STREET, None, None, None, _day(5, 7), *[None] * 5),
    ("项目6号", "示例项目己", CATEGORY, AREA, AREA, None, None, date(2018, 5, 8), *[None] * 5),
)
_PROBLEMS = (
    (
        None,
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
    (None, "示例路面积水", EAST, "走访", _day(4, 11), BUILDER, _day(5, 11), None, None, None),
    (None, "示例停车难", WEST, "议事会", _day(4, 12), None, None, None, None, None),
    (None, "示例电梯老化", WEST, "单位", _day(4, 13), HOSPITAL, None, _day(6, 1), "已更换。", None),
    (None, "示例树木遮光", STREET, "居民反映", _day(4, 14), *[None] * 5),
    ("问题6号", "示例井盖松动", AREA, "走访", date(2018, 4, 15), *[None] * 5),
)
_SEATS = (
    (COUNCIL, EAST, SCHOOL, "召集人", _day(1, 10), date(2020, 1, 10), "一"),
    (COUNCIL, EAST, HOSPITAL, "成员单位", _day(1, 10), date(2020, 2, 10), None),
    (COUNCIL, EAST, BUILDER, "成员单位", _day(1, 11), None, None),
    (COUNCIL, EAST, "区人大代表", "两代表一委员", _day(1, 12), None, None),
    (COUNCIL, EAST, "居民代表", "党员群众代表", _day(1, 13), None, None),
    (COUNCIL, EAST, SCHOOL, "成员单位", date(2020, 1, 10), None, None),
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
        None,
        None,
        _hour(5, 15, 9),
        _hour(5, 15, 10),
        "示例广场",
        20,
        40,
        None,
        None,
        None,
    ),
    (
        "示例活动丙",
        "主题党日",
        WEST,
        WEST,
        None,
        None,
        _hour(5, 16, 14),
        None,
        None,
        None,
        None,
        None,
        None,
        None,
    ),
    (
        "示例活动丁",
        "观摩",
        WEST,
        None,
        "示例观摩",
        1,
        _hour(5, 17, 14),
        None,
        None,
        15,
        None,
        None,
        None,
        None,
    ),
    (
        "示例活动戊",
        "文体活动",
        STREET,
        None,
        None,
        None,
        _hour(5, 18, 19),
        None,
        None,
        0,
        0,
        None,
        None,
        None,
    ),
    (
        "示例活动己",
        "其他",
        AREA,
        BUILDER,
        None,
        None,
        _hour(5, 19, 8),
        None,
        None,
        None,
        None,
        None,
        None,
        None,
    ),
)
_ROWS = {
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
