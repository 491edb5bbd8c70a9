"""What all forms for everybody have in common, shown by a form of their own."""

import time

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from lib.contact_fields import LineField
from orgs.models import ConsentText, PublicPost, Unit
from orgs.public_form import TOKEN, TRAP, ContactForm, PublicForm, public_form
from orgs.public_posts import admit
from tests.orgs.factories import UnitFactory

pytestmark = pytest.mark.django_db


class OfferForm(ContactForm):
    key = "offer"
    unit_name = LineField(label="单位名称", max_length=10)


class ReportForm(ContactForm):
    key = "report"
    contact_is_required = False
    text = forms.CharField(label="情况")


@pytest.fixture
def consent():
    return ConsentText.objects.create(version=1, purpose="联系认领", body="告知", retention_days=30)


TYPED = {"unit_name": "示例医院", "contact_name": "张三", "contact_phone": "13800001234", "agreed": "on"}


def post(form=OfferForm, typed=TYPED, *, ago=5, source="192.0.2.1", token=None, **more):
    factory = RequestFactory(REMOTE_ADDR=source)
    token = token or form(factory.get("/form/")).token_at(time.time() - ago)
    return form(factory.post("/form/", typed | {TOKEN: token} | more))


def test_form_that_a_person_fills_in_is_taken(consent):
    form = post()
    assert form.is_valid()
    assert form.contact() == {"contact_name": "张三", "contact_phone": "13800001234", "consent": consent}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ago": 1}, "太快"),
        ({"ago": 60 * 60 * 25}, "打开的时间太长"),
        ({"token": "forged"}, "打开的时间太长"),
        ({TRAP: "http://x.example"}, "不要填"),
    ],
)
def test_doubtful_form_is_asked_for_once_more_with_what_was_typed(consent, sent, words):
    form = post(**sent)
    assert not form.is_valid()
    assert words in form.non_field_errors()[0]
    assert form["unit_name"].value() == "示例医院"


def test_form_sent_too_soon_is_taken_the_second_time(consent):
    first = post(ago=0)
    assert not first.is_valid()
    assert post(token=first.token_at(time.time() - 3)).is_valid()
    assert first.token == first.data[TOKEN]


def test_form_opened_too_long_ago_gets_a_new_token(consent):
    form = post(ago=60 * 60 * 25)
    assert not form.is_valid()
    assert form.token != form.data[TOKEN]


def test_without_consent_nothing_is_taken(consent):
    form = post(typed=TYPED | {"agreed": ""})
    assert "同意" in form.errors["agreed"][0]


def test_text_that_changed_meanwhile_is_to_be_agreed_to_anew(consent):
    token = OfferForm(RequestFactory().get("/form/")).token_at(time.time() - 5)
    ConsentText.objects.create(version=2, purpose="另有用途", body="新告知", retention_days=10)

    form = post(token=token)

    assert "新的内容" in form.errors["agreed"][0]
    assert form["agreed"].value() is False
    assert form.token != token


def test_without_a_text_to_agree_to_the_form_is_closed():
    form = post()
    assert form.is_closed
    assert not form.is_valid()
    assert not PublicPost.objects.exists()


def test_optional_contact_is_not_asked_for_without_a_text():
    form = post(ReportForm, {"text": "路灯不亮"})
    assert "contact_phone" not in form.fields
    assert form.is_valid()
    assert form.contact()["consent"] is None


def test_optional_contact_needs_consent_once_it_is_given(consent):
    assert post(ReportForm, {"text": "路灯不亮"}).is_valid()
    assert "agreed" in post(ReportForm, {"text": "路灯不亮", "contact_phone": "13800001234"}).errors


def test_errors_name_their_fields(consent):
    form = post(typed={"unit_name": "十个字以上的单位名称不行"})
    assert form.errors["contact_name"] == ["请填写联系人。"]
    assert form.errors["unit_name"] == ["单位名称最多写10个字，请改短。"]


def test_one_source_is_throttled_and_others_are_not(consent, settings):
    settings.PUBLIC_POSTS = 3
    assert all(post().is_valid() for _ in range(3))

    form = post()

    assert not form.is_valid()
    assert form.status == 429
    assert form["unit_name"].value() == "示例医院"
    assert PublicPost.objects.count() == 3
    assert post(source="192.0.2.2").is_valid()
    assert post(ReportForm, {"text": "路灯不亮"}).is_valid()


def test_throttled_source_is_free_again_after_a_time(settings):
    settings.PUBLIC_POSTS = 1
    request = RequestFactory().post("/form/")
    assert admit("offer", request)
    PublicPost.objects.update(at=timezone.now() - timezone.timedelta(minutes=11))
    assert admit("offer", request)


def test_addresses_of_one_household_are_one_source(settings):
    settings.PUBLIC_POSTS = 1
    assert admit("offer", RequestFactory(REMOTE_ADDR="2001:db8:1:2::1").post("/form/"))
    assert not admit("offer", RequestFactory(REMOTE_ADDR="2001:db8:1:2:ffff::9").post("/form/"))
    assert admit("offer", RequestFactory(REMOTE_ADDR="2001:db8:1:3::1").post("/form/"))


def test_address_itself_is_stored_nowhere(consent):
    post().is_valid()
    assert "192.0.2.1" not in PublicPost.objects.get().source


def test_double_tap_is_one(consent):
    subject, first = UnitFactory(), post()
    second = post(token=first.data[TOKEN])
    other = post(typed=TYPED | {"unit_name": "另一医院"}, token=first.data[TOKEN])
    assert all(form.is_valid() for form in (first, second, other))

    keys = [form.once(subject, UnitFactory) for form in (first, second, other)]

    assert keys[0] == keys[1] != keys[2]
    assert Unit.objects.count() == 3


def test_answers_are_kept_by_no_cache(consent):
    view = public_form(lambda request: HttpResponse(OfferForm(request).token))
    assert "no-store" in view(RequestFactory().get("/form/")).headers["Cache-Control"]
    assert view(RequestFactory().put("/form/")).status_code == 405


def test_form_without_contact_asks_for_nothing_personal():
    assert not PublicForm(RequestFactory().get("/form/")).fields
