import re

import pytest
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.urls import reverse
from PIL import Image

from tests.orgs.factories import OrganizationFactory

FOOTER = {
    "SITE_HOST": "主办单位",
    "SITE_CONTACT": "联系方式",
    "SITE_ICP": "备案号",
    "SITE_POLICE": "公安备案",
    "SITE_CODE": "网站标识码",
}


def test_health_is_ok(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_503_when_the_database_fails(client, db, monkeypatch):
    def fail():
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", fail)
        assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("name", ["sitemap_page", "accessibility", "privacy"])
def test_page_of_its_own_name_is_reached_from_every_footer(client, db, name):
    """Promise R27: 网站地图, 无障碍声明."""
    url = reverse(f"jiedao:{name}")
    assert f'href="{url}"' in client.get("/").content.decode()
    assert client.get(url).status_code == 200


def test_every_link_of_the_site_map_leads_somewhere(client, db):
    OrganizationFactory(street=True)
    main = client.get(reverse("jiedao:sitemap_page")).content.decode().split("<main", 1)[1]
    links = set(re.findall(r'href="(/[^"]*)"', main))
    assert len(links) > 10
    assert {url: client.get(url).status_code for url in links if "admin" not in url} == {
        url: 200 for url in links if "admin" not in url
    }


@pytest.mark.parametrize(("setting", "label"), FOOTER.items())
def test_footer_shows_a_setting_only_when_it_is_filled_in(client, db, settings, setting, label):
    """Promise R27."""
    for name in FOOTER:
        setattr(settings, name, "")
    assert f"<dt>{label}</dt>" not in client.get("/").content.decode()
    setattr(settings, setting, "甲-123")
    assert f"<div><dt>{label}</dt><dd>甲-123</dd></div>" in client.get("/").content.decode()


def test_robots_keeps_machines_out_of_the_staff_side(client):
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode()


def test_icon_asked_for_at_the_root_is_found(client):
    assert client.get("/favicon.ico").url.endswith("images/icon.svg")


def test_page_carries_absolute_share_tags_with_a_picture_of_300_pixels(client, db):
    """Promise R24."""
    page = client.get("/").content.decode()
    tags = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert tags["url"] == "http://testserver/"
    assert tags["image"].startswith("http://testserver/static/")
    with Image.open(finders.find(tags["image"].partition("/static/")[2])) as picture:
        assert min(picture.size) >= 300


def test_section_of_the_page_is_marked_in_the_index(client, db):
    page = client.get(reverse("jiedao:statistics")).content.decode()
    marked = re.findall(r'<a class="index__link" href="([^"]+)" aria-current="true">', page)
    assert marked == [reverse("jiedao:statistics")]


def test_pages_hold_no_inline_style_or_script(client, db):
    OrganizationFactory(street=True)
    for name in ("home", "statistics", "search", "sitemap_page", "accessibility"):
        page = client.get(reverse(f"jiedao:{name}")).content.decode()
        assert not re.search(r'\sstyle="|\son\w+="|<style', page)
        assert set(re.findall(r"<script([^>]*)>", page)) <= {
            ' src="/static/js/chart.js" data-library="/static/vendor/echarts.js" defer',
            ' id="charts" type="application/json"',
        }
