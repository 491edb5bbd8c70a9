"""The Word document of an agreement, read back as Word would."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from partnerships.document import agreement_document, default_template
from partnerships.document.fields import balanced, values
from partnerships.models import AgreementPaper
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

CONTENT = "为了共建，签订本协议。\n一、共建内容\n（一）组织共建。每季度开会一次。\n1.先预约。"


def read(content: bytes):
    return Document(io.BytesIO(content))


def words(document) -> list[str]:
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    paragraphs = [*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)]
    return [paragraph.text for paragraph in paragraphs if paragraph.text]


def face(run):
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


@pytest.fixture
def agreement(tree):
    school, bank = UnitFactory(name="示例第二中学"), UnitFactory(name="示例银行")
    made = AgreementFactory(
        organization=tree.community,
        title="示例社区党委与示例第二中学结对共建协议",
        parties=[tree.community, school, bank],
        witness=tree.street,
        content=CONTENT,
        ends_on=date(2022, 5, 13),
    )
    made.parties.filter(unit=school).update(signatory_post="校长", signed_on=date(2019, 5, 16))
    return made


def test_page_is_set_as_official_documents_are(agreement):
    """GB/T 9704-2012: A4, margins 37, 35, 28 and 26 mm, the page's number outside on every page."""
    document = read(agreement_document(agreement))
    (section,) = document.sections
    near = Mm(0.1)
    for found, wanted in (
        (section.page_width, Mm(210)),
        (section.page_height, Mm(297)),
        (section.top_margin, Mm(37)),
        (section.bottom_margin, Mm(35)),
        (section.left_margin, Mm(28)),
        (section.right_margin, Mm(26)),
    ):
        assert abs(found - wanted) < near
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        (line,) = footer.paragraphs
        assert line.text == "— 1 —"
        assert {run.font.size for run in line.runs} == {Pt(14)}
        assert "PAGE" in line._p.xml


def test_title_body_and_headings_have_their_faces_and_sizes(agreement):
    document = read(agreement_document(agreement))
    lines = {line.text.replace("\n", ""): line for line in document.paragraphs}
    title = lines[agreement.title]
    assert (title.runs[0].font.size, title.runs[0].font.bold, face(title.runs[0])) == (
        Pt(22),
        True,
        "方正小标宋简体",
    )
    body = lines["为了共建，签订本协议。"]
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert {(run.font.size, face(run)) for run in body.runs if run.text} == {(Pt(16), "仿宋_GB2312")}
    assert face(lines["一、共建内容"].runs[0]) == "黑体"
    heading, rest = lines["（一）组织共建。每季度开会一次。"].runs
    assert [(heading.text, face(heading)), (rest.text, face(rest))] == [
        ("（一）组织共建。", "楷体_GB2312"),
        ("每季度开会一次。", "仿宋_GB2312"),
    ]


def test_every_party_and_the_witness_have_a_seal_and_a_date_line(agreement, tree):
    told = words(read(agreement_document(agreement)))
    for expected in (
        f"甲方：{tree.community.name}",
        "乙方：示例第二中学",
        "丙方：示例银行",
        f"（编号：{agreement.number}）",
        "本协议自2019年5月14日起生效，至2022年5月13日止。",
    ):
        assert expected in told
    table = read(agreement_document(agreement)).tables[0]
    sides = [[line.text for line in cell.paragraphs] for row in table.rows for cell in row.cells]
    assert sides == [
        ["甲方（盖章）：", tree.community.name, "代表（签字）：", "2019年5月14日"],
        ["乙方（盖章）：", "示例第二中学", "校长（签字）：", "2019年5月16日"],
        ["丙方（盖章）：", "示例银行", "代表（签字）：", "2019年5月14日"],
        ["见证方（盖章）：", tree.street.name, "代表（签字）：", "2019年5月14日"],
    ]


def test_draft_leaves_room_for_the_dates(tree):
    agreement = AgreementFactory(organization=tree.community, draft=True, content="互相帮助。")
    told = words(read(agreement_document(agreement)))
    assert told.count("　　　　年　　月　　日") == 2
    assert not [line for line in told if "编号" in line or "起生效" in line]


def test_term_that_the_text_tells_itself_is_not_told_twice(tree):
    agreement = AgreementFactory(organization=tree.community, content="本协议有效期三年。")
    assert values(agreement)["期限"] == ""


@pytest.mark.parametrize(
    "hostile", ["{{ 1234*7 }}", "{% for a in b %}", "<w:br/>&amp;", "a\x0bb\x07c", "{_{ 甲 }_}"]
)
def test_hostile_words_stay_words(tree, hostile):
    agreement = AgreementFactory(organization=tree.community, title=f"甲{hostile}乙", content=hostile)
    told = "".join(words(read(agreement_document(agreement)))).replace("\n", "")
    seen = hostile.replace("\x0b", "").replace("\x07", "").replace("{_{", "{{").replace("}_}", "}}")
    assert told.count(seen) == 2
    assert "8638" not in told


def test_long_title_is_broken_into_lines_of_much_the_same_length():
    assert balanced("示例结对共建协议") == "示例结对共建协议"
    assert balanced("示例街道党工委海滨社区党委与驻区单位关于共同开展服务的区域共建协议").split("\n") == [
        "示例街道党工委海滨社区党委与驻区单位",
        "关于共同开展服务的区域共建协议",
    ]


def test_document_is_handed_to_staff_who_see_the_agreement(client, agreement, tree):
    address = reverse("admin:agreement_document", args=[agreement.pk])
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    response = client.get(address)
    assert "示例第二中学" in "".join(words(read(response.content)))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%A4%BA")
    assert response["Content-Disposition"].endswith(".docx")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.get(act=AuditAct.DOWNLOAD).detail == f"{agreement.title}.docx"
    client.force_login(UserFactory(organizations=[tree.sister]))
    assert client.get(address).status_code == 404


def test_nearest_template_above_is_used(tree, agreement):
    def paper(organization, mark):
        template = read(default_template())
        template.add_paragraph(mark)
        content = io.BytesIO()
        template.save(content)
        AgreementPaper.objects.create(
            organization=organization, file=ContentFile(content.getvalue(), "模板.docx")
        )

    paper(tree.street, "街道的模板")
    paper(tree.sister, "别的社区的模板")
    assert words(read(agreement_document(agreement))).count("街道的模板") == 1
    paper(tree.area, "管区的模板")
    told = words(read(agreement_document(agreement)))
    assert "管区的模板" in told
    assert "街道的模板" not in told


def test_template_that_can_no_longer_be_used_is_told_and_not_a_fault(client, agreement, tree):
    paper = AgreementPaper.objects.create(organization=tree.street, file=ContentFile(b"PK", "模板.docx"))
    client.force_login(UserFactory(organizations=[tree.community]))
    address = reverse("admin:agreement_document", args=[agreement.pk])
    assert "没有生成协议文本。模板文件不完整或已损坏" in client.get(address, follow=True).text
    paper.file.storage.delete(paper.file.name)
    assert "模板文件已不在" in client.get(address, follow=True).text


def test_default_template_is_the_same_every_time_and_brings_nothing_along():
    with zipfile.ZipFile(io.BytesIO(default_template())) as package:
        names = package.namelist()
    assert "word/document.xml" in names
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
