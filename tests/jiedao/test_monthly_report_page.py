"""The staff page of the monthly report."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiedao.figures import FIGURES, PARTNER_UNITS
from lib.months import Month
from tests.harness.workbooks import sheet_values
from tests.jiedao.offices import work_in_may
from tests.orgs.factories import OrganizationFactory, UserFactory
from tests.orgs.tree import Tree, plant
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

MAY = Month(2019, 5)


@pytest.fixture
def office(db) -> Tree:
    tree = plant()
    work_in_may(tree)
    return tree


@pytest.fixture
def page(client):
    """Asks for the page as the clerk of these organisations."""

    def get(*organizations, superuser=False, **query):
        client.force_login(UserFactory(organizations=organizations, superuser=superuser))
        return client.get(reverse("admin:monthly_report"), query)

    return get


def test_page_shows_last_month_of_own_organization_at_first(office, page, time_machine):
    time_machine.move_to("2019-06-12T09:00:00+08:00")

    report = page(office.area).context["report"]

    assert (report.organization, report.month) == (office.area, MAY)


def test_page_shows_superusers_the_office(office, page):
    assert page(superuser=True).context["report"].organization == office.street


def test_page_shows_every_figure(office, page):
    answer = page(office.street, month="2019-05", organization=office.street.pk)
    rows = {row["figure"]: row["numbers"] for row in answer.context["rows"]}

    assert list(rows) == list(FIGURES)
    assert rows[PARTNER_UNITS][1][0] == PARTNER_UNITS.number(office.street, MAY.last) == 2
    assert PARTNER_UNITS.rule in answer.content.decode()


def test_download_is_the_workbook_under_a_chinese_name(office, page):
    answer = page(office.street, month="2019-05", organization=office.area.pk, download="xlsx")
    name = f"{office.area.label}2019年5月共建月报.xlsx"

    assert answer.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    rows = sheet_values(b"".join(answer.streaming_content))["汇总"]
    assert rows[1][0] == f"填报单位：{office.area.name}"


@pytest.mark.parametrize("download", [{}, {"download": "xlsx"}])
@pytest.mark.parametrize("place", ["other_area", "cousin", "street", "stranger"])
def test_organization_out_of_reach_is_not_found(office, page, place, download):
    answer = page(office.area, month="2019-05", organization=getattr(office, place).pk, **download)

    assert answer.status_code == 404


def test_chooser_lists_own_branch_only(office, page):
    choices = page(office.area).context["form"].fields["organization"].queryset

    assert list(choices) == [office.area, office.community, office.sister]


def test_clerk_of_a_branch_may_report_for_it(office, page):
    branch = OrganizationFactory(branch=True, parent=office.community)

    assert page(branch).context["report"].organization == branch


@pytest.mark.parametrize("number", ["abc", "999999", "-1"])
def test_organization_that_is_none_is_not_found(office, page, number):
    assert page(office.street, organization=number).status_code == 404


@pytest.mark.parametrize(
    ("month", "message"),
    [("去年", "不是一个月份"), ("2019-13", "不是一个月份"), ("2999-01", "还没有到"), ("", "请选择月份")],
)
def test_bad_month_is_told_beside_its_field(office, page, month, message):
    answer = page(office.street, month=month, download="xlsx")

    assert answer.status_code == 200
    assert message in answer.context["form"].errors["month"][0]
    assert message in answer.content.decode()
    assert answer.context["report"] is None


def test_month_that_is_not_over_says_so(office, page, time_machine):
    time_machine.move_to("2019-06-12T09:00:00+08:00")

    assert "还没有结束" in page(office.street, month="2019-06").content.decode()
    assert "还没有结束" not in page(office.street, month="2019-05").content.decode()


def test_page_without_any_organization_says_what_to_do(db, page):
    assert "还没有可以填报的党组织" in page(superuser=True).content.decode()


def test_strangers_are_sent_to_sign_in(office, client):
    answer = client.get(reverse("admin:monthly_report"), {"organization": office.street.pk})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


def test_number_leads_to_its_rows(office, page, client):
    rows = page(office.area, month="2019-05").context["rows"]
    number, address = next(row["numbers"][1] for row in rows if row["figure"] == PARTNER_UNITS)

    found = client.get(address).context["found"]

    assert (found.organization, found.at) == (office.area, MAY.last)
    assert found.number == number


def test_queries_are_few_and_do_not_grow_with_the_rows(office, client):
    client.force_login(UserFactory(organizations=[office.street]))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:monthly_report"), {"month": "2019-05"})
        return len(captured)

    queries()  # what Django remembers from now on
    few = queries()
    for _ in range(30):
        AgreementFactory(organization=office.community)

    assert queries() == few <= 20
