"""A sign-in that ran out keeps what was typed (S11), for the same person and page only."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from orgs.models import Unit
from tests.orgs.door import INDEX, LOGIN, is_in, sign_in
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

TYPED = "/admin/typed/"
NO_COUNTS = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def form(tree):
    note = "第一行\n第二行 <b>&amp;"
    return NO_COUNTS | {
        "name": "图书馆",
        "nature": "school",
        "community": tree.community.pk,
        "note": note,
        "_save": "保存",
    }


@pytest.fixture
def run_out(client, clerk):
    """A browser whose session ran out a moment ago."""
    sign_in(client, clerk)
    assert is_in(client)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        yield client


ADD = "/admin/orgs/unit/add/"


def fields_of(response):
    return dict(response.context["kept"].fields)


def test_typed_form_comes_back_after_signing_in_and_is_saved_with_one_press(run_out, clerk, form):
    refused = run_out.post(ADD, form)
    assert refused.url == f"{LOGIN}?next={ADD}"
    assert not Unit.objects.filter(name="图书馆").exists()
    assert "刚才填写的内容还在" in run_out.get(refused.url).content.decode()
    assert sign_in(run_out, clerk, next_address=ADD).url == TYPED
    page = run_out.get(TYPED)
    assert f'action="{ADD}"' in page.content.decode()
    assert fields_of(page) == {name: str(value) for name, value in form.items()}
    assert "<b>" not in page.content.decode().split("<form method", 2)[-1].replace("&lt;b&gt;", "")
    assert run_out.post(ADD, fields_of(page)).status_code == 302
    assert Unit.objects.get(name="图书馆").note == form["note"]
    assert run_out.get(TYPED).url == INDEX, "it is not offered twice"


def test_a_form_that_was_wrong_comes_back_with_its_errors_and_all_that_was_typed(run_out, clerk, form):
    run_out.post(ADD, form | {"nature": ""})
    sign_in(run_out, clerk)
    page = run_out.post(ADD, fields_of(run_out.get(TYPED)))
    assert page.status_code == 200
    assert 'value="图书馆"' in page.content.decode()


def test_nobody_else_gets_it(run_out, clerk, form, tree):
    run_out.post(ADD, form)
    other = UserFactory(organizations=[tree.community])
    assert sign_in(run_out, other).url == INDEX
    assert run_out.get(TYPED).url == INDEX
    run_out.post("/admin/logout/")
    assert sign_in(run_out, clerk).url == INDEX, "and it is gone then"


def test_it_lies_on_the_server_not_in_the_page(run_out, form):
    run_out.post(ADD, form)
    assert "图书馆" not in run_out.get(LOGIN).content.decode()


def test_it_is_kept_though_another_page_noticed_first_that_the_session_ran_out(run_out, clerk, form):
    assert run_out.get(INDEX).status_code == 302
    run_out.post(ADD, form)
    assert sign_in(run_out, clerk).url == TYPED


def test_files_and_passwords_are_not_kept_and_files_are_named(run_out, clerk, form):
    scan = SimpleUploadedFile("签字页.pdf", b"%PDF-1.7", "application/pdf")
    run_out.post(ADD, form | {"password1": "geheim-geheim", "scan": scan})
    sign_in(run_out, clerk)
    page = run_out.get(TYPED)
    assert "签字页.pdf" in page.content.decode()
    assert not [name for name in fields_of(page) if "password" in name]
    assert "csrfmiddlewaretoken" not in fields_of(page)


def test_nothing_is_kept_of_strangers(client, form, db):
    for _ in range(3):
        assert client.post(ADD, form).status_code == 302
    assert not Session.objects.exists()


def test_nothing_huge_is_kept(run_out, clerk, form):
    run_out.post(ADD, form | {"note": "长" * 500_000})
    assert sign_in(run_out, clerk).url == INDEX


def test_a_form_of_another_site_is_kept_neither(clerk, form):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    assert is_in(browser)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert browser.post(ADD, form).status_code == 403
        assert "typed" not in browser.session
