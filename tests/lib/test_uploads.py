"""Documents are judged by size, ending and content before anything of them is kept."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.uploads import ENDINGS, validate_document
from tests.harness.spreadsheets import compound, xlsx_bytes
from tests.lib import office_files as made
from tests.lib.office_files import PDF
from tests.lib.pictures import photo

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

WRONG_ENDING = "只能上传 PDF、JPG、PNG、Word 或 Excel 文件。"
MACROS = "文件含有宏。请在 Word、Excel 或 WPS 中另存为不带宏的文件，或导出为 PDF 后再上传。"
COMPANY = "文件里夹带了别的文件或控件。请删除夹带的内容，或导出为 PDF 后再上传。"
DAMAGED = "文件不完整或已损坏。请重新导出一份，能正常打开后再上传。"
LOCKED = "文件有打开密码，请取消密码后再上传。"
BOMB = "文件解压后过大，不是普通的文档。请删除多余的内容，或导出为 PDF 后再上传。"
DRAGGED = "Ole10Native".encode("utf-16-le")


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        validate_document(SimpleUploadedFile(name, content))
    (message,) = refused.value.messages
    return message


def other_kind(ending):
    return f"文件名以“{ending}”结尾，内容却不是这种文件。请用原来的软件重新导出，不要直接改文件名。"


ACCEPTED = [
    ("扫描件.pdf", PDF),
    ("扫描件.PDF", PDF),
    ("打印机加了尾巴.pdf", PDF + b"\0" * 500),
    ("带脚本.pdf", made.SCRIPTED_PDF),
    ("照片.jpg", photo()),
    ("照片.jpeg", photo()),
    ("截图.png", photo(kind="PNG")),
    ("旧文件.doc", made.doc()),
    ("旧台账.xls", made.xls()),
    ("文件.docx", made.docx({"word/document.xml": b"<w:document/>", "word/media/image1.png": b"png"})),
    ("内嵌表格.docx", made.docx({"word/embeddings/oleObject1.bin": b"Equation"})),
    ("台账.xlsx", made.xlsx()),
    ("办公软件写的.xlsx", xlsx_bytes([["名称"], ["甲"]])),
]


@pytest.mark.parametrize(("name", "content"), ACCEPTED, ids=[name for name, _ in ACCEPTED])
def test_document_is_accepted(name, content):
    validate_document(SimpleUploadedFile(name, content))


def test_every_allowed_ending_is_tried_above():
    assert {"." + name.rpartition(".")[2].lower() for name, _ in ACCEPTED} == set(ENDINGS)


@pytest.mark.parametrize(
    "name",
    ["程序.exe", "脚本.html", "图.svg", "压缩包.zip", "没有后缀", "页.php", "a.pdf.exe", "宏.docm", ".pdf"],
)
def test_other_ending_is_refused(name):
    """Promise 18."""
    assert refusal(name, EXE) == WRONG_ENDING


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "content",
    [EXE, HTML, SVG, b" " + PDF, HTML + PDF, b"\n", photo()[:2], b"GIF89a" + bytes(50)],
    ids=["exe", "html", "svg", "space+pdf", "html+pdf", "blank", "two bytes", "gif"],
)
def test_content_of_another_kind_is_refused(ending, content):
    """Promise 18: whatever it is called."""
    assert refusal(f"协议{ending}", content) == other_kind(ending)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("表.docx", made.xlsx()),
        ("文.xlsx", made.docx()),
        ("压缩包.docx", made.package("text/html")),
        ("表.doc", made.xls()),
        ("文.xls", made.doc()),
        ("幻灯片.doc", compound({"PowerPoint Document": b""})),
        ("图.jpg", photo(kind="PNG")),
        ("图.png", photo()),
        ("没有版本.pdf", b"%PDF-\n%%EOF"),
    ],
)
def test_one_document_named_as_another_is_refused(name, content):
    assert refusal(name, content) == other_kind("." + name.rpartition(".")[2])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("宏.docx", made.docx({"word/vbaProject.bin": b"x"})),
        ("宏.docx", made.docx({"Word\\VBAPROJECT.BIN": b"x"})),
        ("宏.docx", made.package(made.MACRO_WORD)),
        ("宏.xlsx", made.xlsx({"xl/vbaProject.bin": b"x"})),
        ("宏.xlsx", made.xlsx({"xl/macrosheets/sheet1.xml": b"x"})),
        ("宏.doc", made.doc(Macros=b"x")),
        ("宏.doc", made.doc(_VBA_PROJECT=b"x")),
        ("宏.xls", compound({"Workbook": b"", "_VBA_PROJECT_CUR": b""})),
        ("宏.xls", made.xls(sheet_type=1)),
    ],
)
def test_macros_are_refused(name, content):
    assert refusal(name, content) == MACROS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("夹带.docx", made.docx({"word/embeddings/oleObject1.bin": bytes(300_000) + DRAGGED})),
        # Across two pieces of 256 KB.
        ("夹带.docx", made.docx({"word/embeddings/a.bin": bytes((1 << 18) - 5) + DRAGGED})),
        ("夹带.docx", made.docx({"word/media/setup.exe": EXE})),
        ("夹带.xlsx", made.xlsx({"xl/embeddings/run.VBS": b"x"})),
        ("控件.docx", made.docx({"word/activeX/activeX1.xml": b"x"})),
        ("夹带.doc", made.doc(**{"\x01Ole10Native": b"x"})),
    ],
)
def test_files_and_programs_inside_are_refused(name, content):
    """Promise 18: nothing executable, not by the way of a document either."""
    assert refusal(name, content) == COMPANY


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("断了.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("断了.docx", made.docx()[:-30]),
        ("坏了.docx", made.docx({"word/document.xml": b"a" * 999}).replace(b"KL", b"LK", 1)[:200]),
        ("断了.doc", made.doc()[:600]),
        ("空的.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
        ("谎报大小.docx", made.lying(made.docx())),
    ],
)
def test_damaged_document_is_refused(name, content):
    assert refusal(name, content) == DAMAGED


@pytest.mark.parametrize("name", ["锁.docx", "锁.xlsx", "锁.doc"])
def test_locked_document_is_refused(name):
    assert refusal(name, compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})) == LOCKED


def test_zip_bomb_is_refused_before_it_is_unpacked():
    content, began = made.bomb(), time.monotonic()
    assert len(content) < 1_000_000
    assert refusal("协议.docx", content) == BOMB
    assert time.monotonic() - began < 2


def test_list_of_types_that_explodes_is_refused():
    content = made.package("a" * 5_000_000)
    assert refusal("协议.docx", content) == BOMB


def test_scan_of_30_mb_is_refused_with_both_sizes():
    scan = SimpleUploadedFile("扫描件.pdf", PDF)
    scan.size = 30 * 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        validate_document(scan)
    assert [message.replace("\xa0", " ") for message in refused.value.messages] == [
        "文件有30.0 MB，超过了20.0 MB的上限。请压缩，或用较低的分辨率重新扫描后再上传。"
    ]


@pytest.mark.parametrize(("limit", "accepted"), [(len(PDF), True), (len(PDF) - 1, False)])
def test_limit_of_size_is_included(settings, limit, accepted):
    settings.DOCUMENT_MAX_BYTES = limit
    if accepted:
        validate_document(SimpleUploadedFile("扫描件.pdf", PDF))
    else:
        assert refusal("扫描件.pdf", PDF)


def test_file_is_left_at_its_beginning():
    scan = SimpleUploadedFile("扫描件.pdf", PDF)
    scan.seek(5)
    validate_document(scan)
    assert scan.read() == PDF


def test_file_stored_long_ago_is_not_judged_again():
    stored = SimpleUploadedFile("旧文件.wps", EXE)
    stored._committed = True
    validate_document(stored)
