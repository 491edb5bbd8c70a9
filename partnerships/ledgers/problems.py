"""The ledger of problems."""

from orgs.intake.inlets import Choice, Day, Numbering, Text
from orgs.intake.membership import ManyToMany
from orgs.ledgers import Column, Kind, Ledger
from orgs.ledgers.related import Related
from partnerships.ledgers.in_charge import in_charge
from partnerships.ledgers.solution import SolutionDay
from partnerships.models import Problem

PROBLEMS = Ledger(
    key="problems",
    title="实际问题台账",
    model=Problem,
    words=("问题", "实际问题"),
    number="问题编号",
    identity=("问题", "归口党组织", "提出日期"),
    in_charge="归口党组织",
    measure="个",
    records=lambda at: (
        Problem.objects.as_of(at)
        .select_related("organization")
        .prefetch_related("units")
        .order_by("raised_on", "number", "pk")
    ),
    begins="raised_on",
    # A solution that did not hold stays in the months before it was reopened.
    happenings={
        "raised_on": "提出",
        "solved_then": "解决",
        "verified_then": "核实",
        "reopened_then": "重新办理",
    },
    columns=(
        Column(
            header="问题编号",
            read="number",
            width=6,
            writes=Numbering("number"),
            aliases="编号",
            hint="空着由系统编号；填了就按它认问题。",
        ),
        Column(
            header="问题",
            read="title",
            width=18,
            required=True,
            writes=Text("title"),
            aliases="问题名称 问题内容 问题描述 实际问题 具体问题",
            hint="写事不写人。",
            example="示例：楼道照明不亮",
        ),
        in_charge(width=10),
        Column(
            header="来源",
            read="get_source_display",
            width=5,
            required=True,
            writes=Choice(
                "source", {"居民反映": "群众反映 群众 居民", "走访": "入户走访 走访排查", "单位": "单位反映"}
            ),
            aliases="问题来源",
        ),
        Column(
            header="提出日期",
            read="raised_on",
            kind=Kind.DATE,
            width=7,
            required=True,
            writes=Day("raised_on"),
            aliases="反映日期 发现日期",
        ),
        Column(
            header="责任单位",
            read=Related("units"),
            width=13,
            writes=ManyToMany("units"),
            aliases="承办单位 办理单位 解决单位",
            hint="写单位名称，几家用“、”隔开。",
        ),
        Column(
            header="办理时限",
            read="due_on",
            kind=Kind.DATE,
            width=7,
            writes=Day("due_on"),
            aliases="办结时限 限办日期 完成时限",
        ),
        Column(
            header="解决日期",
            read="solved_then",
            kind=Kind.DATE,
            width=7,
            since="solved_then",
            writes=SolutionDay("solved_on"),
            aliases="办结日期 完成日期",
        ),
        Column(
            header="解决情况",
            read="result_then",
            width=18,
            since="solved_then",
            writes=Text("result"),
            aliases="解决结果 办理结果 办理情况",
            hint="填了解决日期就要写。",
        ),
        Column(header="备注", read="note", width=5, writes=Text("note")),
    ),
)
