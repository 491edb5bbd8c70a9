"""我要报名: the public form of an activity."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.enums import ActivityStatus, SignupOrigin, SignupStatus
from events.models import Signup
from events.places import signup_box
from lib.masking import mask
from orgs.models import AuditEntry, PublicPost, RecordStep
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory, consent_text
from tests.events.signup_form import TYPED, address, opened, send, signed_up
from tests.orgs.queries import MOST, queries


@pytest.fixture
def consent(db, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    return consent_text()


@pytest.fixture
def lecture(tree):
    return ActivityFactory(
        organization=tree.community, title="示例讲堂", upcoming=True, takes_signups=True, capacity=3
    )


def test_form_makes_a_sign_up_and_leads_to_its_ticket(client, lecture, consent):
    """Promise R14: +86, spaces and full-width digits are a phone number."""
    answer = send(client, lecture)

    signup = Signup.objects.get()
    assert (signup.status, signup.origin, signup.activity) == (
        SignupStatus.CONFIRMED,
        SignupOrigin.WEB,
        lecture,
    )
    assert (signup.contact_name, signup.contact_phone, signup.people) == ("买买提·艾山", "13800001234", 1)
    ticket = client.get(answer.url).text
    assert "报名成功" in ticket
    assert signup.code in ticket


@pytest.mark.parametrize(
    "written", ["13800001234", " 138 0000 1234", "+8613800001234", "１３８００００１２３４"]
)
def test_phone_is_read_however_it_is_written(client, lecture, consent, written):
    """Promise R14: lenient, type=tel, autocomplete."""
    field = client.get(address(lecture)).context["form"].fields["contact_phone"]
    assert (field.widget.input_type, field.widget.attrs["autocomplete"]) == ("tel", "tel")
    assert signed_up(client, lecture, contact_phone=written).contact_phone == "13800001234"


@pytest.mark.parametrize("name", ["买买提·艾山", "𠮷田", "欧阳示例"])
def test_one_field_takes_every_name(client, lecture, consent, name):
    """Promise R15: one name field, with · and rare characters."""
    assert signed_up(client, lecture, contact_name=name).contact_name == name


@pytest.mark.parametrize(("office", "text", "days"), [(90, 365, 90), (90, 30, 30)])
def test_purpose_and_true_retention_stand_beside_the_phone(
    client, lecture, consent, settings, office, text, days
):
    """Promise R16: what is said is what the erasure does: the shorter of the office's and the text's."""
    settings.SIGNUP_KEEP_DAYS = office
    type(consent).objects.create(version=2, purpose="联系报名人", body="新的告知", retention_days=text)
    field = client.get(address(lecture)).context["form"]["contact_phone"]
    assert field.help_text == f"用途：联系报名人。活动结束{days}天以后删除，不对外公开。"
    assert field.help_text in client.get(address(lecture)).text


def test_without_consent_there_is_no_row_and_with_it_version_and_time(client, lecture, consent):
    """Promise 32: no consent, no row; with consent, version and time."""
    answer = send(client, lecture, agreed=None)
    assert "同意的在框里打勾" in answer.text
    assert not Signup.objects.exists()
    signup = signed_up(client, lecture)
    assert signup.consent == consent
    assert timezone.now() - signup.consented_at < timedelta(minutes=1)


def test_without_a_text_to_agree_to_the_form_is_closed_with_words(client, lecture):
    """Promise 32: without a text nobody can agree to anything."""
    assert "现在还不能在网上提交" in client.get(address(lecture)).text
    client.post(address(lecture), TYPED)
    assert not Signup.objects.exists()


def test_wrong_form_keeps_what_was_typed_and_says_what_to_do(client, lecture, consent):
    """Promise R13: the title says 错误：, the summary takes the focus and links to the fields."""
    answer = send(client, lecture, contact_phone="1380000", people="0")
    text = answer.text
    assert "<title>错误：报名：示例讲堂" in text
    assert 'role="alert" tabindex="-1" autofocus' in text
    assert 'href="#id_contact_phone"' in text
    assert 'href="#id_people"' in text
    assert answer.context["form"]["contact_name"].value() == "买买提·艾山"
    assert answer.context["form"]["contact_phone"].value() == "1380000"
    assert not Signup.objects.exists()


def test_double_tap_is_one(client, lecture, consent):
    """Promise 29: a double tap or a reload is one sign-up, and leads to the same ticket."""
    token = opened(client, lecture)
    first, second = send(client, lecture, token), send(client, lecture, token)
    assert first.url == second.url
    assert Signup.objects.count() == RecordStep.objects.count() == 1


def test_same_person_again_is_asked_whether_it_is_a_second_one(client, lecture, consent):
    signed_up(client, lecture)
    answer = send(client, lecture)
    assert "是再给第二个人报名吗" in answer.text
    assert "is_second" in answer.context["form"].fields
    assert Signup.objects.count() == 1
    send(client, lecture, is_second="on")
    assert Signup.objects.count() == 2


def test_the_question_is_not_asked_before_it_arises(client, lecture, consent):
    fields = client.get(address(lecture)).context["form"].fields
    assert list(fields) == ["contact_name", "contact_phone", "people", "agreed"]


def test_who_cancelled_is_not_asked(client, lecture, consent):
    SignupFactory(activity=lecture, cancelled=True, contact_name="买买提·艾山", contact_phone="13800001234")
    signed_up(client, lecture)


@pytest.mark.parametrize("known", ["phone", "name"])
def test_phone_or_name_alone_reveals_nothing(client, lecture, consent, known):
    """Promise 31: whoever types somebody's phone gets the answer that any number gets."""
    stored = {"contact_name": "示例居民", "contact_phone": "13900005678"}
    SignupFactory(activity=lecture, **stored)
    typed = {"contact_phone": stored["contact_phone"]} if known == "phone" else {"contact_name": "示例居民"}
    answer = send(client, lecture, **typed)
    assert answer.status_code == 302
    ticket = client.get(answer.url).text
    assert "报名成功" in ticket
    assert "第二个人" not in ticket
    assert Signup.objects.exclude(status=SignupStatus.CONFIRMED).count() == 0


def test_fewer_places_than_people_asks_all_to_wait_or_fewer_to_come(client, lecture, consent):
    SignupFactory(activity=lecture)
    answer = send(client, lecture, people="3")
    assert "还剩2个名额，您填了3人" in answer.text
    assert "may_wait" in answer.context["form"].fields
    assert Signup.objects.count() == 1
    assert signed_up(client, lecture, people="3", may_wait="on").status == SignupStatus.WAITING


def test_more_people_than_the_room_holds_are_told_so(client, lecture, consent):
    assert "一共只有3个名额" in send(client, lecture, people="4").text
    assert not Signup.objects.exists()


def test_full_activity_leads_to_the_waiting_list_and_says_so_before(client, lecture, consent):
    """Promise R18: full → waiting list."""
    SignupFactory(activity=lecture, people=3)
    SignupFactory(activity=lecture, waiting=True)
    page = client.get(address(lecture)).text
    assert "名额已满，现在报名是候补，前面有1个报名在等" in page
    assert "提交候补" in page
    assert "候补第2位" in client.get(send(client, lecture).url).text


SOON, LATER = timedelta(days=1), timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signup_opens_at": timezone.now() + SOON}, "报名还没有开始"),
        ({"signup_closes_at": timezone.now() - SOON}, "报名已经在"),
        ({"starts_at": timezone.now() - LATER, "ends_at": timezone.now() - SOON}, "活动已经结束"),
        ({"status": ActivityStatus.CANCELLED}, "活动已经取消"),
        ({"status": ActivityStatus.POSTPONED}, "活动延期了"),
        ({"takes_signups": False}, "不用在网上报名"),
    ],
)
def test_closed_says_why_and_whom_to_call(client, tree, lecture, consent, change, words):
    """Promise R18: closed → says why; R19: the contact number dials."""
    type(tree.community).objects.filter(pk=tree.community.pk).update(phone="0532-88881234")
    type(lecture).objects.filter(pk=lecture.pk).update(**change)
    text = client.get(address(lecture)).text
    assert words in text
    assert 'href="tel:053288881234"' in text
    assert client.post(address(lecture), TYPED).status_code == 200
    assert not Signup.objects.exists()


def test_closed_meanwhile_keeps_what_was_typed(client, lecture, consent, monkeypatch):
    token = opened(client, lecture)
    box = signup_box(lecture)
    monkeypatch.setattr("events.views.signups.signup_box", lambda _: box)
    type(lecture).objects.filter(pk=lecture.pk).update(signup_closes_at=timezone.now() - SOON)
    answer = send(client, lecture, token)
    assert "报名已经截止" in answer.text
    assert answer.context["form"]["contact_name"].value() == "买买提·艾山"


@pytest.mark.parametrize("trait", ["private", "draft"])
def test_what_residents_do_not_see_takes_no_sign_ups(client, tree, consent, trait):
    hidden = ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True, **{trait: True})
    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden), TYPED).status_code == 404


def test_many_posts_of_one_source_are_throttled_and_others_get_through(client, lecture, consent, settings):
    """Promise 30: a thousand are refused as these sixty are, and nothing is written for them. Others are
    unaffected, and there is no picture puzzle.
    """
    settings.PUBLIC_POSTS = 2
    token = opened(client, lecture)
    refused = [send(client, lecture, token, contact_phone="1").status_code for _ in range(60)]
    assert refused == [200] * 2 + [429] * 58
    answer = send(client, lecture, token)
    assert answer.headers["Retry-After"] == "600"
    assert answer.context["form"]["contact_name"].value() == "买买提·艾山"
    assert PublicPost.objects.count() == 2
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    signed_up(client, lecture)
    assert "<img" not in client.get(address(lecture)).text.split("<main")[1].split("</main>")[0]


def test_one_source_signs_up_so_often_for_one_activity_and_still_for_others(
    client, tree, lecture, consent, settings
):
    """Promise 30: per source and activity."""
    settings.PUBLIC_SIGNUPS_A_DAY = 1
    signed_up(client, lecture)
    answer = send(client, lecture, contact_name="李四")
    assert "一天最多提交1项" in answer.text
    assert Signup.objects.count() == 1
    other = ActivityFactory(organization=tree.community, upcoming=True, takes_signups=True)
    signed_up(client, other)
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    signed_up(client, lecture, contact_name="李四")


def test_no_phone_in_an_address_or_a_cacheable_answer(client, lecture, consent):
    """Promise 36: no phone in a URL or a cacheable answer; promise 33: masked on the ticket."""
    answer = send(client, lecture)
    ticket = client.get(answer.url)
    assert "1380000" not in answer.url
    assert "13800001234" not in ticket.text
    assert mask("13800001234") in ticket.text
    for each in (client.get(address(lecture)), answer, ticket, client.get(f"{answer.url}cancel/")):
        assert "no-store" in each.headers["Cache-Control"]


def test_no_phone_and_no_link_in_the_audit(client, lecture, consent, caplog):
    """Promise 15: masked in the audit; the ticket's address stands in no log."""
    url = send(client, lecture).url
    client.get(f"{url}nothing/")
    told = " ".join(f"{e.detail} {e.changes} {e.name}" for e in AuditEntry.objects.all())
    assert "1380000" not in told + caplog.text
    assert url.split("/")[2] not in told + caplog.text


def test_sign_up_form_asks_few_queries(client, lecture, consent):
    SignupFactory.create_batch(3, activity=lecture)
    assert queries(client, address(lecture)) <= MOST
