"""The page behind a claim's private link."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lib.days import today
from partnerships import claim_link
from partnerships.enums import ClaimState
from partnerships.models import ProgressNote
from tests.orgs.factories import UserFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory, ProgressNoteFactory


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def claim(tree):
    return ClaimFactory(organization=tree.community, contact_name="张三", contact_phone="13800001234")


@pytest.fixture
def link(claim, clerk):
    return claim_link.issue(claim, clerk)


def picture(name="现场.jpg", size=(64, 48)):
    file = io.BytesIO()
    Image.new("RGB", size, "#7a9").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def pictures(number):
    return [picture(f"{each}.jpg", (8, 6)) for each in range(number)]


def main(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


def send(client, link, act, **typed):
    form = client.get(link).context["forms"][act]
    return client.post(link, {"act": act, "form_token": form.token} | typed)


def test_link_shows_what_was_claimed_and_nothing_of_the_contact(client, claim, link):
    page = client.get(link)
    assert claim.item.title in page.text
    assert "已联系上" in page.text
    assert [words for words in ("张三", "13800001234", "138****") if words in page.text] == []
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.text


def test_contact_is_written_down_once(client, claim, link):
    assert send(client, link, "contact").url == f"{link}?done=contact"
    claim.refresh_from_db()
    assert claim.contacted_on == today()
    page = client.get(f"{link}?done=contact")
    assert "已登记：联系上了。" in page.text
    assert "contact" not in page.context["forms"]


def test_start_moves_the_claim(client, claim, link):
    send(client, link, "start")
    claim.refresh_from_db()
    assert claim.state() == ClaimState.WORKING


def test_note_with_two_photographs_waits_for_staff(client, claim, link):
    answer = send(client, link, "note", text="量了尺寸。", photos=[picture(), picture("第二张.jpg")])
    note = ProgressNote.objects.get()
    assert answer.status_code == 302
    assert (note.claim, note.text, note.by_link, note.is_public) == (claim, "量了尺寸。", True, False)
    assert note.photos.count() == 2
    page = client.get(link)
    assert "量了尺寸。" in page.text
    assert page.text.count("<img") == 2


def test_note_may_ask_to_close(client, link):
    send(client, link, "note", text="都送到了。", is_done="on")
    note = ProgressNote.objects.get()
    assert (note.text, note.story) == ("都送到了。\n已经办完，请社区办结。", "都送到了。")


def test_what_is_no_photograph_is_named_and_the_others_are_kept(client, link):
    heic = SimpleUploadedFile("手机.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100))
    answer = send(client, link, "note", text="量了尺寸。", photos=[picture(), heic])
    assert "<title>错误：" in answer.text
    assert "手机.heic：这是 HEIC 照片" in answer.text
    assert not ProgressNote.objects.exists()

    form = answer.context["forms"]["note"]
    ((token, name),) = form.fields["photos"].widget.held
    assert name == "现场.jpg"
    again = {"act": "note", "form_token": form.token, "text": form["text"].value(), "photos-held": token}
    assert client.post(link, again).status_code == 302
    assert ProgressNote.objects.get().photos.count() == 1


def test_twenty_photographs_are_taken_and_one_more_is_told(client, link):
    answer = send(client, link, "note", text="很多照片。", photos=pictures(21))
    assert "一次最多20张照片，现在有21张" in answer.text
    assert len(answer.context["forms"]["note"].fields["photos"].widget.held) == 21
    assert send(client, link, "note", text="很多照片。", photos=pictures(20)).status_code == 302
    assert ProgressNote.objects.get().photos.count() == 20


def test_double_tap_is_one_note(client, link):
    token = client.get(link).context["forms"]["note"].token
    for _ in range(2):
        sent = {"act": "note", "form_token": token, "text": "去过了。", "photos": [picture()]}
        assert client.post(link, sent).status_code == 302
    assert ProgressNote.objects.count() == 1


def test_claim_is_given_back_with_a_reason_and_the_link_ends(client, claim, link):
    assert "请填写为什么办不了。" in send(client, link, "return").text
    answer = send(client, link, "return", reason="人手不够。")
    claim.refresh_from_db()
    assert (claim.state(), claim.reason) == (ClaimState.RETURNED, "人手不够。")
    assert "已经退回" in answer.text
    assert client.get(link).status_code == 404


def test_second_tab_is_told_where_the_claim_stands(client, claim, link):
    token = client.get(link).context["forms"]["start"].token
    send(client, link, "start")
    answer = client.post(link, {"act": "start", "form_token": token, "again": "1"})
    assert "现在是“办理中”，不能开始办理" in answer.text


def test_old_and_unknown_links_are_not_found_in_the_same_words(client, claim, clerk, link):
    claim_link.issue(claim, clerk)
    old, unknown = (client.get(each) for each in (link, reverse("partnerships:claim_work", args=["1-1.xx"])))
    assert old.status_code == unknown.status_code == 404
    assert "这个链接不能用" in main(old)
    assert main(old) == main(unknown)
    assert claim.item.title not in old.text


def test_link_taken_back_while_a_note_was_written_gives_the_text_back(client, claim, clerk, link):
    token = client.get(link).context["forms"]["note"].token
    claim_link.revoke(claim, clerk)
    answer = client.post(link, {"act": "note", "form_token": token, "text": "写了很久的进展。"})
    assert answer.status_code == 404
    assert "写了很久的进展。" in answer.text
    assert not ProgressNote.objects.exists()


def test_closed_claim_takes_notes_but_no_return(client, claim, link):
    type(claim).objects.update(status=ClaimState.DONE, done_on=date(2019, 6, 1), result="好了。")
    assert set(client.get(link).context["forms"]) == {"note"}


def test_unknown_button_changes_nothing(client, claim, link):
    assert client.post(link, {"act": "rate", "rating": "5"}).status_code == 200
    claim.refresh_from_db()
    assert claim.state() == ClaimState.CLAIMED


def test_posts_are_throttled_with_what_was_typed(client, link, settings):
    settings.PUBLIC_POSTS = 0
    answer = send(client, link, "note", text="写了很久的进展。")
    assert answer.status_code == 429
    assert answer.context["forms"]["note"]["text"].value() == "写了很久的进展。"


def test_links_of_one_office_do_not_use_up_what_each_may_send(client, tree, clerk, link, settings):
    settings.PUBLIC_POSTS = 1
    other = claim_link.issue(ClaimFactory(organization=tree.community), clerk)
    assert send(client, link, "note", text="量了尺寸。").status_code == 302
    assert send(client, link, "note", text="装好了。").status_code == 429
    assert send(client, other, "note", text="去了两个人。").status_code == 302


def test_photograph_is_shown_by_the_link_of_its_claim_alone(client, claim, clerk, tree, link):
    own = NotePhotoFactory(note__claim=claim)
    other = NotePhotoFactory(note__claim=ClaimFactory(organization=tree.community))
    token = link.split("/")[2]
    address = reverse("partnerships:claim_work_photo", args=[token, own.pk, "small"])
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    for wrong in ([token, other.pk, "small"], [token, own.pk, "huge"], ["1-1.xx", own.pk, "small"]):
        assert client.get(reverse("partnerships:claim_work_photo", args=wrong)).status_code == 404
    claim_link.revoke(claim, clerk)
    assert client.get(address).status_code == 404


def test_link_asks_the_same_queries_for_one_note_and_ten(client, claim, link):
    NotePhotoFactory(note__claim=claim, note__by_link=True)
    one = queries(client, link)
    for _ in range(9):
        ProgressNoteFactory(claim=claim, by_link=True)
    assert queries(client, link) == one <= MOST


def test_order_is_given_back_in_words_of_orders(client, tree, clerk):
    order = ClaimFactory(organization=tree.community, order=True)
    link = claim_link.issue(order, clerk)
    assert "退单</button>" in client.get(link).text
    answer = send(client, link, "return", reason="车坏了。")
    assert "已经退单" in answer.text
    assert "认领" not in main(answer)
