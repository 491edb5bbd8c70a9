"""What the staff side says: at its door, before a deletion, after a change."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from orgs.models import Unit
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.tree import Tree
from tools.compile_messages import SOURCES, compiled, read

pytestmark = pytest.mark.django_db

NO_COUNTS = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}


@pytest.fixture
def clerk(client, tree: Tree):
    clerk = UserFactory(organizations=[tree.area], display_name="王姐")
    client.force_login(clerk)
    return clerk


def text(response) -> str:
    return response.content.decode()


def unit_page(name: str, unit: Unit) -> str:
    return reverse(f"admin:orgs_unit_{name}", args=[unit.pk])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_compiled_messages_are_those_of_the_source(source):
    assert source.with_suffix(".mo").read_bytes() == compiled(read(source.read_text(encoding="utf-8")))


def test_calendar_of_the_date_fields_is_headed_in_chinese(clerk, client):
    told = client.get(reverse("admin:jsi18n")).text.split("const newcatalog = ")[1]
    words, _ = json.JSONDecoder().raw_decode(told)
    heads = [word for context, word in words.items() if context.startswith("one letter")]
    assert sorted(heads) == sorted("日一二三四五六")


def test_signing_out_leads_back_in_and_to_the_public_site(client, clerk, tree):
    page = text(client.post(reverse("admin:logout")))
    assert "您已退出" in page
    assert "美好时光" not in page
    assert f"{tree.area.name} · 共建工作台" in page
    assert 'href="/admin/">重新登录' in page
    assert 'href="/">回到公开网站' in page


def test_door_names_the_office_and_leads_back_to_the_public_site(client, tree):
    page = text(client.get(reverse("admin:login")))
    assert f">{tree.street.name} · 共建工作台</a>" in page
    assert ">登录</h1>" in page
    assert 'href="/">回到公开网站' in page


def test_deletion_asks_in_plain_words_and_offers_the_way_back(client, clerk, tree):
    unit = UnitFactory(community=tree.community, name="图书馆")
    page = text(client.get(unit_page("delete", unit)))
    assert "确定删除“图书馆”吗？" in page
    assert "<li>单位：1条</li>" in page
    assert '<input type="submit" class="default" value="删除">' in page
    assert f'href="{unit_page("change", unit)}" class="button cancel-link">返回' in page


def test_saving_is_told_in_one_sentence(client, clerk, tree):
    new = NO_COUNTS | {"name": "图书馆", "nature": "school", "community": tree.community.pk}
    page = text(client.post(reverse("admin:orgs_unit_add"), new, follow=True))
    assert "已保存单位“" in page
    assert "共1条" in page
    assert "筛选" in page
    assert "过滤器" not in page


def test_empty_list_says_what_to_do(client, clerk):
    address = reverse("admin:orgs_unit_changelist")
    assert "还没有单位，点右上角的“录入单位”录入第一条。" in text(client.get(address))
    assert "没有找到。" in text(client.get(address, {"q": "没有的"}))


def test_refused_form_lists_each_fault_with_a_link_to_its_field(client, clerk):
    row = {"party_member_counts-TOTAL_FORMS": 1, "party_member_counts-INITIAL_FORMS": 0}
    wrong = row | {"nature": "school", "party_member_counts-0-count": "很多"}
    page = text(client.post(reverse("admin:orgs_unit_add"), wrong))
    assert "<title>错误：" in page
    box = page.split('class="errornote problems"')[1].split("</div>")[0]
    assert "autofocus" in box
    assert '<a href="#id_name">单位名称</a>：请填写单位名称。' in box
    assert '<a href="#id_party_member_counts-0-count">' in box
    assert "请填写整数。" in box
    assert 'id="id_name"' in page
    assert 'id="django-admin-form-add-constants"' not in page
    assert "这个字段是必填项" not in page


def test_empty_choice_says_please_choose(client, clerk):
    page = text(client.get(reverse("admin:orgs_unit_add")))
    assert '<option value="" selected>请选择</option>' in page
    assert "---------" not in page


def test_history_says_who_changed_what(client, clerk, tree):
    unit = UnitFactory(community=tree.community, nature="school")
    changed = NO_COUNTS | {"name": "改了名称", "nature": "school", "community": tree.community.pk}
    assert client.post(unit_page("change", unit), changed).status_code == 302
    assert "单位名称" in LogEntry.objects.get().get_change_message()
    page = text(client.get(unit_page("history", unit)))
    assert "<td>王姐</td>" in page
    assert clerk.username not in page.split('id="change-history"')[1]
    assert "<td>修改了" in page
    assert "。。" not in page


def test_missing_page_of_the_staff_side_leads_back_to_the_start_page(client, clerk):
    missing = client.get(reverse("admin:orgs_unit_change", args=[999]))
    assert missing.status_code == 404
    assert "回到工作台" in text(missing)
    assert "回到工作台" not in text(client.get("/没有这一页/"))


def test_lost_submission_warns_before_what_was_typed_is_lost():
    page = text(Client(enforce_csrf_checks=True).post(reverse("admin:login"), {}))
    assert "请先把已经填写的内容复制下来" in page
    assert "刷新之后再提交" not in page
