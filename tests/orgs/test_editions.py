"""Promise 41: the second of two editors gets both versions shown, nothing overwritten."""

import pytest
from django.urls import reverse

from orgs.models import Category, Council, PartyMemberCount, Unit, User
from tests.orgs.factories import (
    CategoryFactory,
    CouncilSeatFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
)
from tests.orgs.two_editors import opened, sent, signed_in

pytestmark = pytest.mark.django_db


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def unit(tree):
    return UnitFactory(name="图书馆", nature="school", community=tree.community, contact_name="张老师")


@pytest.fixture
def first(tree):
    return signed_in(UserFactory(organizations=[tree.community], display_name="王姐"))


@pytest.fixture
def second(tree):
    return signed_in(UserFactory(organizations=[tree.community], display_name="李哥"))


def save(client, row, data, **typed):
    return client.post(address(row), data | typed)


def clash(response):
    assert response.status_code == 200
    return response.context["clash"]


def differences(response):
    return {each.label: (each.theirs, each.mine) for each in clash(response).differences}


def taken(response):
    return {each.label: each.theirs for each in clash(response).taken}


def test_second_editor_is_shown_both_contents_and_nothing_is_overwritten(first, second, unit):
    """Promise 41."""
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    assert save(first, unit, hers, contact_name="赵老师").status_code == 302
    response = save(second, unit, his, contact_name="钱老师", address="香港东路")
    assert differences(response) == {"联系人": ("赵老师", "钱老师")}
    assert clash(response).who == "王姐"
    page = response.content.decode()
    assert "还没有保存：王姐在" in page
    assert 'value="钱老师"' in page
    assert 'value="香港东路"' in page
    unit.refresh_from_db()
    assert (unit.contact_name, unit.address) == ("赵老师", "")


def test_own_content_is_saved_knowingly(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师")
    again = sent(save(second, unit, his, contact_name="钱老师"))
    assert save(second, unit, again).status_code == 302
    unit.refresh_from_db()
    assert unit.contact_name == "钱老师"


def test_content_of_the_other_is_taken_where_ticked(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师", industry="教育")
    again = sent(save(second, unit, his, contact_name="钱老师", industry="文化"))
    assert save(second, unit, again, theirs=["contact_name"]).status_code == 302
    unit.refresh_from_db()
    assert (unit.contact_name, unit.industry) == ("赵老师", "文化")


def test_field_that_only_the_other_changed_is_taken_over(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师", nature="hospital", received_on="2019-03-01", is_public=[])
    response = save(second, unit, his, address="香港东路")
    assert differences(response) == {}
    assert taken(response) == {
        "联系人": "赵老师",
        "单位性质": "医院",
        "接收日期": "2019年3月1日",
        "对外公开": "否",
    }
    assert save(second, unit, sent(response)).status_code == 302
    unit.refresh_from_db()
    assert (unit.contact_name, unit.nature, unit.address) == ("赵老师", "hospital", "香港东路")
    assert unit.is_public is False


def test_same_change_of_both_is_no_difference(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师")
    assert save(second, unit, his, contact_name="赵老师").status_code == 302


def test_relations_are_told_by_name(first, second, tree, unit):
    CouncilSeatFactory(council__organization=tree.community, unit=unit)
    council = Council.objects.get()
    hers, his = opened(first, address(council)), opened(second, address(council))
    other, third = UnitFactory(name="一中"), UnitFactory(name="二中")
    save(first, council, hers, **{"seats-0-unit": other.pk})
    response = save(second, council, his, **{"seats-0-unit": third.pk})
    assert differences(response) == {"议事会席位“一中”，成员单位": ("一中", "二中")}
    assert council.seats.get().unit == other


def test_saving_without_a_change_disturbs_nobody(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    assert save(first, unit, hers).status_code == 302
    assert save(second, unit, his, contact_name="钱老师").status_code == 302


def test_third_editor_in_between_is_told_too(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师")
    again = sent(save(second, unit, his, contact_name="钱老师"))
    save(first, unit, opened(first, address(unit)), contact_name="孙老师")
    assert differences(save(second, unit, again)) == {"联系人": ("孙老师", "钱老师")}


def test_other_faults_are_told_at_the_same_time_and_keep_the_edition(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, contact_name="赵老师")
    response = save(second, unit, his, contact_name="钱老师", name="", received_on="很久以前")
    assert differences(response) == {"联系人": ("赵老师", "钱老师")}
    assert set(response.context["adminform"].form.errors) == {"name", "received_on"}
    wrong = save(second, unit, sent(response))
    assert wrong.context["clash"] is None
    right = save(second, unit, sent(wrong), name="图书馆", received_on="")
    assert right.status_code == 302


def test_mistake_alone_keeps_the_edition_from_which_the_form_was_made(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    wrong = save(second, unit, his, name="", contact_name="钱老师")
    save(first, unit, hers, contact_name="赵老师")
    assert differences(save(second, unit, sent(wrong), name="图书馆")) == {"联系人": ("赵老师", "钱老师")}


def test_unreadable_value_is_shown_as_it_was_typed(first, second, unit):
    hers, his = opened(first, address(unit)), opened(second, address(unit))
    save(first, unit, hers, received_on="2019-03-01")
    response = save(second, unit, his, received_on="很久以前")
    assert differences(response) == {"接收日期": ("2019年3月1日", "很久以前")}


def test_edition_of_another_record_or_of_nobody_s_making_is_worth_nothing(second, tree, unit):
    other = UnitFactory(community=tree.community)
    stolen = opened(second, address(other))["edition"]
    for edition in (stolen, "伪造的", ""):
        data = opened(second, address(unit)) | {"edition": edition}
        assert differences(save(second, unit, data, contact_name="钱老师"))["联系人"] == ("张老师", "钱老师")
    unit.refresh_from_db()
    assert unit.contact_name == "张老师"


def test_who_only_looks_gets_no_edition(client, tree):
    client.force_login(UserFactory(organizations=[tree.sister]))
    public = UnitFactory(community=tree.community)
    assert "edition" not in client.get(address(public)).context


@pytest.mark.parametrize("model", [Category, User], ids=["category", "user"])
def test_settings_and_accounts_have_no_day_of_change_and_are_compared_all_the_same(tree, model):
    one, two = (signed_in(UserFactory(superuser=True, display_name=name)) for name in ("甲", "乙"))
    row = CategoryFactory(name="场地") if model is Category else UserFactory(display_name="旧名")
    field = {Category: "name", User: "display_name"}[model]
    hers, his = opened(one, address(row)), opened(two, address(row))
    assert save(one, row, hers, **{field: "新名一"}).status_code == 302
    response = save(two, row, his, **{field: "新名二"})
    assert list(differences(response).values()) == [("新名一", "新名二")]
    assert clash(response).who == "甲"
    assert getattr(model.objects.get(pk=row.pk), field) == "新名一"


def test_record_deleted_meanwhile_says_so_and_shows_what_was_typed(first, second, unit):
    PartyMemberCountFactory(unit=unit)
    his = opened(second, address(unit))
    PartyMemberCount.objects.all().delete()
    first.post(reverse("admin:orgs_unit_delete", args=[unit.pk]), {"post": "yes"})
    response = save(second, unit, his, contact_name="钱老师", **{"party_member_counts-0-count": "77"})
    page = response.content.decode()
    assert response.status_code == 410
    assert "没有保存：“图书馆”已在" in page
    assert "由王姐删除" in page
    assert "钱老师" in page
    assert "77" in page
    assert not Unit.objects.exists()


def test_record_moved_out_of_sight_meanwhile_leaves_what_was_typed(second, tree):
    council = CouncilSeatFactory(council__organization=tree.community).council
    his = opened(second, address(council))
    Council.objects.update(organization=tree.stranger)
    response = save(second, council, his, name="改了名称的议事会")
    assert response.status_code == 410
    page = response.content.decode()
    assert "这条记录已被删除，或已不在您的管理范围内。" in page
    assert "改了名称的议事会" in page
    assert Council.objects.get().name != "改了名称的议事会"


def test_stranger_learns_nothing_of_a_record_that_is_gone(client, tree):
    client.force_login(UserFactory(organizations=[tree.sister]))
    gone = reverse("admin:orgs_unit_change", args=[10**9])
    for edition in ("伪造的", ""):
        assert client.post(gone, {"edition": edition}).status_code == 404
