"""Signed scans through the form and back: refused in words, stored clean, handed to the right staff only."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from partnerships.models import AgreementAttachment
from tests.lib import office_files as made
from tests.lib.pictures import bomb, phone_photo, upload
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.agreement_form import errors, filled, submit
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def parties(tree):
    return [{"organization": tree.community.pk}, {"unit": UnitFactory().pk}]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("网页.jpg", HTML, "内容却不是这种文件"),
        ("图.svg", b"<svg/>", "只能上传"),
        ("程序.exe", b"MZ", "只能上传"),
        ("程序.pdf", b"MZ\x90\x00", "内容却不是这种文件"),
        ("宏.docx", made.docx({"word/vbaProject.bin": b"x"}), "文件含有宏"),
        ("大图.png", bomb(20_000, 10_000), "图片的像素太多"),
        ("半张.jpg", phone_photo((640, 480))[:3000], "图片不完整"),
        ("炸弹.docx", made.bomb(), "解压后过大"),
    ],
)
def test_what_is_no_document_is_refused_beside_the_field(client, clerk, tree, name, content, words):
    """Promises 16 and 18."""
    response = submit(client, filled(tree.community, parties(tree), [upload(content, name)]))
    (message,) = errors(response, "attachments")["file"]
    assert words in message
    assert message.endswith("。")
    assert 'value="两方结对共建协议"' in response.text
    assert not AgreementAttachment.objects.exists()
    assert not default_storage.exists("agreements")


def test_scan_by_phone_is_stored_without_its_place(client, clerk, tree):
    """Promise 17, from the form to the disk."""
    files = [upload(phone_photo(orientation=6), "../协议\u202e.jpg")]
    assert submit(client, filled(tree.community, parties(tree), files)).status_code == 302
    scan = AgreementAttachment.objects.get()
    with scan.file.open() as file:
        assert b"PhoneMaker" not in file.read()
    assert scan.file.name.endswith("/协议.jpg")


@pytest.mark.parametrize("name", ["scripted.pdf", "旧.doc", "表.xlsx", "照.jpg"])
def test_scan_is_an_attachment_whatever_it_is(client, clerk, tree, name):
    """Promises 18 and 19."""
    content = {"pdf": made.SCRIPTED_PDF, "doc": made.doc(), "xlsx": made.xlsx(), "jpg": phone_photo()}
    file = upload(content[name.rpartition(".")[2]], name)
    agreement = AgreementFactory(organization=tree.community)
    scan = AgreementAttachment.objects.create(agreement=agreement, file=file, title="签字/盖章页")
    response = client.get(scan.get_absolute_url())
    assert b"".join(response.streaming_content)
    called = f"%E7%AD%BE%E5%AD%97-%E7%9B%96%E7%AB%A0%E9%A1%B5.{name.rpartition('.')[2]}"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{called}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("prefix", ["", "/protected/"])
@pytest.mark.parametrize("paper", ["scan", "termination"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_papers_are_not_there_for_strangers(client, tree, settings, prefix, paper, method):
    """Promise 20, also when the web server sends the files: strangers do not even learn where they lie."""
    settings.MEDIA_ACCEL_PREFIX = prefix
    agreement = AgreementFactory(
        organization=tree.community, terminated=True, termination_document=upload(made.PDF, "终止.pdf")
    )
    scan = AgreementAttachmentFactory(agreement=agreement)
    ended = reverse("admin:agreement_termination_document", args=[agreement.pk])
    address = scan.get_absolute_url() if paper == "scan" else ended
    nobody = getattr(client, method)(address)
    assert nobody.status_code == (404 if paper == "scan" else 302)
    client.force_login(UserFactory(organizations=[tree.sister]))
    sister = getattr(client, method)(address)
    assert sister.status_code == 404
    for response in (nobody, sister):
        assert "X-Accel-Redirect" not in response
        assert "Content-Disposition" not in response
    client.force_login(UserFactory(organizations=[tree.community]))
    own = getattr(client, method)(address)
    assert own.status_code == 200
    assert ("X-Accel-Redirect" in own) == bool(prefix)
    assert b"".join(own.streaming_content) if own.streaming else method == "head" or prefix
