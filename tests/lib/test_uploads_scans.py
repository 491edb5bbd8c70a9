"""Scans that come as pictures are made anew before they are stored."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from lib.uploads import validate_document
from partnerships.models import AgreementAttachment
from tests.lib.office_files import PDF, docx
from tests.lib.pictures import GPS_TAG, bomb, phone_photo, photo, png, upload
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def stored(content, name):
    return AgreementAttachment.objects.create(agreement=AgreementFactory(), file=upload(content, name))


def content_of(attachment):
    with attachment.file.open() as file:
        return file.read()


def opened(attachment):
    return Image.open(io.BytesIO(content_of(attachment)))


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        validate_document(SimpleUploadedFile(name, content))
    return refused.value.messages


def test_scan_by_phone_tells_no_place():
    """Promise 17: also of a paper that was photographed."""
    original = Image.open(io.BytesIO(phone_photo()))
    assert original.getexif().get_ifd(GPS_TAG), "there is something that could leak"
    scan = stored(phone_photo(orientation=6), "协议.jpg")
    picture = opened(scan)
    assert picture.format == "JPEG"
    assert picture.size == (48, 64), "upright"
    assert not dict(picture.getexif())
    for secret in (b"PhoneMaker", b"secret comment", b"Exif"):
        assert secret not in content_of(scan)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "协议.png"), ("JPEG", "协议.jpg")])
def test_page_behind_a_scan_does_not_survive(kind, name):
    """Promise 18: PNG+HTML."""
    page = b"<!doctype html><script>alert(1)</script>"
    scan = stored(photo(kind=kind) + page, name)
    assert b"script" not in content_of(scan)
    assert opened(scan).size == (64, 48)
    assert opened(scan).format == kind


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_page_inside_a_scan_s_notes_does_not_survive():
    """Promise 18: PNG+HTML, with the page in a chunk of its own."""
    page = b"Comment\0<script>alert(1)</script>"
    scan = stored(png(photo(kind="PNG"), tEXt=page, eXIf=b"MM\0*" + bytes(20)), "协议.png")
    assert b"script" not in content_of(scan)
    assert b"eXIf" not in content_of(scan)


@pytest.mark.parametrize("size", [(4000, 3000), (2480, 3508)], ids=str)
def test_scan_stays_as_fine_as_it_was(size):
    scan = stored(photo(size, dpi=(300, 300)), "协议.jpg")
    assert opened(scan).size == size
    assert opened(scan).info["dpi"] == (300, 300)


def test_scan_finer_than_paper_is_reduced():
    picture = opened(stored(photo((100, 8000), kind="PNG"), "协议.png"))
    assert picture.size == (88, 7016)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_png_of_every_depth_keeps_its_looks(mode):
    grey = Image.new("L", (8, 8), 0)
    grey.paste(255, (0, 0, 4, 8))
    picture = (
        grey.convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    shown = opened(stored(buffer.getvalue(), "协议.png")).convert("L")
    assert [shown.getpixel((x, 4)) for x in (1, 6)] == [255, 0]


def test_cmyk_scan_is_stored_for_the_screen():
    buffer = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(buffer, "JPEG")
    picture = opened(stored(buffer.getvalue(), "协议.jpg"))
    red, green, blue = picture.getpixel((4, 4))
    assert picture.mode == "RGB"
    assert red > 200 > green + blue


def test_200_megapixel_scan_of_1_mb_is_refused_before_it_is_decoded(monkeypatch):
    """Promise 16."""
    content = bomb(20_000, 10_000)
    assert len(content) < 1_000_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("the picture was decoded"))
    assert refusal("协议.png", content) == [
        "图片的像素太多。请用较低的分辨率（300 dpi 就够）重新扫描后再上传。"
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_part_of_a_scan_is_refused(kind, part):
    whole = photo((640, 480), kind=kind)
    name = "协议.jpg" if kind == "JPEG" else "协议.png"
    assert refusal(name, whole[: int(len(whole) * part)]) == [
        "图片不完整或已损坏。请重新扫描，或用看图软件打开后另存一份再上传。"
    ]


@pytest.mark.parametrize(("name", "content"), [("协议.pdf", PDF), ("协议.docx", docx())])
def test_other_documents_are_stored_byte_by_byte(name, content):
    assert content_of(stored(content, name)) == content


def test_stored_name_is_safe():
    scan = stored(PDF, "..协议\u202e（定稿）\r\n.pdf")
    assert scan.file.name.rpartition("/")[2] == "协议定稿.pdf"


def test_long_name_fits_the_file_system_and_the_column():
    scan = stored(PDF, "长" * 200 + ".pdf")
    name = scan.file.name.rpartition("/")[2]
    assert name.startswith("长长")
    assert name.endswith(".pdf")
    assert len(name.encode()) < 255
    scan.full_clean()
