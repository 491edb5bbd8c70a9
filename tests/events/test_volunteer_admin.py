"""Volunteers on the staff side: registered at the desk, accepted, given a link."""

import pytest
from django.urls import reverse

from events import volunteer_link as links
from events.enums import VolunteerState
from events.models import Volunteer
from lib.days import today
from orgs import todo
from orgs.enums import Role
from orgs.models import AuditEntry
from tests.events.people_factories import ServiceRecordFactory, VolunteerFactory
from tests.orgs.factories import UserFactory
from tests.orgs.queries import queries

ADD = reverse("admin:events_volunteer_add")
TYPED = {
    "contact_name": "示例甲",
    "contact_phone": "13800001234",
    "registered_on": "2019.5.14",
    "signed": "on",
}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    client.force_login(clerk)
    return clerk


def page(volunteer, name, *args):
    return reverse(f"admin:events_volunteer_{name}", args=[volunteer.pk, *args])


def register(client, place, **typed):
    return client.post(ADD, TYPED | {"organization": place.pk} | typed)


def test_desk_registers_an_active_volunteer_with_number_and_link(client, clerk, tree):
    assert register(client, tree.community).status_code == 302
    volunteer = Volunteer.objects.get()
    assert volunteer.status == VolunteerState.ACTIVE
    assert volunteer.number.startswith("V")
    assert links.address_of(volunteer)


@pytest.mark.parametrize("lacking", ["signed", "contact_name", "contact_phone"])
def test_desk_registers_nobody_without(client, clerk, tree, lacking):
    answer = register(client, tree.community, **{lacking: ""})
    assert lacking in answer.context["adminform"].form.errors
    assert Volunteer.objects.count() == 0


def test_desk_is_told_of_somebody_who_is_one_already(client, clerk, tree):
    known = VolunteerFactory(
        organization=tree.community, contact_name="示例甲", contact_phone="138-0000-1234"
    )
    assert f"编号{known.number}" in register(client, tree.community).text
    assert Volunteer.objects.count() == 1


def test_pending_one_waits_on_the_start_page_until_accepted(client, clerk, tree):
    volunteer = VolunteerFactory(organization=tree.community, pending=True, link_edition=1)
    kind = todo.kinds["volunteers-pending"]
    assert list(kind.rows(clerk, today())) == [volunteer]
    assert client.post(page(volunteer, "act", "accept")).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.status == VolunteerState.ACTIVE
    assert list(kind.rows(clerk, today())) == []


def test_refusal_asks_for_a_reason(client, clerk, tree):
    volunteer = VolunteerFactory(organization=tree.community, pending=True)
    assert "请填写原因" in client.post(page(volunteer, "act", "refuse"), {"reason": ""}).text
    assert client.post(page(volunteer, "act", "refuse"), {"reason": "不是本人。"}).status_code == 302
    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.left_on) == (VolunteerState.REFUSED, today())


def test_lost_link_is_given_anew_and_stands_in_no_log(client, clerk, tree):
    volunteer = VolunteerFactory(organization=tree.community, link_edition=1)
    old = links.token_of(volunteer)
    answer = client.post(page(volunteer, "act", "link"), follow=True)
    volunteer.refresh_from_db()
    assert links.token_of(volunteer) in answer.text
    assert links.volunteer_of(old) is None
    assert "no-store" in answer.headers["Cache-Control"]
    told = str(list(AuditEntry.objects.values()))
    assert links.token_of(volunteer) not in told
    assert old not in told


def test_link_is_shown_to_nobody_who_only_looks(client, tree):
    volunteer = VolunteerFactory(organization=tree.community, link_edition=1)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert client.get(page(volunteer, "link")).status_code == 403
    client.force_login(UserFactory(organizations=[tree.sister]))
    assert client.get(page(volunteer, "link")).status_code == 404


def test_one_with_hours_is_not_deleted_but_leaves(client, clerk, tree):
    client.force_login(UserFactory(organizations=[tree.community]))
    volunteer = ServiceRecordFactory(volunteer__organization=tree.community).volunteer
    assert "请点“退出”" in client.get(page(volunteer, "delete"), follow=True).text
    assert client.post(page(volunteer, "act", "leave")).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.status == VolunteerState.LEFT


def test_hours_apart_from_activities(client, clerk, tree):
    volunteer = VolunteerFactory(organization=tree.community)
    typed = {"served_on": "2019年5月14日", "hours": "1.5", "category": ""}
    assert client.post(page(volunteer, "act", "serve"), typed).status_code == 302
    assert volunteer.service_records.all().hours() == 1.5


def test_list_asks_as_much_for_thirty(client, clerk, tree):
    address = reverse("admin:events_volunteer_changelist")
    VolunteerFactory(organization=tree.community)
    one = queries(client, address)
    VolunteerFactory.create_batch(29, organization=tree.community)
    assert queries(client, address) == one


def test_volunteers_of_a_sibling_are_not_listed(client, clerk, tree):
    """Promise 9: they are not there."""
    other = VolunteerFactory(organization=tree.sister)
    assert other.number not in client.get(reverse("admin:events_volunteer_changelist")).text
    assert client.get(page(other, "change")).status_code == 404
