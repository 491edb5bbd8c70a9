"""Bad input in the form of a unit, and its search."""

import pytest
from django.urls import reverse

from orgs.models import Unit
from tests.orgs.factories import UnitFactory, UserFactory, valid_uscc

pytestmark = pytest.mark.django_db

ADD = "admin:orgs_unit_add"
NO_COUNTS = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def submit(client, **fields):
    data = {"name": "示例社会组织", "nature": "social_organization", "address": "示例路1号"}
    return client.post(reverse(ADD), NO_COUNTS | data | fields)


def errors(response):
    assert 'value="示例路1号"' in response.content.decode()  # nothing typed is lost
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_unit_with_its_party_members(client, clerk, tree):
    count = {"party_member_counts-0-as_of": "2019-06-30", "party_member_counts-0-count": 12}
    response = submit(
        client, community=tree.community.pk, **NO_COUNTS | {"party_member_counts-TOTAL_FORMS": 1} | count
    )
    assert response.status_code == 302
    unit = Unit.objects.get()
    assert unit.community == tree.community
    assert unit.party_member_counts.get().count == 12


def test_name_of_another_unit_is_refused(client, clerk):
    UnitFactory(name="青岛二中")
    response = submit(client, name="青岛二中")
    assert errors(response) == {"name": ["已经有同名的单位，请直接选用，不要重复录入。"]}


def test_name_of_a_unit_out_of_sight_is_refused_too(client, clerk, tree):
    UnitFactory(name="青岛二中", community=tree.sister, is_public=False)
    assert list(errors(submit(client, name="青岛二中"))) == ["name"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91370212MA00000", "统一社会信用代码应为18位，现在是15位。"),
        ("913702120000000000", "统一社会信用代码的校验位不对，请对照营业执照或登记证书重新输入。"),
    ],
)
def test_wrong_code_is_refused(client, clerk, code, message):
    response = submit(client, uscc=code)
    assert errors(response) == {"uscc": [message]}
    assert f'value="{code}"' in response.content.decode()


def test_code_of_another_unit_is_refused(client, clerk):
    UnitFactory(uscc=valid_uscc(1))
    assert errors(submit(client, uscc=valid_uscc(1))) == {
        "uscc": ["这个统一社会信用代码已经属于另一个单位。"]
    }


def test_code_typed_with_spaces_and_small_letters(client, clerk):
    code = valid_uscc(1)
    assert submit(client, uscc=f" {code[:8].lower()} {code[8:].lower()} ").status_code == 302
    assert Unit.objects.get().uscc == code


def test_two_units_without_a_code(client, clerk):
    assert submit(client, name="甲", uscc="").status_code == 302
    assert submit(client, name="乙", uscc="").status_code == 302


def test_unit_that_left_before_it_came_is_refused(client, clerk):
    response = submit(client, received_on="2019-06-01", left_on="2019-05-01")
    assert errors(response) == {"left_on": ["迁出日期不能早于接收日期。"]}


def test_count_of_one_day_twice_is_refused_beside_it(client, clerk):
    rows = {
        f"party_member_counts-{row}-{name}": value
        for row in (0, 1)
        for name, value in (("as_of", "2019-06-30"), ("count", 3))
    }
    response = submit(client, **NO_COUNTS | {"party_member_counts-TOTAL_FORMS": 2} | rows)
    assert response.status_code == 200
    assert not Unit.objects.exists()


@pytest.mark.parametrize("typed", ["青岛", "qdez", "QDEZ", "ez"])
def test_search_by_name_and_initials(client, clerk, typed):
    school = UnitFactory(name="青岛二中")
    UnitFactory(name="浦发银行")
    response = client.get(reverse("admin:orgs_unit_changelist"), {"q": typed})
    assert list(response.context["cl"].result_list) == [school]


def test_pop_up_hands_the_new_unit_back(client, clerk):
    response = submit(client, _popup="1")
    assert response.status_code == 200
    assert response.context["popup_response_data"]
    assert "<script>" not in response.content.decode()
    assert Unit.objects.get().name in response.context["popup_response_data"].encode().decode(
        "unicode_escape"
    )
