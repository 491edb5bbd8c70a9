"""The empty workbook of a ledger: to be filled in and uploaded, with all that helps to fill it in right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.db.models import CharField, Field, Model

from lib import cells
from lib.days import today
from lib.sheets import Book, form
from lib.sheets.column import Align
from lib.sheets.column import Column as PrintedColumn
from lib.sheets.plain import Holds
from orgs.intake.inlets import Choice, Phone, Text
from orgs.intake.members import Members
from orgs.intake.references import Key, Reference
from orgs.intake.seats import CouncilOf, Holder
from orgs.ledgers.base import Column, Kind, Ledger
from orgs.models import Council, Organization, Unit, User
from orgs.names import Names

EXAMPLE = "【示例】"  # import leaves a row out whose first cell begins so
MOST_NAMES = 2_000  # in a drop-down list; nobody scrolls further, and any other name can be typed
_DAY, _MOMENT = "2019-05-14", "2019-05-14 9:00"
_HOW = (
    PrintedColumn(header="栏目", width=9),
    PrintedColumn(header="必填", width=4, align=Align.CENTER),
    PrintedColumn(header="怎么填", width=36),
    PrintedColumn(header="例子", width=16),
)
_MANY = 12  # words that are told in full


def blank(ledger: Ledger, user: User | None, file: BinaryIO) -> None:
    """Write the workbook: the form, and the sheet 填写说明. It offers the names that the user may write."""
    names = Names(user)
    choices = {column.header: list(_choices(column, ledger, user, names)) for column in ledger.columns}
    book = Book(title=f"{ledger.title}（模板）", author="", created=today())
    book.form(
        ledger.title, [_field(column, ledger, choices[column.header]) for column in ledger.columns], "选项"
    )
    sheet = book.add("填写说明", _HOW)
    sheet.title(f"{ledger.title}填写说明")
    sheet.header()
    for column in ledger.columns:
        offered = choices[column.header]
        how = "".join(_how(column, ledger, offered))
        needed = "必填" if column.required else None
        sheet.row([column.header, needed, how, _told_example(column, offered)])
    for number, rule in enumerate(_rules(ledger), start=1):
        sheet.note(f"{number}. {rule}")
    book.save(file)


def _field(column, ledger, choices):
    first = column is ledger.columns[0]
    example = _example(column, choices)
    return form.Field(
        header=column.header,
        width=column.width,
        holds=Holds(column.kind.value),
        required=column.required,
        example=f"{EXAMPLE}{example or ''}" if first else example,
        choices=choices,
        strict=isinstance(column.writes, Choice),
    )


def _example(column, choices):
    """What stands in the example's row; only what a record must have where nothing better is known."""
    if column.kind is Kind.DATE:
        return cells.day(column.example or _DAY) if column.required or column.example else None
    if column.kind is Kind.MOMENT:
        return cells.moment(column.example or _MOMENT) if column.required or column.example else None
    if column.kind is Kind.NUMBER:
        return cells.decimal(column.example)
    if column.example or not column.required:
        return column.example or None
    return choices[0] if choices else None


def _told_example(column, choices):
    if column.example:
        return column.example
    return {Kind.DATE: _DAY, Kind.MOMENT: _MOMENT}.get(column.kind) or (choices[0] if choices else None)


def _choices(column: Column, ledger: Ledger, user: User | None, names: Names) -> Iterator[str]:
    """The words or names that a cell can hold; empty where they cannot be listed."""
    inlet = column.writes
    if isinstance(inlet, Choice):
        return (str(word) for _, word in _model_field(column, ledger).flatchoices)
    if column.header == ledger.in_charge:
        namebook = inlet.namebook(names)
        return _labels(namebook, Organization if user is None else Organization.objects.managed_by(user))
    if isinstance(inlet, CouncilOf):
        councils = Council.objects.all() if user is None else Council.objects.managed_by(user)
        return iter(dict.fromkeys(councils.values_list("name", flat=True)[:MOST_NAMES]))
    if isinstance(inlet, Holder):
        return _labels(names.units, Unit)
    if isinstance(inlet, Reference):
        return _labels(inlet.namebook(names), _model_field(column, ledger).related_model)
    return iter(())


def _labels(namebook, rows):
    """The namebook's labels, in the order in which the rows are usually listed."""
    queryset = rows._default_manager.all() if isinstance(rows, type) and issubclass(rows, Model) else rows
    shown = (namebook.label(key) for key in queryset.values_list("pk", flat=True) if key in namebook)
    return (label for _, label in zip(range(MOST_NAMES), shown, strict=False))


def _model_field(column: Column, ledger: Ledger) -> Field:
    return ledger.model._meta.get_field(column.writes.name)


def _how(column: Column, ledger: Ledger, choices: list[str]) -> Iterator[str]:
    """How to fill the column in, sentence by sentence."""
    inlet = column.writes
    if column.hint:
        yield column.hint
    if isinstance(inlet, Choice):
        yield f"从下拉列表中选一项：{'、'.join(choices)}。"
    elif choices:
        known = f"：{'、'.join(choices)}" if column.read == "category.name" and len(choices) <= _MANY else ""
        yield f"可从下拉列表中选{known}。"
    elif isinstance(inlet, Key) and not column.hint:
        yield "写全称。"
    elif isinstance(inlet, Members) and "“、”" not in column.hint:
        yield "几个名称用“、”隔开。"
    elif isinstance(inlet, Phone):
        yield "写手机号，或带区号的固定电话。"
    elif isinstance(inlet, Text):
        yield from _length(_model_field(column, ledger))
    yield from _of_kind(column)


def _length(field):
    if isinstance(field, CharField):
        yield f"不超过{field.max_length}字。"
    else:
        yield "可以分行写。"


def _of_kind(column):
    if column.kind is Kind.DATE:
        yield "写到年月日。"
    elif column.kind is Kind.MOMENT:
        yield "写日期和时间，中间空一格。"
    elif column.kind is Kind.NUMBER:
        yield "只写数字，不带单位。"


def _rules(ledger):
    yield "一行写一条记录，从表头的下一行写起。请不要改表头的文字，不要合并单元格。"
    yield "带“*”的栏必须填写。"
    yield "一格里要写几个名称时，用“、”隔开。"
    yield "日期写成 2019-05-14、2019.5.14 或 2019年5月14日都可以。"
    told = "、".join(ledger.identity)
    if ledger.number:
        yield f"填了{ledger.number}的，按{ledger.number}认记录；没有填的，按{told}认。"
    else:
        yield f"系统按{told}认记录。"
    yield "已有的记录会更新，不会重复；同一份表再次导入，什么也不会变。"
    yield "更新已有的记录时，空单元格会把系统里原来的内容清空；不想改的栏，请整列删去（必填的栏要留着）。"
    yield f"第一格以“{EXAMPLE}”开头的行不读，可以删去，也可以留着。"
