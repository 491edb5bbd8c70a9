import pytest
from django.test import Client
from django.urls import reverse

URL = reverse("jiedao:display")


def press(client, **data):
    return client.post(URL, {"next": "/statistics/?date=2019-06-30"} | data)


@pytest.mark.parametrize(("name", "value"), [("contrast", "high"), ("size", "large")])
def test_switch_is_kept_and_leads_back(client, db, name, value):
    """Promise R4: 大字版 is remembered and set by the server; promise R5: so is 高对比度."""
    response = press(client, **{name: value})
    assert response.status_code == 302
    assert response.url == "/statistics/?date=2019-06-30"
    assert response.cookies[name].value == value
    assert response.cookies[name]["max-age"] == 365 * 24 * 60 * 60
    assert f'data-{name}="{value}"' in client.get("/").content.decode()


def test_switches_do_not_undo_each_other(client, db):
    press(client, contrast="high")
    press(client, size="large")
    page = client.get("/").content.decode()
    assert '<html lang="zh-CN" data-contrast="high" data-size="large">' in page
    assert "标准字号" in page
    assert "标准对比度" in page


def test_ordinary_look_drops_the_cookie(client, db):
    press(client, contrast="high")
    response = press(client, contrast="normal")
    assert response.cookies["contrast"]["max-age"] == 0
    assert 'data-contrast="normal"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.invalid/", "//elsewhere.invalid/", "javascript:1", "", "foo", "?x", "%00"]
)
def test_switch_leads_home_from_what_is_no_address_of_this_site(client, db, address):
    assert client.post(URL, {"next": address, "size": "large"}).url == "/"


def test_unknown_value_changes_nothing(client, db):
    assert not press(client, contrast="purple", colour="red").cookies


def test_unknown_cookie_is_the_ordinary_look(client, db):
    client.cookies["contrast"] = '"><script>'
    assert 'data-contrast="normal"' in client.get("/").content.decode()


def test_switch_is_not_turned_by_a_link(client, db):
    assert client.get(URL).status_code == 405


def test_switch_without_token_is_refused_in_plain_words(db):
    response = Client(enforce_csrf_checks=True).post(URL, {"size": "large"})
    assert response.status_code == 403
    assert "这次提交没有成功" in response.content.decode()
    assert "size" not in response.cookies


@pytest.mark.django_db
def test_choice_is_for_this_host_alone_under_https(client, settings):
    settings.HTTPS = True
    cookies = press(client, contrast="high").cookies
    assert cookies["__Host-contrast"]["secure"]
    assert 'data-contrast="high"' in client.get("/").content.decode()
