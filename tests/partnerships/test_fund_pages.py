"""Funds on the staff side and as residents see them."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lib.days import today
from orgs.admin.acts import act_address
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry
from partnerships.models import Fund, FundEntry
from partnerships.workflow import funds
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.queries import MOST, queries
from tests.orgs.two_editors import opened
from tests.partnerships.factories import ProjectFactory
from tests.partnerships.loop_factories import FundEntryFactory, FundFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/fund/"
PAPER = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def fund(tree):
    return FundFactory(organization=tree.community, name="石老人社区慈善基金")


def form_of(fund):
    return reverse("admin:partnerships_fund_change", args=[fund.pk])


def book_of(fund):
    return reverse("admin:partnerships_fund_book", args=[fund.pk])


def entry_of(fund, amount, **fields):
    return FundEntryFactory(fund=fund, amount=Decimal(amount), **fields)


class TestStaff:
    def test_receives_with_donor_and_document(self, client, clerk, fund):
        unit = UnitFactory()
        asked = {"day": "2019-06-10", "amount": "1000.50", "purpose": "捐赠", "donor": unit.pk}
        paper = SimpleUploadedFile("票据.pdf", PAPER)
        answer = client.post(act_address(fund, funds.RECEIVE), asked | {"document": paper}, follow=True)
        entry = fund.entries.get()
        assert (entry.amount, entry.donor, entry.user) == (Decimal("1000.50"), unit, clerk)
        assert "已记收入1,000.50元，现在余额1,000.50元。" in answer.text
        document = client.get(entry.get_absolute_url())
        assert b"".join(document.streaming_content) == PAPER
        assert "attachment" in document.headers["Content-Disposition"]
        assert AuditEntry.objects.filter(act=AuditAct.DOWNLOAD, record=str(fund.pk)).exists()

    def test_spends_a_positive_number_on_a_project(self, client, clerk, fund, tree):
        entry_of(fund, 1000)
        project = ProjectFactory(organization=tree.community)
        asked = {"day": "2019-06-10", "amount": "300", "purpose": "购买器材", "project": project.pk}
        assert client.post(act_address(fund, funds.SPEND), asked).url == form_of(fund)
        assert project.fund_entries.get().amount == -300

    def test_is_told_the_balance_and_keeps_what_was_typed(self, client, clerk, fund):
        asked = {"day": "2019-06-10", "amount": "300", "purpose": "购买器材"}
        page = client.post(act_address(fund, funds.SPEND), asked).text
        assert "余额不足：2019年6月10日余额是0.00元，这一笔要300.00元。" in page
        assert 'value="购买器材"' in page
        assert not FundEntry.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"amount": "-5"}, "金额写正数，收入、支出由按钮区分。"),
            ({"amount": "0"}, "金额不能是0。"),
            ({"amount": "0.001"}, "金额最多写到分（两位小数）。"),
            ({"amount": "五元"}, "请填写金额，如 1200.50。"),
            ({"donor_is_named": "on"}, "勾选了同意公开，请填写捐赠人的姓名。"),
        ],
    )
    def test_is_told_what_is_wrong(self, client, clerk, fund, typed, message):
        asked = {"day": "2019-06-10", "amount": "5", "purpose": "捐赠"} | typed
        assert message in client.post(act_address(fund, funds.RECEIVE), asked).text
        assert not FundEntry.objects.exists()

    def test_counters_the_entry_beside_which_the_link_stands(self, client, clerk, fund):
        wrong = entry_of(fund, 1000)
        link = f"{act_address(fund, funds.COUNTER)}?entry={wrong.pk}"
        assert link in client.get(form_of(fund)).text
        assert client.get(link).context["form"]["entry"].value() == str(wrong.pk)
        client.post(link, {"entry": wrong.pk, "reason": "重复录入"})
        assert fund.balance() == 0
        page = client.get(book_of(fund)).text
        assert "冲销2019年5月20日“单位捐赠”：重复录入" in page
        assert link not in page

    def test_may_not_counter_without_the_right(self, client, fund, tree):
        client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
        entry_of(fund, 1000)
        page = client.get(form_of(fund)).text
        assert act_address(fund, funds.SPEND) in page
        assert act_address(fund, funds.COUNTER) not in page
        assert client.get(act_address(fund, funds.COUNTER)).status_code == 403

    def test_lets_a_fund_be_overdrawn_only_as_a_reviewer(self, client, clerk, fund, tree):
        assert "may_overdraw" in client.get(form_of(fund)).context["adminform"].form.fields
        client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
        assert "may_overdraw" not in client.get(form_of(fund)).context["adminform"].form.fields
        client.post(form_of(fund), opened(client, form_of(fund)) | {"may_overdraw": "on"})
        assert not Fund.objects.get().may_overdraw

    def test_fills_an_overdrawn_fund_before_it_may_not_be(self, client, clerk, tree):
        fund = FundFactory(organization=tree.community, may_overdraw=True)
        entry_of(fund, -5)
        data = opened(client, form_of(fund))
        data.pop("may_overdraw")
        page = client.post(form_of(fund), data).text
        assert "现在余额是-5.00元，先记收入补足，再取消“允许透支”。" in page

    def test_does_not_delete_a_fund_with_entries(self, client, clerk, fund):
        entry_of(fund, 1)
        answer = client.post(reverse("admin:partnerships_fund_delete", args=[fund.pk]), {"post": "yes"})
        assert answer.url == form_of(fund)
        assert "没有删除：已经记了收支，账本要留着。" in client.get(form_of(fund)).text
        assert Fund.objects.filter(pk=fund.pk).exists()

    def test_reads_the_balance_after_each_entry(self, client, clerk, fund):
        for amount, day in ((100, 1), (-30, 2), (50, 3)):
            entry_of(fund, amount, day=date(2019, 6, day), user=clerk)
        page = client.get(book_of(fund))
        after = [entry.balance_after for entry in page.context["page"].object_list]
        assert after == [120, 70, 100]
        assert "余额120.00元；收入150.00元，支出30.00元" in page.text

    def test_list_tells_balances_with_the_same_queries_for_any_number(
        self, client, clerk, tree, django_assert_num_queries
    ):
        def add(number):
            for _ in range(number):
                entry_of(FundFactory(organization=tree.community), 1234)

        add(1)
        client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            assert "1,234.00" in client.get(LIST).text
        add(29)
        with django_assert_num_queries(len(few)):
            client.get(LIST)

    def test_book_goes_out_as_a_workbook(self, client, clerk, fund):
        entry = entry_of(fund, 100, donor_name="张三丰", purpose="=1+1")
        entry_of(fund, -100, corrects=entry, day=today(), purpose="退回")
        answer = client.get(reverse("admin:partnerships_fund_book_file", args=[fund.pk]))
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[1][1:6] == ("=1+1", 100, None, 100, "张三丰")
        assert rows[2][1:5] == ("冲销2019年5月20日“=1+1”：退回", None, 100, 0)
        assert AuditEntry.objects.get(act=AuditAct.EXPORT).detail == "收支，共2笔。"


class TestResidents:
    def test_see_income_use_balance_and_years(self, client, fund):
        for amount, day in ((100, date(2018, 6, 1)), (-30, date(2019, 1, 2)), (50, date(2019, 6, 3))):
            entry_of(fund, amount, day=day, purpose=f"{amount}元的事")
        page = client.get(fund.get_absolute_url())
        assert [tuple(year) for year in page.context["years"]] == [(2019, 50, 30, 120), (2018, 100, 0, 100)]
        assert all(words in page.text for words in ("120.00元", "150.00元", "30.00元", "-30元的事"))

    def test_learn_no_donor_s_name_without_consent(self, client, fund):
        entry_of(fund, 1, donor_name="张三丰")
        entry_of(fund, 1, donor_name="李四光", donor_is_named=True)
        entry_of(fund, 1, donor=UnitFactory(name="示例保密单位", is_public=False))
        page = client.get(fund.get_absolute_url()).text
        assert "张三丰" not in page
        assert "示例保密单位" not in page
        assert all(words in page for words in ("爱心人士", "李四光", "爱心单位"))

    def test_see_a_correction_as_one(self, client, fund, clerk):
        wrong = entry_of(fund, 1000)
        funds.counter(wrong, clerk, reason="重复录入")
        client.logout()
        page = client.get(fund.get_absolute_url())
        assert "冲销2019年5月20日“单位捐赠”" in page.text
        assert page.context["fund"].income == 0

    def test_see_no_fund_that_is_not_public_and_no_document(self, client, fund, tree):
        hidden = FundFactory(organization=tree.community, is_public=False, name="内部经费")
        paper = entry_of(fund, 1, document=SimpleUploadedFile("票据.pdf", PAPER))
        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert "内部经费" not in client.get("/funds/").text
        assert paper.get_absolute_url() not in client.get(fund.get_absolute_url()).text
        assert client.get(paper.get_absolute_url()).status_code == 404

    def test_project_that_is_not_public_is_not_named(self, client, fund):
        FundEntryFactory(fund=fund, amount=5, project=ProjectFactory(private=True, title="内部项目"))
        FundEntryFactory(fund=fund, amount=5, project=ProjectFactory(title="公开项目"))
        page = client.get(fund.get_absolute_url()).text
        assert "内部项目" not in page
        assert "公开项目" in page

    def test_list_is_held_to_an_organisation(self, client, fund, tree):
        other = FundFactory(organization=tree.cousin, name="别处的基金")
        page = client.get("/funds/", {"organization": tree.community.pk}).text
        assert fund.name in page
        assert other.name not in page
        assert client.get("/funds/", {"organization": "x"}).status_code == 404

    def test_pages_ask_few_queries_for_any_number_of_rows(self, client, fund, tree):
        def add(number):
            for _ in range(number):
                FundFactory(organization=tree.community)
                entry_of(fund, 5, donor=UnitFactory(), project=ProjectFactory())

        add(1)
        few = [queries(client, page) for page in ("/funds/", fund.get_absolute_url())]
        add(19)
        assert [queries(client, page) for page in ("/funds/", fund.get_absolute_url())] == few
        assert max(few) <= MOST
