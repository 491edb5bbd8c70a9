"""会议纪要: the minutes of a council's meeting as a Word document, set as official documents are.

Who was there is told by seat. No persons are named: the office keeps no list of them.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from events.enums import Presence
from events.models import Activity
from lib.templatetags.jiedao_text import clock, day
from partnerships.document import layout
from partnerships.document.fields import balanced, plain

_NUMBERS = "一二三四五六七八九十"
_WIDTHS = (Mm(14), Mm(60), Mm(42), Mm(40))  # as wide as the text
_HEADERS = ("序号", "议定事项", "责任方", "办理时限")
_TEN = 10


def minutes_document(meeting: Activity) -> bytes:
    """A .docx. Three queries, however long the meeting was."""
    document = Document()
    _describe(document, meeting)
    layout.set_base(document)
    layout.set_page(document)
    _write_head(document, meeting)
    _write_seats(document, meeting)
    _write_topics(document, meeting)
    _write_resolutions(document, meeting)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def file_name(meeting: Activity) -> str:
    return f"{meeting.title.removesuffix('会议')}会议纪要（{day(meeting.starts_at)}）.docx"


def _describe(document, meeting):
    properties = document.core_properties
    properties.title = plain(meeting.title)[:255]
    properties.author = plain(str(meeting.organization))[:255]
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)


def _write_head(document, meeting):
    title = plain(meeting.title)
    layout.write(
        document,
        balanced(title if title.endswith("纪要") else f"{title}纪要"),
        face=layout.TITLE,
        size=layout.SIZE_2,
        bold=True,
        align=layout.CENTRE,
        line=layout.TITLE_LINE,
    )
    layout.write(document)
    _write_fact(document, "时间", _time(meeting))
    _write_fact(document, "地点", plain(meeting.place) or (str(meeting.station or "")))
    _write_fact(document, "会议", plain(str(meeting.council)))
    _write_fact(document, "召集", plain(str(meeting.organization)))


def _time(meeting):
    ends = meeting.ends_at
    return f"{day(meeting.starts_at)}{clock(meeting.starts_at)}" + (f"至{clock(ends)}" if ends else "")


def _write_fact(document, label, text):
    if text:
        paragraph = layout.write(document, f"{label}：", face=layout.HEADING, hanging=3)
        layout.set_face(paragraph.add_run(text), layout.BODY, layout.SIZE_3)


def _write_seats(document, meeting):
    """Nothing where nobody noted who was there."""
    noted = meeting.seat_attendances.select_related("seat__unit").order_by("seat__since", "seat__pk")
    by_presence = {}
    for each in noted:
        by_presence.setdefault(each.presence, []).append(plain(str(each.seat)))
    for presence, label in ((Presence.PRESENT, "出席"), (Presence.LEAVE, "请假"), (Presence.ABSENT, "缺席")):
        _write_fact(document, label, "、".join(by_presence.get(presence, ())))


def _write_topics(document, meeting):
    topics = list(meeting.topics.select_related("seat__unit").order_by("order", "pk"))
    if not topics:
        return
    layout.write(document)
    layout.write(document, "会议议题和讨论情况如下：", indent=2, with_next=True)
    for place, topic in enumerate(topics, start=1):
        heading = f"{numeral(place)}、{plain(topic.title)}"
        layout.write(document, heading, face=layout.HEADING, indent=2, with_next=bool(topic.conclusion))
        for line in topic.conclusion.splitlines():
            if line.strip():
                layout.write(document, plain(line.strip()), indent=2)


def _write_resolutions(document, meeting):
    resolutions = list(meeting.resolutions.select_related("owner", "owner_unit").order_by("pk"))
    if not resolutions:
        return
    layout.write(document)
    layout.write(document, "会议议定以下事项：", indent=2, with_next=True)
    table = document.add_table(rows=1, cols=len(_HEADERS))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    _write_row(table.rows[0], _HEADERS, face=layout.HEADING)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for place, each in enumerate(resolutions, start=1):
        due = day(each.due_on) if each.due_on else "—"
        _write_row(table.add_row(), (str(place), plain(each.text), plain(each.owners), due))


def _write_row(row, texts, *, face=layout.BODY):
    """No row is torn between pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, _WIDTHS, strict=True):
        cell.width = width
        layout.write(cell, text, face=face, size=layout.SIZE_4)
        cell._tc.remove(cell.paragraphs[0]._p)
        _stand_in_the_middle(cell)


def _stand_in_the_middle(cell):
    align = OxmlElement("w:vAlign")
    align.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(align)


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 二十一: as headings are numbered, up to 99."""
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _NUMBERS[ones - 1]
    before = "" if tens == 1 else _NUMBERS[tens - 1]
    return f"{before}十{_NUMBERS[ones - 1] if ones else ''}"
