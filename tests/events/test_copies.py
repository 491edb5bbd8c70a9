"""Promise S4: an activity for another day, and a series made in one step."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity
from events.workflow import copies
from orgs.enums import ReviewState, Role
from orgs.moves import Refused
from tests.events.factories import ActivityFactory, ActivityPhotoFactory, local
from tests.events.people_factories import SignupFactory
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.place_factories import StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.area], organizations__role=Role.ENTER)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def first(tree):
    starts = local(2019, 6, 4, 9)
    return ActivityFactory(
        organization=tree.community,
        title="8站点直通车",
        series="直通车",
        issue_number=3,
        closed=True,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        takes_signups=True,
        capacity=30,
        signup_opens_at=starts - timedelta(days=5),
        signup_closes_at=starts - timedelta(days=1),
        body="送服务到楼下。",
        units=[UnitFactory()],
        partner_organizations=[OrganizationFactory(parent=tree.community)],
    )


def page(activity):
    return reverse("admin:events_activity_repeat", args=[activity.pk])


def row(number, **fields):
    return {f"form-{number}-{name}": value for name, value in fields.items()}


def sent(activity, *days, token="t1", **changed):
    rows = {"form-TOTAL_FORMS": len(days), "form-INITIAL_FORMS": len(days), "act_token": token}
    for number, day in enumerate(days):
        rows |= row(number, made="on", day=day, time="9:00", organization=activity.organization_id)
    return rows | changed


def test_copy_keeps_texts_parties_and_places_and_nothing_of_what_became(client, clerk, first):
    """Promise S4: one copy."""
    ActivityPhotoFactory(activity=first)
    SignupFactory(activity=first)
    address = reverse("admin:events_activity_act", args=[first.pk, "copy"])
    client.post(address, {"starts_at_0": "2019-06-18", "starts_at_1": "10:00"})
    made = Activity.objects.exclude(pk=first.pk).get()
    for name in ("title", "kind", "series", "organization", "place", "capacity", "takes_signups", "body"):
        assert getattr(made, name) == getattr(first, name)
    assert set(made.units.all()) == set(first.units.all())
    assert set(made.partner_organizations.all()) == set(first.partner_organizations.all())
    assert (made.status, made.review) == (ActivityStatus.DRAFT, ReviewState.DRAFT)
    shift = made.starts_at - first.starts_at
    assert shift == timedelta(days=14, hours=1)
    for name in ("ends_at", "signup_opens_at", "signup_closes_at"):
        assert getattr(made, name) - getattr(first, name) == shift
    assert (made.issue_number, made.attendance, made.volunteer_hours, made.summary) == (4, None, None, "")
    assert not made.photos.exists()
    assert not made.signups.exists()


def test_each_tuesday_is_proposed_with_what_stood(client, clerk, first):
    found = client.get(page(first), {"since": "2019-06-11", "until": "2019-07-02", "weeks": 1, "days": ""})
    rows = found.context["rows"]
    assert [str(form.initial["day"]) for form in rows] == [
        "2019-06-11",
        "2019-06-18",
        "2019-06-25",
        "2019-07-02",
    ]
    assert {form.initial["organization"] for form in rows} == {first.organization_id}
    assert "期数从第4期接着排" in found.content.decode()


def test_typed_dates_are_taken_as_an_office_writes_them(client, clerk, first):
    found = client.get(page(first), {"days": "2019年6月20日\n2019-6-11\n２０１９-6-11"})
    assert [str(form.initial["day"]) for form in found.context["rows"]] == ["2019-06-11", "2019-06-20"]


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "", "days": ""},
        {"since": "2019-06-11", "until": "2019-06-01"},
        {"since": "2019-01-01", "until": "2029-01-01"},
        {"days": "下周二"},
    ],
    ids=["nothing", "backwards", "too many", "unreadable"],
)
def test_wrong_dates_say_so(client, clerk, first, asked):
    found = client.get(page(first), asked)
    assert found.context["rows"] is None
    assert "请先改好" in found.content.decode()


def test_series_is_made_in_one_step_each_elsewhere(client, clerk, first, tree):
    """Promise S4: another community each Tuesday; sent twice it is made once."""
    station = StationFactory(organization=tree.sister)
    data = sent(first, "2019-06-11", "2019-06-18", "2019-06-25") | row(
        1, organization=tree.sister.pk, station=station.pk, place="广场"
    )
    del data["form-2-made"]
    client.post(page(first), data | {"_submit": "1"})
    client.post(page(first), data | {"_submit": "1"})
    made = list(Activity.objects.exclude(pk=first.pk).order_by("starts_at"))
    assert [each.organization for each in made] == [tree.community, tree.sister]
    assert [each.issue_number for each in made] == [4, 5]
    assert (made[1].station, made[1].place) == (station, "广场")
    assert {each.review for each in made} == {ReviewState.SUBMITTED}
    assert timezone.localtime(made[0].starts_at).hour == 9


def test_one_wrong_row_makes_none(client, clerk, first, tree):
    data = sent(first, "2019-06-11", "2019-06-18") | row(1, organization=tree.stranger.pk, place="广场")
    response = client.post(page(first), data)
    assert response.context["rows"].errors[1]["organization"]
    assert "错误：" in response.content.decode()
    assert 'value="广场"' in response.content.decode()
    assert Activity.objects.count() == 1


def test_no_row_chosen_says_so(client, clerk, first):
    data = sent(first, "2019-06-11")
    del data["form-0-made"]
    assert "一场也没有勾选" in client.post(page(first), data).content.decode()


def test_most_are_made_at_once(clerk, first):
    dates = [copies.Occurrence(local(2019, 7, 1, 9))] * (copies.MOST + 1)
    with pytest.raises(Refused):
        copies.repeat(first, dates, clerk)


def test_what_fails_in_the_middle_makes_none(clerk, first, tree):
    dates = [
        copies.Occurrence(local(2019, 7, 1, 9)),
        copies.Occurrence(local(2019, 7, 8, 9), place="广" * 101),
    ]
    with pytest.raises(Refused):
        copies.repeat(first, dates, clerk)
    assert Activity.objects.count() == 1
