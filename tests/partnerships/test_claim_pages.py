"""The hall, the list of claims, a claim's page, photographs of notes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.enums import ClaimState, PartnerRole
from partnerships.hall import in_hall
from partnerships.models import ClaimParty, ListItem
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory, ProgressNoteFactory

YESTERDAY = today() - timedelta(days=1)
HALL = "partnerships:hall"
CLAIMS = "partnerships:claim_list"


def demand(tree, **fields):
    return ListItemFactory(demand=True, **{"organization": tree.community, "claim_by": YESTERDAY} | fields)


def in_the_hall():
    return [item.title for item in in_hall(ListItem.objects.public())]


def listed(client, **query):
    return [claim.pk for claim in client.get(reverse(CLAIMS), query).context["listing"].rows]


def test_hall_holds_what_nobody_claimed_in_time_who_waits_longest_first(client, tree):
    demand(tree, title="后来的")
    demand(tree, title="先来的", claim_by=date(2019, 5, 1))
    text = client.get(reverse(HALL)).text
    assert in_the_hall() == ["先来的", "后来的"]
    assert text.index("先来的") < text.index("后来的")
    assert text.count("我要认领</a>") == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"claim_by": today()},
        {"claim_by": None},
        {"private": True},
        {"draft": True},
        {"withdrawn": True},
        {"available_until": YESTERDAY},
    ],
)
def test_hall_leaves_out_what_nobody_needs_to_claim_there(tree, fields):
    demand(tree, **fields)
    assert in_the_hall() == []


def test_hall_leaves_out_resources(tree):
    ListItemFactory(organization=tree.community, claim_by=YESTERDAY)
    assert in_the_hall() == []


@pytest.mark.parametrize("state", ClaimState)
def test_hall_takes_a_demand_back_once_its_claim_is_given_up(tree, state):
    gone = state in (ClaimState.RETURNED, ClaimState.DECLINED, ClaimState.EXPIRED)
    ClaimFactory(item=demand(tree, title="老花镜"), status=state, done_on=date(2019, 6, 1), **_closed(gone))
    assert in_the_hall() == (["老花镜"] if gone else [])


def _closed(gone):
    return {"closed_on": date(2019, 6, 2), "reason": "来不了。"} if gone else {}


def test_hall_without_demands_says_what_will_be_here(client, db):
    assert "现在没有等人认领的需求" in client.get(reverse(HALL)).text


@pytest.mark.parametrize("address", [HALL, CLAIMS])
def test_lists_ask_the_same_queries_for_one_row_and_thirty(client, tree, address):
    def fill():
        ClaimFactory(organization=tree.community, units=[UnitFactory(), UnitFactory()])
        demand(tree)

    fill()
    one = queries(client, reverse(address))
    for _ in range(29):
        fill()
    assert queries(client, reverse(address)) == one <= MOST


def test_claim_list_shows_who_what_when_state_and_rating(client, tree):
    unit = UnitFactory(name="青岛二中")
    ClaimFactory(organization=tree.community, rated=True, units=[unit], item__title="缺老师")
    text = client.get(reverse(CLAIMS)).text
    expected = ("青岛二中", "缺老师", "2019年5月20日认领", "已评价", "5分（满分5分）")
    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"pending": True},
        {"declined": True},
        {"status": ClaimState.RETURNED, "closed_on": date(2019, 6, 1), "reason": "来不了。"},
        {"item__is_public": False},
    ],
)
def test_claim_that_residents_do_not_see_is_nowhere(client, tree, fields):
    claim = ClaimFactory(organization=tree.community, **fields)
    assert listed(client) == []
    assert client.get(claim.get_absolute_url()).status_code == 404


def test_what_was_done_is_still_told_once_its_demand_is_withdrawn(client, tree):
    unit = UnitFactory()
    claim = ClaimFactory(organization=tree.community, rated=True, units=[unit], item__title="缺老师")
    told = [client.get(reverse("partnerships:results")).context["whole"].tally]
    withdrawn = {"withdrawn_on": today(), "withdrawal_reason": "办好了。"}
    ListItem.objects.filter(pk=claim.item_id).update(**withdrawn)

    assert listed(client) == [claim.pk]
    assert [client.get(reverse("partnerships:results")).context["whole"].tally] == told
    text = client.get(claim.get_absolute_url()).text
    assert "缺老师（已撤回）" in text
    assert claim.item.get_absolute_url() not in text
    assert client.get(claim.item.get_absolute_url()).status_code == 404


def test_claim_list_is_narrowed_by_unit_community_and_state(client, tree):
    unit = UnitFactory()
    running = ClaimFactory(organization=tree.community, units=[unit], due_on=date(2019, 6, 30))
    in_time = ClaimFactory(organization=tree.community, done=True, due_on=date(2019, 6, 30))
    late = ClaimFactory(organization=tree.sister, rated=True, due_on=date(2019, 6, 1))

    assert listed(client, unit=unit.pk) == [running.pk]
    assert listed(client, community=tree.sister.pk) == [late.pk]
    assert listed(client, state="under_way") == [running.pk]
    assert listed(client, state="completed") == [late.pk, in_time.pk]
    assert listed(client, state="in_time") == [in_time.pk]
    assert listed(client, state="rated") == [late.pk]


def test_claim_list_is_narrowed_by_kind_and_words(client, tree):
    wish = ClaimFactory(organization=tree.community, item__beneficiary="residents", item__title="老花镜")
    plain = ClaimFactory(organization=tree.community, units=[UnitFactory(name="示例医院")])
    hidden = ClaimFactory(organization=tree.community, units=[UnitFactory(name="暗处公司", is_public=False)])
    order = ClaimFactory(organization=tree.community, order=True)

    assert listed(client, kind="wish") == [wish.pk]
    assert listed(client, kind="service") == [order.pk]
    assert listed(client, kind="demand") == [hidden.pk, plain.pk, wish.pk]
    assert listed(client, q="老花镜") == [wish.pk]
    assert listed(client, q="示例医院") == [plain.pk]
    assert listed(client, q="暗处") == []


def test_claim_tells_its_parties_its_public_notes_and_how_it_was_rated(client, tree):
    claim = ClaimFactory(organization=tree.community, rated=True, units=[UnitFactory(name="青岛二中")])
    ClaimParty.objects.create(claim=claim, unit=UnitFactory(name="示例医院"), role=PartnerRole.TAKES_PART)
    ProgressNoteFactory(claim=claim, text="第一次上课。", is_public=True)
    ProgressNoteFactory(claim=claim, text="内部情况。")
    text = client.get(claim.get_absolute_url()).text
    expected = ("青岛二中", "牵头", "示例医院", "参与", "已送到。", "第一次上课。", "5分")
    assert [words for words in expected if words not in text] == []
    assert "内部情况" not in text


def test_claim_tells_nothing_of_its_contact_nor_what_nobody_looked_over(client, tree):
    claim = ClaimFactory(
        organization=tree.community, contact_name="张三", contact_phone="13800001234", offer="随手写的"
    )
    text = client.get(claim.get_absolute_url()).text
    assert [words for words in ("张三", "13800001234", "138****1234", "随手写的") if words in text] == []


def test_claim_of_a_hidden_unit_names_nobody(client, tree):
    claim = ClaimFactory(organization=tree.community, units=[UnitFactory(name="暗处公司", is_public=False)])
    assert "暗处公司" not in client.get(claim.get_absolute_url()).text + client.get(reverse(CLAIMS)).text


def test_claim_asks_the_same_queries_for_one_note_and_ten(client, tree):
    claim = ClaimFactory(organization=tree.community)
    NotePhotoFactory(note__claim=claim, note__is_public=True)
    one = queries(client, claim.get_absolute_url())
    for _ in range(9):
        ProgressNoteFactory(claim=claim, is_public=True)
    assert queries(client, claim.get_absolute_url()) == one <= MOST


@pytest.fixture
def photo(tree):
    return NotePhotoFactory(note__claim=ClaimFactory(organization=tree.community), note__is_public=True)


def photo_address(photo, size="full"):
    return reverse("partnerships:note_photo", args=[photo.pk, size])


@pytest.mark.parametrize("size", ["full", "small"])
def test_photo_of_a_public_note_is_for_all(client, photo, size):
    answer = client.get(photo_address(photo, size))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "public" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")


def test_photo_of_another_size_is_not_found(client, photo):
    assert client.get(photo_address(photo, "huge")).status_code == 404


def test_photo_of_a_note_that_is_not_public_is_for_its_staff_alone(client, tree, photo):
    type(photo.note).objects.update(is_public=False)
    assert client.get(photo_address(photo)).status_code == 404

    client.force_login(UserFactory(organizations=[tree.cousin]))
    assert client.get(photo_address(photo)).status_code == 404

    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    answer = client.get(photo_address(photo))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
