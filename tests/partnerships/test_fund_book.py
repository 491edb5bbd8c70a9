"""A fund's book: entries are added and countered, never changed; no day's balance is below zero."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.append_only import AppendOnly
from lib.days import today
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from orgs.moves import Refused
from orgs.personal import requests
from orgs.personal.person import Person
from orgs.personal.retention import erase
from partnerships.enums import FundState
from partnerships.models import Fund, FundEntry
from partnerships.workflow import funds
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import FundEntryFactory, FundFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (date(2019, month, 10) for month in (5, 6, 7))


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def fund(tree):
    return FundFactory(organization=tree.community)


def enter(fund, user, amount, day=JUNE, **fields):
    return funds.enter(fund, user, day=day, amount=Decimal(amount), **{"purpose": "示例事由"} | fields)


def test_money_comes_in_and_is_used(fund, clerk):
    project, unit = ProjectFactory(), UnitFactory()
    enter(fund, clerk, "1000", donor=unit)
    spent = enter(fund, clerk, "-200.50", purpose="购买灭火器", project=project)
    assert (fund.balance(), spent.user) == (Decimal("799.50"), clerk)
    assert (project.fund_entries.spent(), fund.entries.earned()) == (Decimal("200.50"), Decimal(1000))
    entry = AuditEntry.objects.filter(act=AuditAct.ACT).latest("pk")
    assert (entry.record, entry.detail) == (str(fund.pk), "支出")
    assert ["金额（元）", "", "-200.50"] in entry.changes


def test_cents_add_up_exactly(fund, clerk):
    """Binary fractions would leave a little less than nothing of 0.1 + 0.2 - 0.3."""
    for amount in ("0.10", "0.20", "-0.30"):
        enter(fund, clerk, amount)
    assert (fund.balance(), fund.state()) == (Decimal(0), FundState.EMPTY)
    with pytest.raises(Refused):
        enter(fund, clerk, "-0.01")


def test_more_than_there_is_is_refused_with_the_balance(fund, clerk):
    enter(fund, clerk, "1000")
    with pytest.raises(Refused, match=r"2019年6月10日余额是1,000\.00元，这一笔要1,000\.01元"):
        enter(fund, clerk, "-1000.01")
    enter(fund, clerk, "-1000")
    with pytest.raises(Refused, match=r"现在余额是0\.00元"):
        enter(fund, clerk, "-1", day=today())
    assert fund.entries.count() == 2


def test_money_is_not_used_before_it_came_in(fund, clerk):
    enter(fund, clerk, "1000", day=JULY)
    with pytest.raises(Refused, match=r"2019年6月10日余额是0\.00元"):
        enter(fund, clerk, "-1", day=JUNE)


def test_money_that_was_used_later_is_not_used_before(fund, clerk):
    enter(fund, clerk, "1000", day=MAY)
    enter(fund, clerk, "-900", day=JULY)
    with pytest.raises(
        Refused, match=r"2019年6月10日余额是1,000\.00元，记上这一笔，后来的余额会变成-100\.00元"
    ):
        enter(fund, clerk, "-200", day=JUNE)
    enter(fund, clerk, "-100", day=JUNE)
    assert fund.lowest(MAY) == 0


def test_order_of_a_day_s_entries_does_not_matter(fund, clerk):
    enter(fund, clerk, "1000", day=JUNE)
    enter(fund, clerk, "-1000", day=JUNE)
    assert fund.lowest(date(2019, 1, 1)) == 0


def test_fund_that_may_be_overdrawn_is(tree, clerk):
    fund = FundFactory(organization=tree.community, may_overdraw=True)
    enter(fund, clerk, "-50")
    assert fund.state() == FundState.OVERDRAWN


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"amount": "0"}, "金额不能是0。"),
        ({"amount": "0.001"}, "小数"),
        ({"day": date(2999, 1, 1)}, "日期不能晚于今天。"),
        ({"purpose": "给张大爷 13800000000"}, "不要写手机号"),
        ({"document": SimpleUploadedFile("凭证.exe", b"MZ")}, "只能上传"),
    ],
)
def test_what_the_book_does_not_take_is_told(fund, clerk, fields, message):
    with pytest.raises(Refused, match=message):
        enter(fund, clerk, **{"amount": "10"} | fields)
    assert not fund.entries.exists()


class TestCounterEntry:
    def test_brings_back_the_opposite_amount_today(self, fund, clerk):
        project = ProjectFactory()
        enter(fund, clerk, "1000", day=MAY)
        wrong = enter(fund, clerk, "-300", project=project)
        made = funds.counter(wrong, clerk, reason="金额记错")
        assert (made.amount, made.day, made.corrects) == (Decimal(300), today(), wrong)
        assert (fund.balance(), fund.balance(JULY)) == (Decimal(1000), Decimal(700))
        assert (project.fund_entries.spent(), fund.entries.earned()) == (0, Decimal(1000))

    def test_is_made_once(self, fund, clerk):
        wrong = enter(fund, clerk, "1000")
        made = funds.counter(wrong, clerk, reason="重复录入")
        with pytest.raises(Refused, match="已经冲销过了"):
            funds.counter(wrong, clerk, reason="再来一次")
        with pytest.raises(Refused, match="本身是冲销"):
            funds.counter(made, clerk, reason="改主意了")
        assert fund.entries.count() == 2

    def test_of_money_that_was_used_already_is_refused(self, fund, clerk):
        came = enter(fund, clerk, "1000")
        enter(fund, clerk, "-600")
        with pytest.raises(Refused, match=r"现在余额是400\.00元，这一笔要1,000\.00元"):
            funds.counter(came, clerk, reason="款项退回")

    def test_needs_a_reason(self, fund, clerk):
        with pytest.raises(ValueError, match="needs a reason"):
            funds.counter(enter(fund, clerk, "1"), clerk, reason=" ")

    def test_is_for_reviewers(self, fund, tree, clerk):
        entering = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
        entry = enter(fund, entering, "100")
        with pytest.raises(PermissionDenied):
            funds.counter(entry, entering, reason="记错")


@pytest.mark.parametrize(("place", "role"), [("cousin", Role.MANAGE), ("community", Role.VIEW)])
def test_others_write_nothing_in_the_book(fund, tree, place, role):
    other = UserFactory(organizations=[getattr(tree, place)], organizations__role=role)
    with pytest.raises(PermissionDenied):
        enter(fund, other, "10")
    assert not fund.entries.exists()


def test_entry_is_never_changed_or_deleted():
    entry = FundEntryFactory()
    entry.amount = Decimal(5)
    rows = FundEntry.objects.filter(pk=entry.pk)
    attempts = (entry.save, entry.delete, rows.delete, lambda: rows.update(amount=5))
    attempts += (lambda: FundEntry.objects.bulk_update([entry], ["amount"]),)
    for attempt in attempts:
        with pytest.raises(AppendOnly):
            attempt()
    assert FundEntry.objects.get().amount == Decimal(1000)


def test_account_of_who_entered_may_go(fund, clerk):
    enter(fund, clerk, "10")
    clerk.delete()
    assert FundEntry.objects.get().user is None


def test_donor_s_name_is_erased_on_request_and_the_amount_stays(fund, clerk):
    enter(fund, clerk, "10", donor_name="张三丰", donor_is_named=True)
    requests.erase(Person.asked_for("张三丰"))
    entry = FundEntry.objects.get()
    assert (entry.donor_name, entry.amount, entry.donor_shown) == ("", 10, "")


def test_donor_s_name_goes_after_its_term(fund, clerk, settings):
    settings.CONTACT_KEEP_DAYS = 30
    enter(fund, clerk, "10", donor_name="张三丰")
    assert erase()["记录"] == 1
    assert FundEntry.objects.get().donor_name == ""


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"donor_name": "张三丰", "donor_is_named": True}, "张三丰"),
        ({"donor_name": "张三丰"}, "爱心人士"),
        ({}, ""),
    ],
)
def test_person_is_named_only_with_consent(fund, fields, shown):
    assert FundEntryFactory(fund=fund, **fields).donor_shown == shown


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_spend_no_more_than_there_is(tree, clerk):
    fund = FundFactory(organization=tree.community)
    enter(fund, clerk, "100")

    def spend(_):
        try:
            enter(Fund.objects.get(pk=fund.pk), clerk, "-10")
        except Refused as refused:
            return str(refused)
        return "done"

    told = at_once(spend, 20)
    assert told.count("done") == 10
    assert {words for words in told if words != "done"} == {
        "余额不足：2019年6月10日余额是0.00元，这一笔要10.00元。请核对金额。"
    }
    assert (fund.balance(), fund.entries.count()) == (0, 11)
