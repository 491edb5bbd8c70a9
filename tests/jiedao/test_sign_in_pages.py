"""The sign-in pages are Chinese throughout, fresh and wrongly filled in."""

import pytest
from django.urls import reverse

from orgs.sign_in.second_factor import Enrolment
from tests.jiedao.test_staff_pages import english
from tests.orgs.door import CODE, ENROL, LOGIN, NEW_PASSWORD, enrolled, fail, shown_key, sign_in
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(tree, settings):
    settings.SECOND_FACTOR_FOR_ADMINS = True
    return UserFactory(superuser=True, username="boss", must_change_password=True)


def words(response, *known):
    assert response.status_code == 200
    text = response.content.decode()
    for each in known:
        assert each in text
        text = text.replace(each, "")
    return english(text)


def test_door(client, boss):
    assert words(client.get(LOGIN)) == set()
    fail(boss, 5)
    assert words(sign_in(client, boss)) == set()


@pytest.mark.parametrize("typed", [None, "", "wrong"])
def test_steps(client, boss, typed):
    def page(address, **data):
        return client.get(address) if typed is None else client.post(address, data)

    assert sign_in(client, boss).url == ENROL
    client.get(ENROL)
    assert words(page(ENROL, code=typed), Enrolment(boss, shown_key(client)).secret) == set()
    enrolled(boss)
    assert words(page(CODE, code=typed)) == set()


@pytest.mark.parametrize("typed", [None, "", "short"])
def test_new_password(client, boss, settings, typed):
    settings.SECOND_FACTOR_FOR_ADMINS = False
    assert sign_in(client, boss).url == NEW_PASSWORD
    data = {"new_password1": typed or "", "new_password2": typed or ""}
    answer = client.get(NEW_PASSWORD) if typed is None else client.post(NEW_PASSWORD, data)
    assert words(answer) == set()


def test_own_account_and_a_colleague_s(client, boss, tree):
    clerk = UserFactory(organizations=[tree.community])
    enrolled(clerk)
    boss.must_change_password = False
    boss.save()
    client.force_login(boss)
    assert words(client.get("/admin/second-factor/")) == set()
    refused = client.post("/admin/second-factor/new/", {})
    assert words(refused, Enrolment(boss, shown_key(client)).secret) == set()
    for name in ("orgs_user_unlock", "orgs_user_second_factor"):
        assert words(client.get(reverse(f"admin:{name}", args=[clerk.pk]))) == set()
    enrolled(boss)
    assert words(client.get("/admin/second-factor/")) == set()
    assert words(client.post("/admin/second-factor/", {})) == set()
