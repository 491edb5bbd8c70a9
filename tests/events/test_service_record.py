"""Hours of volunteers: recorded once, by the organiser, withdrawn with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from events.models import PointEntry, ServiceRecord
from events.workflow import points, service, volunteers
from lib.days import today
from orgs import todo
from orgs.enums import Role
from orgs.models import AuditEntry
from orgs.models.category import CategoryKind
from orgs.moves import Refused
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    HoursCertificateFactory,
    PointRuleFactory,
    ServiceRecordFactory,
    SignupFactory,
    VolunteerFactory,
)
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.orgs.queries import queries


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def activity(tree):
    """On 14 May 2019."""
    return ActivityFactory(organization=tree.community)


@pytest.fixture
def volunteer(tree):
    return VolunteerFactory(organization=tree.community)


def test_recorded_hours_stand_on_the_day_and_in_the_activity_s_own_figure(activity, volunteer, clerk):
    [record] = service.record_hours(activity, {volunteer: Decimal("2.5")}, clerk)
    assert (record.served_on, record.recorded_by) == (date(2019, 5, 14), clerk)
    activity.refresh_from_db()
    assert activity.volunteer_hours == service.hours_of(activity) == Decimal("2.5")
    assert AuditEntry.objects.filter(record=str(activity.pk), detail="按服务记录").exists()


def test_same_hours_sent_twice_are_counted_once(activity, volunteer, clerk):
    """Promise 29: also for hours."""
    assert len(service.record_hours(activity, {volunteer: Decimal(2)}, clerk)) == 1
    assert service.record_hours(activity, {volunteer: Decimal(2)}, clerk) == []
    assert service.hours_of(activity) == 2


def test_other_hours_than_stand_are_refused_and_nothing_is_written(activity, volunteer, clerk):
    service.record_hours(activity, {volunteer: Decimal(2)}, clerk)
    other = VolunteerFactory(organization=volunteer.organization)
    with pytest.raises(Refused, match="已经记了2"):
        service.record_hours(activity, {volunteer: Decimal(3), other: Decimal(1)}, clerk)
    assert ServiceRecord.objects.count() == 1


def test_what_was_typed_as_the_activity_s_hours_stays(activity, volunteer, clerk):
    type(activity).objects.filter(pk=activity.pk).update(volunteer_hours=40)
    service.record_hours(activity, {volunteer: Decimal(2)}, clerk)
    activity.refresh_from_db()
    assert activity.volunteer_hours == 40


def test_volunteer_of_another_community_of_the_street_is_recorded(activity, tree, clerk):
    neighbour = VolunteerFactory(organization=tree.sister)
    [record] = service.record_hours(activity, {neighbour: Decimal(1)}, clerk)
    assert record.organization == tree.community


@pytest.mark.parametrize("wrong", [{"pending": True}, {"status": "left", "left_on": date(2019, 1, 2)}])
def test_who_is_no_volunteer_gets_no_hours(activity, tree, clerk, wrong):
    with pytest.raises(Refused, match="不在册"):
        service.record_hours(
            activity, {VolunteerFactory(organization=tree.community, **wrong): Decimal(1)}, clerk
        )


def test_activity_that_is_to_come_has_no_hours(tree, volunteer, clerk):
    coming = ActivityFactory(organization=tree.community, upcoming=True)
    with pytest.raises(Refused, match="还没有开始"):
        service.record_hours(coming, {volunteer: Decimal(1)}, clerk)


@pytest.mark.parametrize("hours", ["0", "24.1", "-1", "1.25"])
def test_impossible_hours_are_refused(activity, volunteer, clerk, hours):
    with pytest.raises(Refused):
        service.record_hours(activity, {volunteer: Decimal(hours)}, clerk)
    assert ServiceRecord.objects.count() == 0


def test_neighbours_and_readers_record_nothing(activity, volunteer, tree):
    """Promise 8: by role and branch."""
    for user in (
        UserFactory(organizations=[tree.sister]),
        UserFactory(organizations=[tree.community], organizations__role=Role.VIEW),
    ):
        with pytest.raises(PermissionDenied):
            service.record_hours(activity, {volunteer: Decimal(1)}, user)
        with pytest.raises(PermissionDenied):
            service.record_apart(volunteer, user, served_on=today(), hours=Decimal(1))


def test_hours_give_points_and_withdrawal_takes_them_back(activity, volunteer, clerk, tree):
    PointRuleFactory(organization=tree.street)
    [record] = service.record_hours(activity, {volunteer: Decimal("2.5")}, clerk)
    assert points.account_of(volunteer).balance() == 25
    certificate = HoursCertificateFactory(volunteer=volunteer)

    told = service.withdraw(record, clerk, reason="记错了人。")

    assert told == [certificate.printed_code]
    assert points.account_of(volunteer).balance() == 0
    assert PointEntry.objects.count() == 2
    activity.refresh_from_db()
    assert activity.volunteer_hours == 0
    [again] = service.record_hours(activity, {volunteer: Decimal(1)}, clerk)
    assert (again.state(), points.account_of(volunteer).balance()) == ("counted", 10)


def test_withdrawn_once_only_with_a_reason(volunteer, clerk):
    record = ServiceRecordFactory(volunteer=volunteer)
    with pytest.raises(ValueError, match="reason"):
        service.withdraw(record, clerk, reason=" ")
    service.withdraw(record, clerk, reason="重复。")
    with pytest.raises(Refused, match="已撤销"):
        service.withdraw(record, clerk, reason="再来。")


def test_sign_up_is_known_by_name_and_number_however_written(tree):
    own = VolunteerFactory(organization=tree.sister, contact_name="阿 孜古丽", contact_phone="138 0000-1234")
    assert volunteers.matching(tree.community, "阿孜古丽", "13800001234") == own
    assert volunteers.matching(tree.community, "阿孜古丽", "13800001235") is None
    assert volunteers.matching(tree.community, "别人", "13800001234") is None
    assert volunteers.matching(tree.community, "阿孜古丽", "") is None


def act_form(client, activity):
    return reverse("admin:events_activity_act", args=[activity.pk, "hours"])


def test_hours_page_lists_who_came_and_takes_others_by_number(client, activity, volunteer, tree, clerk):
    SignupFactory(activity=activity, volunteer=volunteer, present=True)
    neighbour = VolunteerFactory(organization=tree.sister, number="V7654321")
    item = CategoryFactory(kind=CategoryKind.VOLUNTEERING)
    client.force_login(clerk)
    page = client.get(act_form(client, activity))
    assert f"{volunteer.label}的时长" in page.text
    typed = {f"hours_{volunteer.pk}": "2", "others": "ｖ7654321：1.5小时", "category": item.pk}

    assert client.post(act_form(client, activity), typed).status_code == 302

    hours = dict(ServiceRecord.objects.values_list("volunteer", "hours"))
    assert hours == {volunteer.pk: 2, neighbour.pk: Decimal("1.5")}
    assert set(ServiceRecord.objects.values_list("category", flat=True)) == {item.pk}


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ("张三 2", "看不懂“张三 2”"),
        ("V9999999 2", "没有编号是V9999999的在册志愿者"),
        ("V7654321 25", "小时数不对"),
        ("V7654321 x", "看不懂"),
        ("V7654321 NaN", "看不懂"),
        ("V7654321 1\nV7654321 2", "填了两次"),
        ("", "还没有填时长"),
    ],
)
def test_lines_that_cannot_be_read_are_told_and_stay(client, activity, tree, clerk, others, words):
    VolunteerFactory(organization=tree.community, number="V7654321")
    client.force_login(clerk)
    answer = client.post(act_form(client, activity), {"others": others})
    assert words in answer.text
    assert others in answer.text.replace("\r", "")
    assert ServiceRecord.objects.count() == 0


def test_activity_waits_until_the_hours_are_recorded(activity, volunteer, clerk):
    kind = todo.kinds["activities-hours"]
    SignupFactory(activity=activity, volunteer=volunteer, present=True)
    SignupFactory(activity=ActivityFactory(organization=activity.organization), present=True)
    assert list(kind.rows(clerk, today())) == [activity]
    service.record_hours(activity, {volunteer: Decimal(1)}, clerk)
    assert list(kind.rows(clerk, today())) == []


def test_list_of_records_asks_as_much_for_thirty(client, volunteer, clerk):
    client.force_login(clerk)
    address = reverse("admin:events_servicerecord_changelist")
    ServiceRecordFactory(volunteer=volunteer)
    one = queries(client, address)
    ServiceRecordFactory.create_batch(29, organization=volunteer.organization)
    assert queries(client, address) == one


def test_record_is_withdrawn_from_its_form(client, volunteer, clerk):
    record = ServiceRecordFactory(volunteer=volunteer)
    client.force_login(clerk)
    change = reverse("admin:events_servicerecord_change", args=[record.pk])
    withdraw = reverse("admin:events_servicerecord_act", args=[record.pk, "withdraw"])
    assert withdraw in client.get(change).text
    assert client.post(withdraw, {"reason": ""}).status_code == 200
    assert client.post(withdraw, {"reason": "记错了。"}).url == change
    record.refresh_from_db()
    assert (record.withdrawn_on, record.withdrawal_reason) == (today(), "记错了。")


def test_service_item_in_use_says_what_is_in_the_way(client, volunteer):
    item = CategoryFactory(kind=CategoryKind.VOLUNTEERING)
    ServiceRecordFactory(volunteer=volunteer, category=item)
    client.force_login(UserFactory(superuser=True))
    page = client.get(reverse("admin:orgs_category_delete", args=[item.pk])).text
    assert "用着这个类别的记录" in page
    assert "跟着删除" not in page
