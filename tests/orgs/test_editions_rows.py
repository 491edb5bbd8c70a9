"""Promise 41, of the rows within a record's form: changed, added and deleted by two editors."""

import pytest
from django.urls import reverse

from orgs.enums import AuditAct
from orgs.models import AuditEntry, CouncilSeat
from tests.orgs.factories import CouncilFactory, CouncilSeatFactory, UnitFactory, UserFactory
from tests.orgs.two_editors import opened, sent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(tree):
    council = CouncilFactory(organization=tree.community, name="共建议事会")
    for name in ("一中", "二中"):
        CouncilSeatFactory(council=council, unit=UnitFactory(name=name))
    return council


@pytest.fixture
def seats(council):
    return list(council.seats.order_by("pk"))


@pytest.fixture
def address(council):
    return reverse("admin:orgs_council_change", args=[council.pk])


@pytest.fixture
def first(tree):
    return signed_in(UserFactory(organizations=[tree.community], display_name="王姐"))


@pytest.fixture
def second(tree):
    return signed_in(UserFactory(organizations=[tree.community], display_name="李哥"))


@pytest.fixture
def both(first, second, address):
    """The form as each of the two opened it."""
    return opened(first, address), opened(second, address)


def differences(response):
    assert response.status_code == 200
    return {each.label: (each.theirs, each.mine) for each in response.context["clash"].differences}


def taken(response):
    return {each.label: each.theirs for each in response.context["clash"].taken}


def stored(council):
    return {str(seat): seat.note for seat in CouncilSeat.objects.filter(council=council)}


NEW = {"seats-2-title": "delegate", "seats-2-person_role": "区人大代表", "seats-2-since": "2019-02-01"}
MORE = {"seats-TOTAL_FORMS": 3}


def test_changed_row_counts_though_the_record_itself_did_not_change(first, second, address, council, both):
    first.post(address, both[0] | {"seats-0-note": "赵老师来"})
    response = second.post(address, both[1] | {"seats-0-note": "钱老师来", "seats-1-note": "孙老师来"})
    assert differences(response) == {"议事会席位“一中”，备注": ("赵老师来", "钱老师来")}
    assert stored(council) == {"一中": "赵老师来", "二中": ""}
    assert second.post(address, sent(response)).status_code == 302
    assert stored(council) == {"一中": "钱老师来", "二中": "孙老师来"}


def test_field_of_a_row_is_taken_where_ticked(first, second, address, council, seats, both):
    first.post(address, both[0] | {"seats-0-note": "赵老师来"})
    response = second.post(address, both[1] | {"seats-0-note": "钱老师来", "seats-1-note": "孙老师来"})
    ticked = {"theirs": [f"seats-{seats[0].pk}-note"]}
    assert second.post(address, sent(response) | ticked).status_code == 302
    assert stored(council) == {"一中": "赵老师来", "二中": "孙老师来"}


def test_row_that_the_other_added_comes_into_the_form(first, second, address, council, both):
    first.post(address, both[0] | NEW | MORE)
    mine = NEW | {"seats-2-person_role": "区政协委员"}
    response = second.post(address, both[1] | mine | MORE)
    assert taken(response) == {"议事会席位“区人大代表”": "新增的一行"}
    again = sent(response)
    assert again["seats-INITIAL_FORMS"] == 3
    assert again["seats-2-person_role"] == ["区人大代表"]
    assert again["seats-3-person_role"] == ["区政协委员"]
    assert second.post(address, again).status_code == 302
    assert set(stored(council)) == {"一中", "二中", "区人大代表", "区政协委员"}


def test_row_that_the_other_deleted_goes_from_the_form(first, second, address, council, both):
    first.post(address, both[0] | {"seats-0-DELETE": "on"})
    response = second.post(address, both[1] | {"seats-1-note": "孙老师来"})
    assert taken(response) == {"议事会席位“成员单位，一中”": "已删除"}
    assert second.post(address, sent(response)).status_code == 302
    assert stored(council) == {"二中": "孙老师来"}


def test_deleted_row_into_which_something_was_typed_is_kept_as_a_new_one(
    first, second, address, council, seats, both
):
    first.post(address, both[0] | {"seats-0-DELETE": "on"})
    response = second.post(address, both[1] | {"seats-0-note": "钱老师来"})
    (told,) = response.context["clash"].differences
    assert (told.theirs, told.key) == ("已删除", "")
    assert second.post(address, sent(response)).status_code == 302
    assert stored(council) == {"一中": "钱老师来", "二中": ""}
    assert not CouncilSeat.objects.filter(pk=seats[0].pk).exists()


def test_deletion_of_a_row_that_the_other_changed_is_asked_again(
    first, second, address, council, seats, both
):
    first.post(address, both[0] | {"seats-0-note": "赵老师来"})
    response = second.post(address, both[1] | {"seats-0-DELETE": "on"})
    assert differences(response) == {"议事会席位“一中”": ("备注：赵老师来", "删除这一行")}
    again = sent(response) | {"seats-0-DELETE": "on"}
    kept = second.post(address, again | {"theirs": [f"seats-{seats[0].pk}"]})
    assert kept.status_code == 302
    assert stored(council) == {"一中": "赵老师来", "二中": ""}


def test_row_that_both_deleted_is_gone_without_a_word(first, second, address, council, both):
    first.post(address, both[0] | {"seats-0-DELETE": "on"})
    assert second.post(address, both[1] | {"seats-0-DELETE": "on"}).status_code == 302
    assert stored(council) == {"二中": ""}


def test_row_of_another_record_is_refused_and_logged(first, second, address, council, both):
    """Promise 10: also where somebody else has saved meanwhile."""
    theirs = CouncilSeatFactory(note="别家的")
    first.post(address, both[0] | {"seats-0-note": "赵老师来"})
    forged = {"seats-1-id": theirs.pk, "seats-1-note": "钱老师来"}
    response = second.post(address, both[1] | forged)
    assert response.status_code == 200
    assert AuditEntry.objects.filter(act=AuditAct.REFUSAL, detail__contains=str(theirs.pk)).count() == 1
    theirs.refresh_from_db()
    assert (theirs.note, theirs.council == council) == ("别家的", False)
    assert stored(council) == {"一中": "赵老师来", "二中": ""}


def test_wrong_count_of_rows_is_no_accident(first, second, address, council, both):
    first.post(address, both[0] | {"seats-0-note": "赵老师来"})
    for total in ("", "viele", "99999999"):
        response = second.post(address, both[1] | {"seats-TOTAL_FORMS": total})
        assert response.status_code == 200
    assert stored(council) == {"一中": "赵老师来", "二中": ""}
