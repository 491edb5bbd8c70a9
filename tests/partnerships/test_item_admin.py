"""The staff's side of the three lists: wishes, withdrawals, confirmations, filters."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.enums import ItemState
from partnerships.models import Demand, ListItem
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.orgs.queries import queries
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory
from tests.partnerships.review_form import address, messages, post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WISH = {"beneficiary": "residents", "wish": "想有一副老花镜", "claim_by": (today() + 30 * DAY).isoformat()}
RESOURCES, SERVICES, DEMANDS = (
    reverse(f"admin:partnerships_{name}_changelist") for name in ("resource", "service", "demand")
)


@pytest.fixture
def clerk(client, tree):
    user = UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW)
    client.force_login(user)
    return user


@pytest.fixture
def demand(tree):
    """Through the proxy whose form the staff open."""
    return Demand.objects.get(pk=ListItemFactory(organization=tree.community, demand=True).pk)


def wrong(response):
    return dict(response.context["adminform"].form.errors)


def shown(client, address, **asked):
    return [item.pk for item in client.get(address, asked).context["cl"].result_list]


class TestWish:
    def test_is_kept_with_its_deadline_and_places(self, client, clerk, demand):
        post(client, demand, **WISH, places=2)
        kept = ListItem.objects.get(pk=demand.pk)
        assert (kept.is_wish, kept.wish, kept.places) == (True, WISH["wish"], 2)
        assert kept.claim_by == today() + 30 * DAY

    def test_needs_a_sentence_and_a_deadline(self, client, clerk, demand):
        told = wrong(post(client, demand, beneficiary="residents"))
        assert told == {
            "wish": ["微心愿请用一句话写明心愿，如“想有一副老花镜”。"],
            "claim_by": ["微心愿请填认领截止日期，到期没有人认领的转入“公开认领”。"],
        }

    def test_that_stood_on_its_list_before_there_were_any_is_kept_as_it_is(self, client, clerk, demand):
        ListItem.objects.filter(pk=demand.pk).update(beneficiary="residents")
        post(client, demand, note="2019年已经办好")
        assert ListItem.objects.get(pk=demand.pk).note == "2019年已经办好"

    def test_does_not_lose_its_sentence_again(self, client, clerk, demand):
        post(client, demand, **WISH)
        assert set(wrong(post(client, demand, wish="", claim_by=""))) == {"wish", "claim_by"}

    def test_is_a_residents(self, client, clerk, demand):
        told = wrong(post(client, demand, **WISH | {"beneficiary": "unit"}))
        assert told == {"beneficiary": ["写了心愿的，受益方请选“居民”；不是微心愿的，请删去心愿。"]}

    @pytest.mark.parametrize(
        ("field", "text", "words"),
        [
            ("wish", "李奶奶想有一副老花镜", "不要写姓名"),
            ("wish", "给3号楼2单元501送一副老花镜", "不要写到单元、门牌和房号"),
            ("wish", "请打13812345678", "不要写手机号"),
            ("description", "家住5栋302室", "不要写到单元、门牌和房号"),
            ("title", "王秀兰女士的心愿", "不要写姓名"),
        ],
    )
    def test_names_nobody(self, client, clerk, demand, field, text, words):
        response = post(client, demand, **WISH | {field: text})
        assert words in str(wrong(response)[field])
        assert text in response.text  # nothing typed is lost

    def test_demand_of_a_unit_may_name_a_house(self, client, clerk, demand):
        post(client, demand, title="3号楼2单元扶手松动")
        assert ListItem.objects.get(pk=demand.pk).title == "3号楼2单元扶手松动"

    def test_deadline_that_has_passed_is_refused_when_typed_and_kept_when_stored(self, client, clerk, demand):
        yesterday = (today() - DAY).isoformat()
        assert "不能早于今天" in str(wrong(post(client, demand, claim_by=yesterday))["claim_by"])
        ListItem.objects.filter(pk=demand.pk).update(claim_by=yesterday)
        assert post(client, demand, title="改过的").redirect_chain
        assert ListItem.objects.get(pk=demand.pk).title == "改过的"

    def test_places_are_not_fewer_than_claims(self, client, clerk, demand):
        ListItem.objects.filter(pk=demand.pk).update(places=3)
        for _ in range(2):
            ClaimFactory(item_id=demand.pk, organization=demand.organization)
        assert wrong(post(client, demand, places=1)) == {"places": ["已有2家认领，名额不能少于2。"]}
        assert post(client, demand, places=2).redirect_chain


class TestWithdrawing:
    def test_by_the_form_asks_who_is_at_work_too(self, client, clerk, demand):
        ClaimFactory(item_id=demand.pk, organization=demand.organization, working=True)
        sent = {"withdrawn_on": today().isoformat(), "withdrawal_reason": "不需要了。"}
        assert "还有1项认领没有办完" in str(wrong(post(client, demand, **sent))["withdrawn_on"])

    def test_verb_takes_it_off_the_list_and_can_be_taken_back_today(self, client, clerk, demand):
        page = reverse("admin:partnerships_demand_act", args=[demand.pk, "withdraw"])
        sent = {"on": today().isoformat(), "reason": "已经办好了。"}
        assert "已从清单撤回" in str(messages(client.post(page, sent, follow=True)))
        assert ListItem.objects.get(pk=demand.pk).state() == ItemState.WITHDRAWN
        again = reverse("admin:partnerships_demand_act", args=[demand.pk, "relist"])
        assert again in client.get(address(demand)).text
        client.post(again)
        assert ListItem.objects.get(pk=demand.pk).state() == ItemState.OPEN

    def test_verb_needs_a_reason(self, client, clerk, demand):
        page = reverse("admin:partnerships_demand_act", args=[demand.pk, "withdraw"])
        response = client.post(page, {"on": today().isoformat(), "reason": ""})
        assert response.context["form"].errors == {"reason": ["请填写撤回原因。"]}

    def test_withdrawal_of_an_earlier_day_is_not_offered_back(self, client, clerk, demand):
        gone = {"withdrawn_on": today() - DAY, "withdrawal_reason": "用完。"}
        ListItem.objects.filter(pk=demand.pk).update(**gone)
        assert client.get(address(demand)).context["acts"] == []

    @pytest.mark.parametrize("day", ["", (today() + DAY).isoformat()], ids=["emptied", "put off"])
    def test_withdrawal_of_an_earlier_day_stays_in_the_form(self, client, clerk, demand, day):
        withdrawn = {"withdrawn_on": today() - DAY, "withdrawal_reason": "用完。"}
        type(demand).objects.filter(pk=demand.pk).update(**withdrawn)
        assert "不能再撤销" in str(wrong(post(client, demand, withdrawn_on=day))["withdrawn_on"])
        demand.refresh_from_db()
        assert demand.withdrawn_on == today() - DAY


class TestConfirming:
    def test_verb_makes_it_fresh(self, client, clerk, tree):
        item = ListItemFactory(organization=tree.community)
        page = reverse("admin:partnerships_resource_act", args=[item.pk, "confirm"])
        client.post(page, {"on": today().isoformat()})
        assert ListItem.objects.get(pk=item.pk).state() == ItemState.OPEN

    def test_is_not_offered_on_a_demand(self, client, clerk, demand):
        assert "confirm" not in str(client.get(address(demand)).context["acts"])
        page = reverse("admin:partnerships_demand_act", args=[demand.pk, "confirm"])
        assert client.get(page).status_code == 404

    def test_of_chosen_rows_leaves_those_of_others_alone(self, client, clerk, tree):
        own = [ListItemFactory(organization=tree.community, service=True) for _ in range(2)]
        new = ListItemFactory(organization=tree.community, service=True, fresh=True)
        other = ListItemFactory(organization=tree.cousin, service=True)
        chosen = [item.pk for item in (*own, new, other)]
        sent = {"action": "confirm_selected", "_selected_action": chosen}
        told = messages(client.post(SERVICES, sent, follow=True))
        assert told == ["2条已确认仍有效，1条不在清单上，或今天已经确认过，没有动。"]
        assert set(ListItem.objects.filter(confirmed_on=today())) == {*own, new}
        assert ListItem.objects.get(pk=other.pk).confirmed_on is None

    def test_of_who_only_looks_is_denied(self, client, tree):
        client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
        item = ListItemFactory(organization=tree.community, service=True)
        sent = {"action": "confirm_selected", "_selected_action": [item.pk]}
        assert client.post(SERVICES, sent).status_code == 403
        assert ListItem.objects.get(pk=item.pk).confirmed_on is None


class TestList:
    def test_begins_with_what_can_be_relied_on(self, client, clerk, tree):
        stale = ListItemFactory(organization=tree.community, published_on=date(2019, 5, 1))
        fresh = ListItemFactory(organization=tree.community, fresh=True)
        assert shown(client, RESOURCES) == [fresh.pk, stale.pk]

    def test_of_what_is_to_be_updated(self, client, clerk, tree):
        stale = ListItemFactory(organization=tree.community)
        ListItemFactory(organization=tree.community, fresh=True)
        ListItemFactory(organization=tree.community, withdrawn=True)
        ListItemFactory(organization=tree.community, available_until=date(2019, 6, 1))
        assert shown(client, RESOURCES, state="stale") == [stale.pk]

    def test_of_demands_that_nobody_claimed(self, client, clerk, tree):
        late = {"claim_by": today() - DAY}
        free, overdue, claimed, given_back = (
            ListItemFactory(organization=tree.community, demand=True, **fields)
            for fields in ({}, late, late, late)
        )
        ClaimFactory(item=claimed, organization=tree.community)
        ClaimFactory(item=given_back, organization=tree.community, declined=True)
        assert set(shown(client, DEMANDS, state="unclaimed")) == {free.pk, overdue.pk, given_back.pk}
        assert set(shown(client, DEMANDS, state="late")) == {overdue.pk, given_back.pk}

    def test_of_a_category_holds_those_below_it(self, client, clerk, tree):
        place = CategoryFactory(name="场地")
        hall = CategoryFactory(name="会议室", parent=place)
        item = ListItemFactory(organization=tree.community, category=hall)
        ListItemFactory(organization=tree.community)
        assert shown(client, RESOURCES, category=place.pk) == [item.pk]

    def test_form_leads_to_its_claims_and_proposes_nothing_for_what_is_taken(self, client, clerk, tree):
        demand = ListItemFactory(organization=tree.community, demand=True, fresh=True)
        form = reverse("admin:partnerships_demand_change", args=[demand.pk])
        assert client.get(form).context["proposed"] is not None
        claim = ClaimFactory(item=demand, organization=tree.community)
        page = client.get(form)
        assert page.context["proposed"] is None
        assert reverse("admin:partnerships_claim_change", args=[claim.pk]) in page.text

    def test_nothing_is_withdrawn_while_it_is_entered(self, client, clerk):
        assert "撤回" not in client.get(reverse("admin:partnerships_demand_add")).text

    def test_asks_no_more_for_thirty_rows(self, client, clerk, tree):
        def add(count):
            for _ in range(count):
                item = ListItemFactory(organization=tree.community, demand=True)
                ClaimFactory(item=item, organization=tree.community)

        add(1)
        few = queries(client, DEMANDS)
        add(29)
        assert queries(client, DEMANDS) == few
