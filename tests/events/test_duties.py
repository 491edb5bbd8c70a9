"""三会一课 and the party day: what is asked of whom, who is behind, on which day."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import duties
from events.duties import Span, behind, standings
from events.enums import DUTIES, ActivityKind, ActivityStatus, Period
from events.models import MeetingDuty
from lib.days import today
from lib.months import Month
from orgs import todo
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Organization
from tests.events.factories import ActivityFactory, local
from tests.events.people_factories import MeetingDutyFactory
from tests.orgs.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

MAY = Month(2019, 5)
END = date(2019, 6, 30)


@pytest.fixture
def branch(tree):
    return OrganizationFactory(branch=True, parent=tree.community)


def hold(organization, *days, kind=ActivityKind.PARTY_DAY, **fields):
    for day in days:
        ActivityFactory(organization=organization, kind=kind, starts_at=local(*day, 9), **fields)


def score(organization, span, kind=ActivityKind.PARTY_DAY):
    """(done, expected); None where nothing is asked for."""
    found = standings([organization], span)
    told = found[0].scores[DUTIES.index(kind)] if found else None
    return told and (told.done, told.expected)


def test_month_counts_what_took_place_at_the_organization_itself(tree, branch):
    MeetingDutyFactory(organization=tree.street, times=2)
    hold(branch, (2019, 5, 14))
    hold(branch, (2019, 5, 20), status=ActivityStatus.CANCELLED)
    hold(branch, (2019, 5, 21), status=ActivityStatus.DRAFT)
    hold(branch, (2019, 4, 30), (2019, 6, 1))
    hold(tree.community, (2019, 5, 14))
    assert score(branch, Span.month(MAY)) == (1, 2)
    assert score(branch, Span.month(MAY, date(2019, 5, 13))) == (0, 2)
    assert score(tree.community, Span.month(MAY)) is None


def test_one_month_s_surplus_makes_up_for_none_of_another(tree, branch):
    MeetingDutyFactory(organization=tree.street)
    hold(branch, (2019, 4, 2), (2019, 4, 9), (2019, 6, 30))
    assert score(branch, Span.quarter(MAY)) == (2, 3)


def test_quarterly_duty_counts_from_the_quarter_s_first_day_also_in_a_month(tree, branch):
    MeetingDutyFactory(organization=tree.street, period=Period.QUARTER, kind=ActivityKind.PARTY_LECTURE)
    hold(branch, (2019, 4, 1), kind=ActivityKind.PARTY_LECTURE)
    for span in (Span.month(MAY), Span.quarter(MAY)):
        assert score(branch, span, ActivityKind.PARTY_LECTURE) == (1, 1)
    assert score(branch, Span.month(Month(2019, 7)), ActivityKind.PARTY_LECTURE) == (0, 1)


def test_nearest_setting_holds_and_none_at_all_frees(tree, branch):
    MeetingDutyFactory(organization=tree.street, times=1)
    MeetingDutyFactory(organization=tree.area, times=3)
    assert score(branch, Span.month(MAY)) == (0, 3)
    MeetingDutyFactory(organization=branch, times=0)
    assert score(branch, Span.month(MAY)) is None


def test_who_is_behind_most_comes_first(tree, branch):
    MeetingDutyFactory(organization=tree.street)
    late = OrganizationFactory(branch=True, parent=tree.sister)
    hold(branch, (2019, 5, 14))
    found = standings(Organization.objects.all(), Span.month(MAY))
    assert [(each.organization, each.missing) for each in found] == [(late, 1), (branch, 0)]


@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize("times", [0, 1, 2])
@pytest.mark.parametrize("held", [0, 1, 2])
def test_condition_of_what_waits_says_what_the_page_says(tree, branch, period, times, held):
    MeetingDutyFactory(organization=tree.street, period=period, times=1)
    MeetingDutyFactory(organization=tree.community, period=period, times=times)
    hold(branch, *((2019, 6, day) for day in range(1, held + 1)))
    (told,) = [each.missing for each in standings([branch], Span.month(Month(2019, 6), END))] or [0]
    assert list(behind(Organization.objects.all(), END)) == ([branch] if told else [])


@pytest.mark.parametrize(
    ("at", "waits"), [(date(2019, 5, 21), False), (date(2019, 5, 22), True), (date(2019, 6, 1), False)]
)
def test_it_is_told_in_the_last_days_of_a_month(tree, branch, at, waits):
    MeetingDutyFactory(organization=tree.street)
    assert behind(Organization.objects.all(), at).exists() is waits


def test_quarter_s_duty_waits_in_the_quarter_s_last_days(tree, branch):
    MeetingDutyFactory(organization=tree.street, period=Period.QUARTER)
    assert not behind(Organization.objects.all(), date(2019, 5, 31)).exists()
    assert behind(Organization.objects.all(), date(2019, 6, 21)).exists()


def test_start_page_tells_of_one_s_own_organization_alone(tree, branch):
    MeetingDutyFactory(organization=tree.street)
    kind = todo.kinds["duties-behind"]
    for place, waits in ((branch, [branch]), (tree.community, [])):
        assert list(kind.rows(UserFactory(organizations=[place]), END)) == waits


def page(client, **asked):
    return client.get(reverse("admin:events_duties"), asked)


def test_page_costs_the_same_queries_for_30_branches_as_for_1(client, tree, branch):
    MeetingDutyFactory(organization=tree.street)
    client.force_login(UserFactory(organizations=[tree.street]))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page(client, month="2019-05").status_code == 200
        return len(captured)

    queries()
    few = queries()
    for _ in range(30):
        hold(OrganizationFactory(branch=True, parent=tree.sister), (2019, 5, 14))
    assert queries() == few


def test_page_is_held_to_one_s_branch_and_exported_whole(client, tree, branch):
    MeetingDutyFactory(organization=tree.street)
    other = OrganizationFactory(branch=True, parent=tree.sister)
    client.force_login(UserFactory(organizations=[tree.area], organizations__role=Role.VIEW))
    told = page(client, month="2019-05", branch=tree.community.pk)
    assert [row.organization for row in told.context["rows"]] == [branch]
    assert len(page(client, month="2019-05").context["rows"]) == 2
    assert page(client, branch=tree.cousin.pk).status_code == 404
    answer = client.get(reverse("admin:events_duties_file"), {"month": "2019-05", "span": "quarter"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows] == ["党组织", branch.name, other.name]
    assert rows[1][-3:] == [3, 0, 3]
    assert AuditEntry.objects.filter(act=AuditAct.EXPORT).exists()


@pytest.mark.parametrize("month", ["2019年13月", "昨天", "2999-01"])
def test_month_that_cannot_be_shown_is_told(client, tree, month):
    client.force_login(UserFactory(organizations=[tree.area]))
    told = page(client, month=month)
    assert told.context["asked"].wrong in told.text
    assert told.context["asked"].month == Month.of(today())


def test_usual_duties_are_set_in_one_step_and_keep_what_is_there(client, tree):
    client.force_login(UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE))
    kept = MeetingDutyFactory(organization=tree.street, times=4)
    address = reverse("admin:events_meetingduty_usual")
    for told in ("增加14条", "没有改动"):
        answer = client.post(address, {"organization": tree.street.pk}, follow=True)
        assert told in answer.text
    kept.refresh_from_db()
    assert kept.times == 4
    assert MeetingDuty.objects.count() == len(duties.USUAL) * len(duties.USUAL_LEVELS)
    assert AuditEntry.objects.filter(act=AuditAct.ADD).count() == 14
    refused = client.post(address, {"organization": tree.other_street.pk})
    assert "没有这个党组织，或不在您的管理范围内" in refused.text


def test_only_who_manages_sets_duties(client, tree):
    client.force_login(UserFactory(organizations=[tree.street], organizations__role=Role.REVIEW))
    assert client.get(reverse("admin:events_meetingduty_usual")).status_code == 403
    assert "请联系管理人员设置" in page(client).text
