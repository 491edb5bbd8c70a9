import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.uploads import SIGNATURES, validate_document
from tests.lib.pictures import photo

PDF = b"%PDF-1.7\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)

WRONG_ENDING = "只能上传 PDF、JPG、PNG、Word 或 Excel 文件。"


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        validate_document(SimpleUploadedFile(name, content))
    return refused.value.messages


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("扫描件.pdf", PDF),
        ("扫描件.PDF", PDF),
        ("照片.jpg", photo()),
        ("照片.jpeg", photo()),
        ("截图.png", photo(kind="PNG")),
        ("旧文件.doc", OLE),
        ("旧台账.xls", OLE),
        ("文件.docx", zipped()),
        ("台账.xlsx", zipped()),
    ],
)
def test_document_is_accepted(name, content):
    validate_document(SimpleUploadedFile(name, content))


def test_every_allowed_ending_is_tried_above():
    accepted = {"." + mark.args[1][i][0].rsplit(".", 1)[1].lower() for mark in _marks() for i in range(9)}
    assert accepted == set(SIGNATURES)


def _marks():
    return test_document_is_accepted.pytestmark


@pytest.mark.parametrize(
    "name", ["程序.exe", "脚本.html", "图.svg", "压缩包.zip", "没有后缀", "页.php", "a.pdf.exe"]
)
def test_other_ending_is_refused(name):
    assert refusal(name, EXE) == [WRONG_ENDING]


@pytest.mark.parametrize("ending", SIGNATURES)
@pytest.mark.parametrize("content", [EXE, b"<html><script>alert(1)</script>", b" " + PDF, b"\n", photo()[:2]])
def test_content_of_another_kind_is_refused(ending, content):
    assert refusal(f"协议{ending}", content) == [
        f"文件名以“{ending}”结尾，内容却不是这种文件。请用原来的软件重新导出，不要直接改文件名。"
    ]


def test_program_renamed_pdf_is_refused():
    (message,) = refusal("协议扫描件.pdf", EXE)
    assert "内容却不是这种文件" in message


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
