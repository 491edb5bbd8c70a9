"""The mechanism of all public lists, tried on the list of organisations."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.listing import PAGE_SIZE
from tests.orgs.factories import OrganizationFactory

LIST = reverse("orgs:organization_list")


def names(response) -> list[str]:
    return [organization.name for organization in response.context["listing"].rows]


def branches(parent, count, **fields):
    return [OrganizationFactory(branch=True, parent=parent, **fields) for _ in range(count)]


def test_listing_finds_what_holds_all_words(client, tree):
    OrganizationFactory(branch=True, parent=tree.community, name="海风党支部")
    OrganizationFactory(branch=True, parent=tree.community, name="海风联合党支部")
    assert names(client.get(LIST, {"q": "海风 联合"})) == ["海风联合党支部"]


def test_listing_finds_by_pinyin_initials(client, tree):
    OrganizationFactory(branch=True, parent=tree.community, name="海风党支部")
    assert names(client.get(LIST, {"q": "HFdzb"})) == ["海风党支部"]


def test_listing_of_a_community_holds_only_what_is_within(client, tree):
    own, other = branches(tree.community, 1)[0], branches(tree.cousin, 1)[0]
    found = names(client.get(LIST, {"community": tree.community.pk}))
    assert found == [tree.community.name, own.name]
    assert other.name not in found


def test_listing_held_to_an_organization_says_so_and_keeps_it_in_the_form(client, tree):
    response = client.get(LIST, {"organization": tree.area.pk})
    assert tree.cousin.name not in names(response)
    assert f"只列出与“{tree.area.name}”有关的" in response.text
    assert f'<input type="hidden" name="organization" value="{tree.area.pk}">' in response.text


def test_listing_between_two_days_includes_both(client, tree):
    for day in (date(2019, 4, 30), date(2019, 5, 1), date(2019, 5, 31), date(2019, 6, 1)):
        OrganizationFactory(branch=True, parent=tree.community, name=f"{day}党支部", established_on=day)
    found = names(client.get(LIST, {"since": "2019-05-01", "until": "2019年5月31日"}))
    assert found == ["2019-05-01党支部", "2019-05-31党支部"]


def test_listing_of_a_year_includes_its_first_and_last_day(client, tree):
    for day in (date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 1)):
        OrganizationFactory(branch=True, parent=tree.community, name=f"{day}党支部", established_on=day)
    assert names(client.get(LIST, {"year": 2019})) == ["2019-01-01党支部", "2019-12-31党支部"]


def test_listing_offers_the_years_of_its_rows_and_only_public_communities(client, tree):
    OrganizationFactory(parent=tree.area, name="未公开社区党委", is_public=False)
    OrganizationFactory(parent=tree.area, established_on=date(2017, 3, 1))
    OrganizationFactory(parent=tree.area, established_on=date(2019, 3, 1))
    text = client.get(LIST).text
    assert all(f'<option value="{year}">{year}年</option>' in text for year in (2017, 2018, 2019))
    assert f'<option value="{tree.community.pk}">' in text
    assert "未公开社区党委" not in text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"since": "去年"}, "“去年”不是一个日期"),
        ({"until": "9999-12-31"}, "“9999-12-31”不是一个日期"),
        ({"since": "2019-06-01", "until": "2019-05-01"}, "结束的日期早于开始的日期"),
        ({"year": "abc"}, "没有“abc”这个选项"),
        ({"community": "9" * 30}, "没有“999"),
        ({"level": "kingdom"}, "没有“kingdom”这个选项"),
        ({"organization": "9" * 30}, "没有您要看的这个党组织"),
        ({"organization": "x"}, "没有您要看的这个党组织"),
        ({"q": "问" * 101}, "100"),
        ({"q": "\0"}, "关键词"),
    ],
)
def test_listing_answers_a_bad_value_with_a_message(client, tree, query, message):
    response = client.get(LIST, query)
    assert response.status_code == 200
    assert "<title>错误：" in response.text
    assert message in response.text
    assert tree.street.name in names(response)


def test_listing_keeps_what_was_typed_wrong(client, tree):
    text = client.get(LIST, {"since": "去年", "q": "党委"}).text
    assert '<input type="text" name="since" id="id_since" value="去年" aria-invalid="true"' in text
    assert 'value="党委"' in text
    assert '<a href="#id_since">' in text


def test_listing_escapes_what_was_typed(client, tree):
    text = client.get(LIST, {"q": '"><script>alert(1)</script>', "year": "<b>"}).text
    assert "<script>alert" not in text
    assert "<b>" not in text


def test_listing_is_laid_open_while_something_is_chosen(client, tree):
    assert '<details class="filters" id="filters">' in client.get(LIST).text
    assert '<details class="filters" id="filters" open>' in client.get(LIST, {"q": "党委"}).text


def test_listing_is_paged_with_links_that_keep_what_was_asked(client, tree):
    branches(tree.community, PAGE_SIZE + 1)
    response = client.get(LIST, {"level": "branch", "q": "党支部", "community": "", "foo": "1"})
    assert len(names(response)) == PAGE_SIZE
    following = f"{LIST}?level=branch&q=%E5%85%9A%E6%94%AF%E9%83%A8&page=2"
    assert response.context["listing"].pager.next_url == following
    second = client.get(following)
    assert len(names(second)) == 1
    assert "（第2页）" in second.text
    assert not set(names(second)) & set(names(response))


@pytest.mark.parametrize(("page", "shown"), [("3", 2), ("x", 1), ("0", 2), ("-1", 2), ("9" * 5000, 1)])
def test_listing_says_when_there_is_no_such_page(client, tree, page, shown):
    branches(tree.community, PAGE_SIZE)
    response = client.get(LIST, {"page": page})
    assert response.status_code == 200
    assert f"没有您要的那一页，这里是第{shown}页。" in response.text


def test_listing_that_found_nothing_leads_back_to_all(client, tree):
    response = client.get(LIST, {"q": "没有这个名字"})
    assert "没有符合这些条件的记录" in response.text
    assert f'<a href="{LIST}">查看全部</a>' in response.text


def test_listing_refuses_to_be_posted_to(client, db):
    assert client.post(LIST).status_code == 405


def test_listing_held_to_one_that_has_nothing_does_not_say_that_there_is_nothing_at_all(client, tree):
    address = reverse("partnerships:agreement_list")
    assert "没有符合这些条件的记录" in client.get(address, {"organization": tree.community.pk}).text
    assert "还没有可以公开的共建协议" in client.get(address).text
