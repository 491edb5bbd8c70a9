"""反映问题: the public form, its receipt, and what staff make of a report."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lib.days import today
from orgs.enums import AuditAct, ReviewState, Role
from orgs.figures import numbers
from orgs.models import AuditEntry, ConsentText
from orgs.moves import Refused
from orgs.personal.retention import erase
from partnerships import report_receipt as receipts
from partnerships.enums import ProblemSource, ReportState
from partnerships.figures import PROBLEMS_SOLVED
from partnerships.models import Problem, ProblemReport
from partnerships.workflow import problems, reports
from tests.orgs.factories import UserFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.loop_factories import ProblemReportFactory

pytestmark = pytest.mark.django_db
FORM = "/problems/report/"
PHONE = "13800001234"


@pytest.fixture
def consent(db, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    return ConsentText.objects.create(version=1, purpose="联系反映人", body="告知的内容", retention_days=30)


def send(client, place, token=None, **typed):
    token = token or client.get(FORM).context["form"].token
    data = {"organization": place.pk, "place": "3号楼前", "text": "路灯不亮，有一个月了。"}
    return client.post(FORM, data | {"form_token": token} | typed)


def test_report_without_a_contact_leads_to_its_receipt(client, tree, consent):
    answer = send(client, tree.community)
    report = ProblemReport.objects.get()
    assert (report.organization, report.place, report.state()) == (
        tree.community,
        "3号楼前",
        ReportState.PENDING,
    )
    assert (report.contact_phone, report.consent) == ("", None)
    receipt = client.get(answer.url)
    assert receipts.code_of(report.pk) in receipt.text
    assert "等社区受理" in receipt.text
    assert "路灯不亮" not in receipt.text
    assert "no-store" in receipt.headers["Cache-Control"]


def test_contact_is_kept_with_the_text_that_was_agreed_to(client, tree, consent):
    contact = {"contact_name": "王先生", "contact_phone": "+86 138 0000 1234"}
    refused = send(client, tree.community, **contact)
    assert "<title>错误：" in refused.text
    assert 'value="王先生"' in refused.text
    assert not ProblemReport.objects.exists()
    answer = send(client, tree.community, **contact, agreed="on")
    report = ProblemReport.objects.get()
    assert (report.contact_phone, report.consent) == (PHONE, consent)
    assert timezone.now() - report.consented_at < timedelta(minutes=1)
    assert PHONE not in client.get(answer.url).text
    assert PHONE not in str(AuditEntry.objects.values_list("changes", "detail", "name"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"organization": ""}, "请选择社区。"),
        ({"organization": "99999"}, "没有这个社区，请重新选择。"),
        ({"text": ""}, "请填写情况。"),
        ({"text": "张大爷 13800000000 家漏水"}, "不要写手机号"),
        ({"text": "很" * 501}, "情况最多写500个字，请改短。"),
    ],
)
def test_wrong_form_says_what_to_do_and_keeps_the_rest(client, tree, consent, typed, message):
    page = send(client, tree.community, **typed).text
    assert message in page
    assert "3号楼前" in page
    assert not ProblemReport.objects.exists()


def test_office_without_a_text_to_agree_to_takes_reports_without_contacts(client, tree, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    send(client, tree.community, contact_phone=PHONE, agreed="on")
    assert ProblemReport.objects.get().contact_phone == ""


def test_double_tap_is_one_report(client, tree, consent):
    token = client.get(FORM).context["form"].token
    first, second = (send(client, tree.community, token) for _ in "ab")
    assert first.url == second.url
    assert ProblemReport.objects.count() == 1


def test_community_s_page_leads_to_the_form_with_the_community_chosen(client, tree):
    page = client.get(tree.community.get_absolute_url()).text
    assert f'href="{FORM}?community={tree.community.pk}"' in page
    form = client.get(FORM, {"community": tree.community.pk}).context["form"]
    assert form["organization"].value() == str(tree.community.pk)
    assert "问题反映" not in client.get(tree.area.get_absolute_url()).text


def test_form_asks_few_queries(client, tree, consent):
    assert queries(client, FORM) <= MOST


@pytest.mark.parametrize("token", ["1", "1.x", "a.b"])
def test_receipt_cannot_be_guessed(client, tree, token):
    ProblemReportFactory(organization=tree.community)
    assert client.get(reverse("partnerships:problem_report_receipt", args=[token])).status_code == 404


def test_code_is_found_however_it_is_typed_and_not_by_counting():
    code = receipts.code_of(12)
    assert receipts.key_of(f" {code.lower()} ") == 12
    assert receipts.key_of(code.replace("FY12", "FY13")) is None
    assert receipts.key_of("FY12") is None


class TestTakingUp:
    @pytest.fixture
    def clerk(self, client, tree):
        clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
        client.force_login(clerk)
        return clerk

    @pytest.fixture
    def report(self, tree, consent):
        return ProblemReportFactory(
            organization=tree.community,
            place="3号楼前",
            text="路灯不亮。",
            contact_name="王先生",
            contact_phone=PHONE,
            consent=consent,
            consented_at=timezone.now(),
        )

    def address(self, report, page):
        return reverse(f"admin:partnerships_problemreport_{page}", args=[report.pk])

    def test_report_is_no_problem_before(self, report, tree):
        assert not Problem.objects.exists()
        assert numbers([PROBLEMS_SOLVED], tree.street, today()) == {"problems_solved": 0}

    def test_one_button_makes_a_problem_and_opens_it(self, client, clerk, report):
        answer = client.post(reverse("admin:partnerships_problemreport_act", args=[report.pk, "accept"]))
        problem = Problem.objects.get()
        assert answer.url == reverse("admin:partnerships_problem_change", args=[problem.pk])
        assert (problem.title, problem.source) == ("3号楼前：路灯不亮。", ProblemSource.RESIDENT)
        assert (problem.raised_on, problem.number) == (today(), f"WT-{today().year}-0001")
        assert (problem.is_public, problem.review) == (False, ReviewState.DRAFT)
        assert problem.note == "地点：3号楼前\n居民反映：路灯不亮。"
        report.refresh_from_db()
        assert (report.state(), report.problem, report.settled_on) == (ReportState.ACCEPTED, problem, today())
        page = client.get(receipts.address_of(report.pk)).text
        assert "已受理，办理中" in page

    def test_long_words_are_cut_in_the_title_and_kept_in_the_note(self, clerk, tree):
        report = ProblemReportFactory(organization=tree.community, text="楼道堆物" * 60)
        problem = reports.accept(report, clerk)
        assert (len(problem.title), problem.title[-1]) == (200, "…")
        assert "楼道堆物" * 60 in problem.note

    def test_dismissed_with_a_reason_that_the_receipt_tells(self, client, clerk, report):
        address = reverse("admin:partnerships_problemreport_act", args=[report.pk, "dismiss"])
        assert "请填写原因。" in client.post(address).text
        client.post(address, {"reason": "属于物业合同纠纷，请找街道司法所。"})
        report.refresh_from_db()
        assert (report.state(), report.settled_on) == (ReportState.DISMISSED, today())
        page = client.get(receipts.address_of(report.pk)).text
        assert "属于物业合同纠纷，请找街道司法所。" in page
        with pytest.raises(Refused, match="现在是“不予受理”，不能立为问题"):
            reports.accept(report, clerk)
        assert not Problem.objects.exists()

    def test_is_taken_up_once(self, clerk, report):
        reports.accept(report, clerk)
        for verb in (
            lambda: reports.accept(report, clerk),
            lambda: reports.dismiss(report, clerk, reason="重复"),
        ):
            with pytest.raises(Refused, match="现在是“已受理”"):
                verb()
        assert Problem.objects.count() == 1

    def test_taken_up_by_mistake_it_waits_again_and_the_problem_can_go(self, client, tree, report):
        client.force_login(UserFactory(organizations=[tree.community]))
        client.post(reverse("admin:partnerships_problemreport_act", args=[report.pk, "accept"]))
        delete = reverse("admin:partnerships_problem_delete", args=[Problem.objects.get().pk])
        assert self.address(report, "change") in client.get(delete).text
        revoke = reverse("admin:partnerships_problemreport_act", args=[report.pk, "revoke"])
        assert "重新等待受理" in client.post(revoke, {"reason": "点错了"}, follow=True).text
        report.refresh_from_db()
        assert (report.state(), report.problem, report.settled_on) == (ReportState.PENDING, None, None)
        client.post(delete, {"post": "yes"})
        assert not Problem.objects.exists()

    def test_what_came_of_it_is_not_taken_back_once_solved(self, clerk, report):
        problem = reports.accept(report, clerk)
        problems.solve(problem, clerk, on=today(), result="换了灯泡")
        with pytest.raises(Refused, match="已经办过了，不能撤销受理"):
            reports.revoke(report, clerk, reason="点错了")
        assert ProblemReport.objects.get().problem == problem

    def test_words_stay_as_they_were_sent_and_the_number_is_masked(self, client, clerk, report):
        page = client.get(self.address(report, "change"))
        assert "138****1234" in page.text
        assert PHONE not in page.text
        assert {"text", "place"}.isdisjoint(page.context["adminform"].form.fields)
        full = client.post(self.address(report, "personal")).text
        assert PHONE in full
        assert AuditEntry.objects.filter(act=AuditAct.READ_PERSONAL).exists()

    def test_found_by_the_code_that_the_resident_tells(self, client, clerk, report, tree):
        ProblemReportFactory(organization=tree.community)
        address = reverse("admin:partnerships_problemreport_changelist")
        found = client.get(address, {"q": receipts.code_of(report.pk).lower()}).context["cl"].result_list
        assert list(found) == [report]

    def test_clerk_writes_down_what_is_told_at_the_counter(self, client, clerk, tree):
        address = reverse("admin:partnerships_problemreport_add")
        assert "contact_phone" not in client.get(address).context["adminform"].form.fields
        client.post(address, {"organization": tree.community.pk, "text": "井盖破了。", "place": "菜市场门口"})
        assert ProblemReport.objects.get().text == "井盖破了。"

    def test_contact_goes_after_its_term(self, clerk, report, settings):
        settings.CONTACT_KEEP_DAYS = 30
        reports.dismiss(report, clerk, reason="重复")
        ProblemReport.objects.update(settled_on=today() - timedelta(days=30))
        erase()
        report.refresh_from_db()
        assert (report.contact_name, report.contact_phone, report.text) == ("", "", "路灯不亮。")
