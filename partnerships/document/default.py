"""The template that stands in where an office has uploaded none, made by program."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm

from partnerships.document import layout

_SEAL = Mm(52)  # of a row of signatures: a seal is 42 mm wide
_HALF = Mm(78)


@cache
def default_template() -> bytes:
    """A .docx with the fields of `partnerships/document/fields.py`."""
    document = Document()
    _describe(document)
    layout.set_base(document)
    layout.set_page(document)
    _write_head(document)
    _write_body(document)
    _write_signatures(document)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _describe(document):
    properties = document.core_properties
    properties.title, properties.author = "{{ 协议名称 }}", "{{ 归口党组织 }}"
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)


def _write_head(document):
    layout.write(
        document,
        "{{ 标题 }}",
        face=layout.TITLE,
        size=layout.SIZE_2,
        bold=True,
        align=layout.CENTRE,
        line=layout.TITLE_LINE,
    )
    layout.write(document, "{%p if 协议编号 %}")
    layout.write(document, "（编号：{{ 协议编号 }}）", face=layout.SUBHEADING, align=layout.CENTRE)
    layout.write(document, "{%p endif %}")
    layout.write(document)
    layout.write(document, "{%p for 方 in 签约方 %}")
    layout.write(document, "{{ 方.称谓 }}：{{ 方.名称 }}", hanging=3)
    layout.write(document, "{%p endfor %}")
    layout.write(document)


def _write_body(document):
    """The last paragraph goes with the signatures: no page is nothing but these."""
    layout.write(document, "{%p for 段 in 段落 %}")
    layout.write(document, "{%p if 段.末 %}")
    _write_paragraph(document, layout.SUBHEADING, with_next=True)
    layout.write(document, "{%p elif 段.级 == 1 %}")
    _write_paragraph(document, layout.HEADING, with_next=True)
    layout.write(document, "{%p else %}")
    _write_paragraph(document, layout.SUBHEADING)
    layout.write(document, "{%p endif %}")
    layout.write(document, "{%p endfor %}")
    layout.write(document, "{%p if 期限 %}")
    layout.write(document, "{{ 期限 }}", indent=2, with_next=True)
    layout.write(document, "{%p endif %}")
    layout.write(document, with_next=True)


def _write_paragraph(document, face, *, with_next=False):
    """A heading, where the paragraph begins with one, and the text behind it."""
    paragraph = layout.write(document, "{{ 段.题 }}", face=face, indent=2, with_next=with_next)
    layout.set_face(paragraph.add_run("{{ 段.文 }}"), layout.BODY, layout.SIZE_3)


def _write_signatures(document):
    """Two parties beside each other, each with room for its seal; no row is torn between pages."""
    table = document.add_table(rows=3, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row, loop in ((table.rows[0], "{%tr for 行 in 落款 %}"), (table.rows[2], "{%tr endfor %}")):
        row.cells[0].paragraphs[0].add_run(loop)
    row = table.rows[1]
    row.height, row.height_rule = _SEAL, WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, side in zip(row.cells, ("左", "右"), strict=True):
        cell.width = _HALF
        for field in ("盖章", "名称", "签字", "日期"):
            line = layout.write(cell, f"{{{{ 行.{side}.{field} }}}}")
            if field == "日期":
                line.alignment, line.paragraph_format.right_indent = layout.RIGHT, 2 * layout.SIZE_3
        cell._tc.remove(cell.paragraphs[0]._p)
