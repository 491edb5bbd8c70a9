"""我要认领: the public form of a demand, and its receipt."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from orgs.models import ConsentText, PublicPost, RecordStep
from partnerships.enums import ClaimOrigin, ClaimState
from partnerships.models import Claim
from tests.orgs.factories import UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

TYPED = {
    "unit_name": "示例·𠮷物业",
    "offer": "每周三派两名志愿者",
    "contact_name": "买买提·艾山",
    "contact_phone": "＋86 138 0000 1234",
    "agreed": "on",
}


@pytest.fixture
def consent(db, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    return ConsentText.objects.create(version=1, purpose="联系认领", body="告知的内容", retention_days=30)


@pytest.fixture
def demand(tree):
    return ListItemFactory(demand=True, organization=tree.community, title="缺一副老花镜")


def address(demand):
    return reverse("partnerships:claim_form", args=[demand.pk])


def send(client, demand, token=None, **typed):
    token = token or client.get(address(demand)).context["form"].token
    return client.post(address(demand), TYPED | {"form_token": token} | typed)


def test_claim_form_makes_a_pending_claim_and_leads_to_its_receipt(client, demand, consent):
    answer = send(client, demand)

    claim = Claim.objects.get()
    assert (claim.state(), claim.origin, claim.item) == (ClaimState.PENDING, ClaimOrigin.PUBLIC, demand)
    assert (claim.unit_name, claim.contact_name) == ("示例·𠮷物业", "买买提·艾山")
    assert (claim.contact_phone, claim.consent) == ("13800001234", consent)
    assert claim.consented_at is not None
    receipt = client.get(answer.url)
    assert "等社区核对" in receipt.text
    assert "示例·𠮷物业" in receipt.text


def test_claim_receipt_tells_no_phone_and_is_kept_by_no_cache(client, demand, consent):
    receipt = client.get(send(client, demand).url)
    assert "13800001234" not in receipt.text
    assert "艾山" not in receipt.text
    assert "no-store" in receipt.headers["Cache-Control"]
    assert "noindex" in receipt.text


@pytest.mark.parametrize("token", ["1", "1.", "1.aaaa", "x.y"])
def test_claim_receipt_cannot_be_guessed(client, demand, consent, token):
    send(client, demand)
    assert client.get(reverse("partnerships:claim_receipt", args=[token])).status_code == 404


def test_claim_receipt_follows_the_claim(client, demand, consent):
    url = send(client, demand).url
    Claim.objects.update(status=ClaimState.DECLINED, closed_on=today(), reason="已有别家承担。")
    text = client.get(url).text
    assert "谢绝" in text
    assert "已有别家承担。" in text


def test_known_unit_is_found_by_its_name(client, demand, consent):
    unit = UnitFactory(name="示例医院")
    send(client, demand, unit_name=" 示例医院 ")
    assert [party.unit for party in Claim.objects.get().parties.all()] == [unit]


def test_names_of_public_units_are_suggested_those_nearby_first(client, tree, demand, consent):
    UnitFactory(name="不公开的单位", is_public=False)
    UnitFactory(name="A 远处的单位", community=tree.sister)
    UnitFactory(name="B 附近的单位", community=tree.community)
    assert client.get(address(demand)).context["form"].suggestions == ["B 附近的单位", "A 远处的单位"]


def test_wrong_form_keeps_what_was_typed_and_says_what_to_do(client, demand, consent):
    answer = send(client, demand, contact_phone="12345", agreed="", offer="请打 13800001234")
    text = answer.text
    assert "<title>错误：" in text
    assert [words for words in ("手机号或座机号", "同意的在框里打勾", "请删去") if words not in text] == []
    assert answer.context["form"]["unit_name"].value() == "示例·𠮷物业"
    assert answer.context["form"]["contact_phone"].value() == "12345"
    assert not Claim.objects.exists()


def test_purpose_and_retention_stand_beside_the_phone(client, demand, consent):
    text = client.get(address(demand)).text
    assert "用途：联系认领。事情办完30天以后删除" in text
    assert "告知的内容" in text


def test_double_tap_is_one_claim(client, demand, consent):
    token = client.get(address(demand)).context["form"].token
    first, second = send(client, demand, token), send(client, demand, token)
    assert first.url == second.url
    assert Claim.objects.count() == RecordStep.objects.count() == 1


def test_same_unit_again_is_told_so(client, demand, consent):
    demand.places = 2
    demand.save()
    send(client, demand)
    answer = send(client, demand)
    assert "已经认领了这一条" in answer.text
    assert Claim.objects.count() == 1


def test_last_place_taken_meanwhile_is_told_with_all_that_was_typed(client, demand, consent):
    token = client.get(address(demand)).context["form"].token
    ClaimFactory(item=demand, organization=demand.organization)
    answer = send(client, demand, token)
    assert "名额已满" in answer.text
    assert answer.context["form"]["offer"].value() == "每周三派两名志愿者"
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"withdrawn_on": date(2019, 6, 10), "withdrawal_reason": "已办。"}, "已经撤回"),
        ({"available_until": date(2019, 6, 10)}, "已经过期"),
    ],
)
def test_demand_off_its_list_says_why_and_leads_on(client, demand, consent, change, words):
    type(demand).objects.filter(pk=demand.pk).update(**change)
    text = client.get(address(demand)).text
    assert words in text
    assert reverse("partnerships:hall") in text
    assert client.post(address(demand), TYPED).status_code == 200
    assert not Claim.objects.exists()


def test_title_of_a_withdrawn_demand_is_not_shown(client, demand, consent):
    type(demand).objects.filter(pk=demand.pk).update(
        withdrawn_on=date(2019, 6, 10), withdrawal_reason="已办。"
    )
    assert demand.title not in client.get(address(demand)).text


def test_full_demand_says_so_and_leads_on(client, demand, consent):
    ClaimFactory(item=demand, organization=demand.organization)
    text = client.get(address(demand)).text
    assert "名额已满" in text
    assert reverse("partnerships:item_list", args=["demands"]) in text


@pytest.mark.parametrize("trait", ["private", "draft", "resource"])
def test_what_residents_do_not_see_cannot_be_claimed(client, tree, consent, trait):
    kind = {} if trait == "resource" else {"demand": True}
    item = ListItemFactory(organization=tree.community, **kind | {trait: True})
    assert client.get(address(item)).status_code == 404
    assert client.post(address(item), TYPED).status_code == 404


def test_demand_published_from_tomorrow_on_cannot_be_claimed_yet(client, tree, consent):
    item = ListItemFactory(demand=True, organization=tree.community, published_on=today() + timedelta(days=1))
    assert client.get(address(item)).status_code == 404


def test_form_without_a_text_to_agree_to_is_closed_with_words(client, demand):
    assert "现在还不能在网上提交" in client.get(address(demand)).text
    assert client.post(address(demand), TYPED).status_code == 200
    assert not Claim.objects.exists()
    assert not PublicPost.objects.exists()


def test_thousand_posts_of_one_source_are_throttled_and_others_get_through(client, demand, consent, settings):
    settings.PUBLIC_POSTS = 2
    for _ in range(2):
        send(client, demand, offer="")
    answer = send(client, demand)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert answer.context["form"]["unit_name"].value() == "示例·𠮷物业"
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert send(client, demand).status_code == 302


def test_one_source_fills_so_many_places_a_day_and_others_still_claim(client, tree, consent, settings):
    settings.PUBLIC_CLAIMS_A_DAY = 2
    demands = [ListItemFactory(demand=True, organization=tree.community) for _ in range(3)]
    assert [send(client, each).status_code for each in demands] == [302, 302, 200]
    answer = send(client, demands[2])
    assert "一天最多提交2项" in answer.text
    assert answer.context["form"]["unit_name"].value() == "示例·𠮷物业"
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert send(client, demands[2]).status_code == 302
    assert Claim.objects.count() == 3


def test_claim_that_is_refused_is_not_counted(client, demand, consent, settings):
    settings.PUBLIC_CLAIMS_A_DAY = 1
    token = client.get(address(demand)).context["form"].token
    held = ClaimFactory(item=demand, organization=demand.organization)
    assert "名额已满" in send(client, demand, token).text
    held.delete()
    assert send(client, demand).status_code == 302


def test_claim_form_is_kept_by_no_cache_and_names_no_phone_in_an_address(client, demand, consent):
    assert "no-store" in client.get(address(demand)).headers["Cache-Control"]
    assert "1380000" not in send(client, demand).url


def test_claim_form_asks_few_queries(client, demand, consent):
    assert queries(client, address(demand)) <= MOST
