import pytest
from django.urls import reverse

from orgs.models import Organization
from tests.events.factories import ActivityFactory, local
from tests.orgs.factories import UnitFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProjectFactory


def search(client, **query):
    return client.get(reverse("jiedao:search"), query)


def titles(response) -> dict[str, list[str]]:
    return {group.source.key: [row.title for row in group.rows] for group in response.context["groups"]}


@pytest.fixture
def records(tree):
    """One of every kind whose name holds 邻里."""
    Organization.objects.filter(pk=tree.sister.pk).update(name="邻里社区党委", initials="llsqdw")
    ActivityFactory(organization=tree.community, title="邻里端午", starts_at=local(2019, 6, 5, 9))
    AgreementFactory(organization=tree.community, title="邻里共建协议")
    ListItemFactory(organization=tree.community, title="邻里书房")
    ProjectFactory(organization=tree.cousin, title="邻里车位")
    UnitFactory(name="邻里超市", community=tree.community)
    return tree


def test_search_groups_what_it_finds_in_every_kind(client, records):
    assert titles(search(client, q="邻里")) == {
        "activities": ["邻里端午"],
        "agreements": ["邻里共建协议"],
        "items": ["邻里书房"],
        "projects": ["邻里车位"],
        "organizations": ["邻里社区党委"],
        "units": ["邻里超市"],
    }


def test_search_finds_only_what_holds_all_words(client, records):
    assert titles(search(client, q="邻里　车")) == {"projects": ["邻里车位"]}


def test_search_finds_by_pinyin_initials(client, records):
    assert titles(search(client, q="LLcs")) == {"units": ["邻里超市"]}


def test_search_takes_capital_and_small_letters_alike(client, tree):
    agreement = AgreementFactory(parties=[tree.community, UnitFactory(name="IBC大厦")], title="共建协议")
    ActivityFactory(organization=tree.community, series="V观摩", title="观摩一场")
    assert titles(search(client, q=agreement.number.lower()))["agreements"] == ["共建协议"]
    assert titles(search(client, q="ibc大厦"))["agreements"] == ["共建协议"]
    assert titles(search(client, q="v观摩")) == {"activities": ["观摩一场"]}


def test_search_finds_an_agreement_by_its_party_and_by_its_number(client, tree):
    agreement = AgreementFactory(parties=[tree.community, UnitFactory(name="青岛二中")], title="共建协议")
    assert titles(search(client, q="青岛二中"))["agreements"] == ["共建协议"]
    assert titles(search(client, q=agreement.number))["agreements"] == ["共建协议"]


def test_search_finds_nothing_by_the_name_of_a_party_or_unit_that_is_not_public(client, tree):
    secret = UnitFactory(name="秘密单位", private=True)
    AgreementFactory(parties=[tree.community, secret], title="共建协议")
    ListItemFactory(organization=tree.community, unit=secret, title="会议室")
    assert titles(search(client, q="秘密单位")) == {}


def test_search_shows_nothing_that_is_not_public(client, tree):
    where = {"organization": tree.community}
    ActivityFactory(**where, title="秘密一", private=True)
    ActivityFactory(**where, title="秘密二", draft=True)
    AgreementFactory(**where, title="秘密三", private=True)
    AgreementFactory(**where, title="秘密四", draft=True)
    ListItemFactory(**where, title="秘密五", draft=True)
    ProjectFactory(**where, title="秘密六", proposed=True)
    UnitFactory(name="秘密七", private=True)
    assert titles(search(client, q="秘密")) == {}


def test_search_by_day_and_by_month(client, records):
    assert list(titles(search(client, q="邻里", date="2019-06-05"))) == ["activities"]
    assert list(titles(search(client, date="2019-05"))) == ["agreements", "projects"]


def test_search_by_community_includes_agreements_to_which_it_is_party(client, records):
    AgreementFactory(organization=records.cousin, parties=[records.cousin, records.sister], title="跨区协议")
    found = titles(search(client, community=records.sister.pk))
    assert found == {"agreements": ["跨区协议"], "organizations": ["邻里社区党委"]}


def test_search_shows_the_first_of_each_kind_and_leads_to_all(client, tree):
    ProjectFactory.create_batch(23, organization=tree.community, title="邻里项目")
    first = search(client, q="邻里")
    [group] = first.context["groups"]
    assert (group.count, len(group.rows)) == (23, 5)
    assert 'href="?q=%E9%82%BB%E9%87%8C&amp;in=projects"' in first.content.decode()
    rest = search(client, q="邻里", **{"in": "projects", "page": "2"})
    assert len(rest.context["rows"]) == 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"q": "邻里", "date": "六月"}, "“六月”不是日期，请写成 2019-06 或 2019-06-30 这样。"),
        ({"q": "邻里", "community": "0"}, "没有这个社区，请重新选择。"),
        ({"q": "字" * 101}, "太长了，最多填写100个字。"),
        ({"q": "邻里", "date": "0001-01"}, "“0001-01”不是日期，"),
        ({"q": "邻里", "date": "9999-12"}, "“9999-12”不是日期，"),
        ({"q": "a\x00b"}, "里面有不能识别的字符，请重新填写。"),
    ],
)
def test_search_explains_bad_input_and_keeps_it(client, records, query, message):
    page = search(client, **query)
    text = page.content.decode()
    assert page.status_code == 200
    assert message in text
    assert "<title>错误：" in text
    if "\x00" not in query["q"]:
        assert f'value="{query["q"]}"' in text


@pytest.mark.parametrize("word", ["%", "_", "'", '"><script>', "\\"])
def test_search_takes_odd_characters_for_themselves(client, records, word):
    page = search(client, q=word)
    assert titles(page) == {}
    assert "<script>" not in page.content.decode()


def test_search_without_words_asks_for_nothing(client, records):
    page = search(client)
    assert page.context["asked"] is False


def test_search_that_finds_nothing_says_what_to_try(client, records):
    assert "没有找到。可以少写几个字" in search(client, q="查无此物").content.decode()


def test_search_offers_the_communities_by_their_short_names(client, tree):
    Organization.objects.filter(pk=tree.sister.pk).update(short_name="邻里")
    assert f'<option value="{tree.sister.pk}">邻里</option>' in search(client).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_search_takes_the_same_queries_for_any_number_of_hits(client, tree, rows, django_assert_num_queries):
    for _ in range(rows):
        ActivityFactory(organization=tree.community, title="邻里活动")
        AgreementFactory(organization=tree.community, title="邻里协议")
        ListItemFactory(organization=tree.community, title="邻里条目")
        ProjectFactory(organization=tree.community, title="邻里项目")
        UnitFactory(name=f"邻里单位{_}", community=tree.community)
    with django_assert_num_queries(8):  # the office, the communities to choose from, counts, five kinds
        search(client, q="邻里")
