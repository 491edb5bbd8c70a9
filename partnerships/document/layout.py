"""How official documents are set (GB/T 9704-2012): A4, margins, type faces and sizes, 22 lines a page."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE, BODY, HEADING, SUBHEADING, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)  # 二号、三号、四号
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
LINE, TITLE_LINE = Pt(28), Pt(36)
_LATIN = "Times New Roman"
# What stands in where a face is not installed, and of which family it is.
_STAND_INS = {
    TITLE: ("宋体,SimSun,Noto Serif CJK SC", "roman"),
    BODY: ("仿宋,FangSong,Noto Serif CJK SC", "roman"),
    SUBHEADING: ("楷体,KaiTi,Noto Serif CJK SC", "roman"),
    HEADING: ("SimHei,Noto Sans CJK SC", "swiss"),
    NUMBER: ("SimSun,Noto Serif CJK SC", "roman"),
}
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail", "fontTable")
_FOOT = Mm(25)  # the number's line stands 7 mm under the text


def set_page(document: Document) -> None:
    """Its one section: paper, margins, the page's number outside on every page."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = _FOOT
    drop_unused(document)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], RIGHT, "right")
    _number(section.even_page_footer.paragraphs[0], LEFT, "left")
    _name_stand_ins(document)


def set_base(document: Document) -> None:
    """What every paragraph begins with, also those that clerks write in Word."""
    style = document.styles["Normal"]
    set_face(style, BODY, SIZE_3)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.widow_control = False
    _space_lines(style.paragraph_format, LINE)
    properties = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    properties.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")


def set_face(holder: Run, face: str, size: Length, *, bold: bool = False) -> None:
    """Of a run or a style."""
    holder.font.name, holder.font.size, holder.font.bold = _LATIN, size, bold
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")


def write(
    where: Document | _Cell,
    text: str = "",
    *,
    face: str = BODY,
    size: Length = SIZE_3,
    bold: bool = False,
    indent: int = 0,
    hanging: int = 0,
    align: WD_ALIGN_PARAGRAPH | None = None,
    with_next: bool = False,
    line: Length = LINE,
) -> Paragraph:
    """A paragraph; indent and hanging are counted in characters. with_next: on one page with what follows."""
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    _space_lines(paragraph.paragraph_format, line)
    if with_next:
        paragraph.paragraph_format.keep_with_next = True
    _indent(paragraph, indent, hanging, size)
    set_face(paragraph.add_run(text), face, size, bold=bold)
    return paragraph


def _space_lines(format_, line):
    format_.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    format_.line_spacing = line


def _indent(paragraph, first, hanging, size):
    """In characters for Word, which then follows the type's size, and in points for other readers."""
    if not first and not hanging:
        return
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    if first:
        properties.set(qn("w:firstLineChars"), str(first * 100))
        properties.set(qn("w:firstLine"), str(int(first * size.pt * 20)))
    else:
        for name in ("w:left", "w:hanging"):
            properties.set(qn(name), str(int(hanging * size.pt * 20)))
            properties.set(qn(f"{name}Chars"), str(hanging * 100))


def _number(paragraph, alignment, side):
    """— 1 —, one character in from the edge."""
    paragraph.alignment = alignment
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    properties.set(qn(f"w:{side}Chars"), "100")
    properties.set(qn(f"w:{side}"), str(int(SIZE_4.pt * 20)))
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        set_face(run, NUMBER, SIZE_4)
        if text is None:
            _field(run, "PAGE")


def _field(run, code):
    for kind in ("begin", None, "separate", "shown", "end"):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.text = code
        elif kind == "shown":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def drop_unused(document: Document) -> None:
    """What python-docx's own blank document brings along and none needs."""
    for holder in (document.part, document.part.package):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rpartition("/")[2] in _UNUSED:
                holder.rels.pop(key)


def _name_stand_ins(document):
    """The document's table of faces, each with those that may replace it."""
    part = document.part
    faces = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/></w:font>'
        for face, (others, family) in _STAND_INS.items()
    )
    table = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{faces}</w:fonts>'
    )
    name = PackURI("/word/fontTable.xml")
    fonts = Part(name, CONTENT_TYPE.WML_FONT_TABLE, table.encode(), part.package)
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
