"""Points, rewards and stars on the staff side: forms that change nothing published, verbs, the desk, 结算."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from events.enums import PointEvent, RedemptionState
from events.models import PointAccount, PointEntry, PointRule, Reward, StarRule
from events.workflow import point_rules, points, rewards, stars
from lib.days import today
from orgs.admin.acts import act_address
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Award
from tests.events.people_factories import (
    PointAccountFactory,
    PointEntryFactory,
    PointRuleFactory,
    RedemptionFactory,
    RewardFactory,
    ServiceRecordFactory,
    StarRuleFactory,
    VolunteerFactory,
)
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.two_editors import opened

pytestmark = pytest.mark.django_db

ACCOUNTS, SETTLE = "/admin/events/pointaccount/", "/admin/events/pointaccount/settle/"
DESK = "/admin/events/redemption/desk/"


@pytest.fixture
def sign_in(client, tree):
    def as_(role=Role.REVIEW, place=None):
        user = UserFactory(organizations=[place or tree.community], organizations__role=role)
        client.force_login(user)
        return user

    return as_


@pytest.fixture
def account(tree):
    volunteer = VolunteerFactory(
        organization=tree.community, contact_name="示例甲", contact_phone="13800004321"
    )
    return PointAccountFactory(organization=tree.community, volunteer=volunteer, points=25)


def page_of(record):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])


def buttons(client, record):
    return [word for word, _ in client.get(page_of(record)).context["acts"]]


# Accounts


def test_clerks_give_and_redeem_reviewers_also_deduct_and_counter(client, sign_in, account):
    sign_in(Role.ENTER)
    assert buttons(client, account) == ["加分", "兑换奖品"]
    sign_in(Role.REVIEW)
    assert buttons(client, account) == ["加分", "兑换奖品", "扣减", "冲销"]


def test_points_given_by_hand_stand_on_the_statement(client, sign_in, account, tree):
    rule = PointRuleFactory(organization=tree.street, event=PointEvent.OTHER, points=5)
    clerk = sign_in(Role.ENTER)
    address = act_address(account, points.GRANT)
    assert "请选择按哪条规则。" in client.post(address, {"times": 1, "day": "2019-05-14"}).text
    sent = {"rule": rule.pk, "times": 2, "day": "2019-05-14", "reason": "提供场地"}
    assert "已加10分，现在有35分。" in client.post(address, sent, follow=True).text
    book = client.get(f"{ACCOUNTS}{account.pk}/book/").text
    assert "提供场地" in book
    assert "+10" in book
    assert PointEntry.objects.latest("pk").user == clerk


def test_a_phone_in_the_reason_is_refused_and_nothing_typed_is_lost(client, sign_in, account):
    sign_in()
    address = act_address(account, points.DEDUCT)
    answer = client.post(address, {"points": "3", "reason": "打电话13800001234没有人接"})
    assert answer.context["form"].errors["reason"]
    assert "打电话13800001234没有人接" in answer.text
    assert account.balance() == 25


def test_the_link_beside_an_entry_chooses_it_for_countering(client, sign_in, account):
    sign_in()
    entry = account.entries.get()
    link = f"{act_address(account, points.COUNTER)}?entry={entry.pk}"
    assert link in client.get(page_of(account)).text
    assert f'value="{entry.pk}" selected' in client.get(link).text
    client.post(act_address(account, points.COUNTER), {"entry": entry.pk, "reason": "记错了"})
    assert account.balance() == 0


def test_an_account_is_opened_once_where_its_holder_is(client, sign_in, tree):
    sign_in(Role.ENTER)
    unit = UnitFactory(community=tree.community)
    client.post(f"{ACCOUNTS}add/", {"unit": unit.pk})
    assert PointAccount.objects.get().organization == tree.community
    assert "已存在" in client.post(f"{ACCOUNTS}add/", {"unit": unit.pk}).text
    assert "只选一个" in client.post(f"{ACCOUNTS}add/", {}).text


def test_no_account_is_opened_for_others(client, sign_in, tree):
    sign_in(Role.ENTER)
    unit = UnitFactory(community=tree.sister)
    answer = client.post(f"{ACCOUNTS}add/", {"unit": unit.pk})
    assert answer.status_code == 200
    assert not PointAccount.objects.exists()


def test_nobody_edits_or_deletes_accounts_and_entries(client, sign_in, account):
    client.force_login(UserFactory(superuser=True))
    entry = account.entries.get()
    for record in (account, entry):
        assert client.post(page_of(record), {"points": "999"}).status_code == 403
        assert client.post(page_of(record).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert account.balance() == 25


def test_the_statement_as_a_workbook(client, sign_in, account):
    sign_in(Role.VIEW)
    PointEntryFactory(account=account, points=-5, day=date(2019, 6, 1), reason="示例扣减")
    answer = client.get(f"{ACCOUNTS}{account.pk}/book/file/")
    _, first, second = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values
    assert first[1:5] == ("示例加分", None, 25, 25)
    assert second[1:5] == ("示例扣减", None, -5, 20)
    assert AuditEntry.objects.get(act=AuditAct.EXPORT).detail == "积分明细，共2笔。"


def test_lists_take_as_many_queries_for_thirty(client, sign_in, tree, django_assert_max_num_queries):
    sign_in()
    for _ in range(30):
        PointAccountFactory(organization=tree.community, points=5)
        RedemptionFactory(reward__organization=tree.community)
    for name in ("pointaccount", "pointentry", "redemption", "reward"):
        with django_assert_max_num_queries(20):
            assert client.get(f"/admin/events/{name}/").status_code == 200


# Settling


def test_settling_shows_what_it_would_give_and_gives_it(client, sign_in, tree):
    sign_in(Role.ENTER)
    PointRuleFactory(organization=tree.street)
    ServiceRecordFactory(volunteer=VolunteerFactory(organization=tree.community))
    asked = {"organization": tree.community.pk, "until": f"{today():%Y-%m-%d}"}
    shown = client.get(SETTLE, asked)
    assert shown.context["owed"] == [("志愿服务每小时", 1)]
    assert not PointEntry.objects.exists()
    assert "已结算1笔积分。" in client.post(SETTLE, asked, follow=True).text
    assert "没有要结算的积分。" in client.post(SETTLE, asked, follow=True).text
    assert PointEntry.objects.get().points == 20


def test_settling_another_branch_is_refused(client, sign_in, tree):
    sign_in(Role.ENTER)
    assert client.get(SETTLE).status_code == 200
    answer = client.post(SETTLE, {"organization": tree.sister.pk, "until": "2019-05-14"})
    assert "不在您的管理范围内" in answer.text
    sign_in(Role.VIEW)
    assert client.get(SETTLE).status_code == 403


# Rules


def test_a_published_rule_is_read_only_and_stays(client, sign_in, tree):
    sign_in(Role.MANAGE)
    rule = PointRuleFactory(organization=tree.community, published_on=None)
    sent = {
        "line": rule.line,
        "event": rule.event,
        "points": 5,
        "text": rule.text,
        "organization": tree.community.pk,
        "note": "",
    }
    client.post(page_of(rule), sent)
    assert PointRule.objects.get().points == 5
    answer = client.post(act_address(rule, point_rules.PUBLISH), {"on": f"{today():%Y-%m-%d}"}, follow=True)
    assert "已公布" in answer.text
    client.post(page_of(rule), sent | {"points": 500})
    assert PointRule.objects.get().points == 5
    deleted = client.post(page_of(rule).replace("change", "delete"), {"post": "yes"}, follow=True)
    assert "没有删除" in deleted.text
    assert buttons(client, rule) == ["停止"]


def test_clerks_make_no_rules(client, sign_in, tree):
    sign_in(Role.REVIEW)
    assert client.get("/admin/events/pointrule/add/").status_code == 403
    assert client.get("/admin/events/starrule/add/").status_code == 403


# Rewards and the desk


def test_a_form_from_before_the_last_redemption_leaves_the_stock_alone(client, sign_in, tree, account):
    clerk = sign_in()
    reward = RewardFactory(organization=tree.community, stock=2)
    sent = opened(client, page_of(reward)) | {"name": "改了名的大米"}
    assert "stock" not in sent
    rewards.redeem(reward, account, clerk)
    client.post(page_of(reward), sent)
    reward.refresh_from_db()
    assert (reward.name, reward.stock) == ("改了名的大米", 1)
    refused = client.post(page_of(reward), opened(client, page_of(reward)) | {"stock": 99})
    assert "不能填的栏目" in refused.text
    assert Reward.objects.get().stock == 1


def test_a_new_reward_has_its_first_stock(client, sign_in, tree):
    sign_in()
    sent = {
        "name": "大米",
        "points": 30,
        "stock": 8,
        "organization": tree.community.pk,
        "description": "",
        "pick_up": "",
        "is_public": "on",
        "note": "",
    }
    client.post("/admin/events/reward/add/", sent)
    assert Reward.objects.get().stock == 8


def test_the_same_stock_sent_twice_comes_in_once(client, sign_in, tree):
    sign_in()
    reward = RewardFactory(organization=tree.community, stock=0)
    address = act_address(reward, rewards.STOCK_IN)
    token = client.get(address).context["act_token"]
    for _ in range(2):
        client.post(address, {"number": 5, "reason": "示例单位捐赠", "act_token": token})
    assert Reward.objects.get().stock == 5


def test_the_desk_finds_a_code_shows_for_whom_and_hands_over(client, sign_in, tree, account):
    clerk = sign_in(Role.ENTER)
    made = rewards.redeem(RewardFactory(organization=tree.community, name="大米"), account, clerk)
    found = client.post(DESK, {"code": made.code.lower()}, follow=True)
    assert found.redirect_chain[-1][0] == act_address(made, rewards.HAND_OVER)
    for told in ("大米", "示例甲", "138****4321"):
        assert told in found.text
    assert "13800004321" not in found.text
    client.post(act_address(made, rewards.HAND_OVER))
    made.refresh_from_db()
    assert made.state() == RedemptionState.TAKEN
    assert "不能再领" in client.post(DESK, {"code": made.code}).text


def test_the_desk_knows_no_code_of_others(client, sign_in, tree):
    sign_in(Role.ENTER)
    other = RedemptionFactory(reward__organization=tree.sister)
    unknown = client.post(DESK, {"code": "ABCD2345"})
    assert client.post(DESK, {"code": other.code}).context["form"].errors == unknown.context["form"].errors
    assert client.get(act_address(other, rewards.HAND_OVER)).status_code == 404
    sign_in(Role.VIEW)
    assert client.get(DESK).status_code == 403


# Stars


def test_stars_are_looked_at_before_they_are_awarded(client, sign_in, tree):
    sign_in(Role.MANAGE, tree.street)
    rule = StarRuleFactory(organization=tree.street, published_on=date(2019, 1, 1))
    branch = OrganizationFactory(branch=True, parent=tree.community)
    holder = PointAccountFactory(organization=branch, volunteer=None, holder=branch)
    PointEntryFactory(account=holder, points=86)
    address = act_address(rule, stars.AWARD)
    shown = client.get(address).text
    assert branch.label in shown
    assert "四星级党支部" in shown
    assert not Award.objects.exists()
    assert "已评定1个星级支部" in client.post(address, follow=True).text
    assert (Award.objects.get().stars, StarRule.objects.get().awarded_on) == (4, today())


@pytest.mark.parametrize(("back", "warns"), [(0, True), (1, False)])
def test_awarding_before_the_year_is_over_is_warned_of(client, sign_in, tree, back, warns):
    """It is done once, and what is earned later would no longer count."""
    sign_in(Role.MANAGE, tree.street)
    rule = StarRuleFactory(organization=tree.street, published_on=date(2019, 1, 1), year=today().year - back)
    assert ("年还没有结束" in client.get(act_address(rule, stars.AWARD)).text) is warns


def test_granting_without_a_rule_says_what_is_missing(client, sign_in, account, tree):
    sign_in()
    address, missing = act_address(account, points.GRANT), "还没有生效的“其他加分”规则"
    assert missing in client.get(address).text
    PointRuleFactory(organization=tree.community, event=PointEvent.OTHER, line=account.line)
    assert missing not in client.get(address).text
