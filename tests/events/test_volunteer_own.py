"""The pages behind a volunteer's private link."""

import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from events import volunteer_link as links
from events.enums import SignupStatus, VolunteerState
from events.models import HoursCertificate, ServiceRecord, Signup, Volunteer
from events.workflow import certificates, volunteers
from orgs.models import AuditEntry, RecordStep
from tests.events.people_factories import (
    ServiceRecordFactory,
    SignupFactory,
    VolunteerFactory,
    VolunteerTeamFactory,
)
from tests.orgs.factories import UserFactory
from tests.orgs.queries import queries

NAME, PHONE, SKILL = "示例甲乙丙", "13800004321", "会修老式缝纫机"


@pytest.fixture
def boss(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def volunteer(tree):
    return VolunteerFactory(
        organization=tree.community,
        contact_name=NAME,
        contact_phone=PHONE,
        skills=SKILL,
        note=f"{NAME}周三有空",
        link_edition=1,
        is_named_public=True,
    )


@pytest.fixture
def token(volunteer):
    return links.token_of(volunteer)


def post(client, token, page="own", **typed):
    address = reverse(f"events:{page}", args=[token])
    context = client.get(address).context
    form = context["form"] if page == "own_erase" else context["forms"][typed["act"]]
    return client.post(address, typed | {"form_token": form.token})


def test_own_page_shows_hours_by_activity_and_is_kept_by_no_cache(client, volunteer, token):
    """Promise 36: no phone on it, and no cache keeps it."""
    ServiceRecordFactory(volunteer=volunteer, hours="2.5")
    ServiceRecordFactory(volunteer=volunteer, hours=9, withdrawn_on=date(2019, 6, 1))
    page = client.get(reverse("events:own", args=[token]))
    assert page.context["hours"] == pytest.approx(2.5)
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.text
    assert PHONE not in page.text


def test_own_page_asks_as_much_for_thirty_records(client, volunteer, token):
    ServiceRecordFactory(volunteer=volunteer)
    address = reverse("events:own", args=[token])
    one = queries(client, address)
    ServiceRecordFactory.create_batch(29, volunteer=volunteer)
    assert queries(client, address) == one


@pytest.mark.parametrize("token", ["1", "1-1", "1-1.aaaa", "x.y"])
def test_own_pages_are_not_guessed(client, volunteer, token):
    for page in ("own", "own_receipt", "own_erase", "own_data_json", "own_data_sheet"):
        assert client.get(reverse(f"events:{page}", args=[token])).status_code == 404


def test_new_link_ends_the_old_one(client, volunteer, token, boss):
    links.issue(volunteer, boss)
    assert links.volunteer_of(token) is None
    assert links.volunteer_of(links.token_of(volunteer)) == volunteer
    links.revoke(volunteer, boss)
    assert links.address_of(volunteer) == ""


def test_link_ends_when_she_leaves(client, volunteer, token, boss):
    volunteers.leave(volunteer, boss)
    assert client.get(reverse("events:own", args=[token])).status_code == 404
    assert (volunteer.status, volunteer.is_named_public) == (VolunteerState.LEFT, False)


def test_she_changes_whether_she_is_named(client, volunteer, token):
    assert post(client, token, act="name").status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.is_named_public is False
    post(client, token, act="name", agrees="on")
    volunteer.refresh_from_db()
    assert volunteer.is_named_public is True
    assert RecordStep.objects.filter(verb="name").count() == 2


def test_she_makes_a_certificate_of_a_period(client, volunteer, token):
    ServiceRecordFactory(volunteer=volunteer)
    answer = post(client, token, act="certify", since="2019年5月1日", until="2019-5-31")
    certificate = HoursCertificate.objects.get()
    assert answer.url == reverse("events:own_certificate", args=[token, certificate.pk])
    assert NAME in client.get(answer.url).text


def test_certificate_of_an_empty_period_says_so_and_keeps_the_days(client, volunteer, token):
    answer = post(client, token, act="certify", since="2018-1-1", until="2018-12-31")
    assert "没有服务记录" in answer.text
    assert "2018-1-1" in answer.text
    assert "<title>错误：" in answer.text


def test_certificate_of_another_is_not_hers(client, volunteer, token, boss):
    other = ServiceRecordFactory(volunteer__organization=volunteer.organization).volunteer
    made = certificates.issue(other, boss, since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert client.get(reverse("events:own_certificate", args=[token, made.pk])).status_code == 404


def test_export_holds_everything_kept_of_her(client, volunteer, token, boss):
    ServiceRecordFactory(volunteer=volunteer)
    SignupFactory(volunteer=volunteer, contact_name=NAME, contact_phone=PHONE, note="带孙子来")
    team = VolunteerTeamFactory(organization=volunteer.organization)
    volunteer.teams.add(team)
    certificates.issue(volunteer, boss, since=date(2019, 1, 1), until=date(2019, 12, 31))

    told = json.loads(client.get(reverse("events:own_data_json", args=[token])).content)
    sheet = client.get(reverse("events:own_data_sheet", args=[token])).content
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))

    text = json.dumps(told, ensure_ascii=False)
    for kept in (NAME, PHONE, SKILL, "周三有空", team.name, "2.0小时", "带孙子来", "验证码"):
        assert kept in text
    assert {each["类别"] for each in told} == {"登记", "服务记录", "时长证明", "报名", "办理记录"}
    assert [tuple(each.values()) for each in told] == [tuple(c or "" for c in row) for row in rows[1:]]


def test_erasing_takes_her_name_out_of_everything_and_keeps_the_hours(client, volunteer, token, tree):
    """Promise 35: gone at once from the record, sign-ups, certificates, history and audit."""
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    change = reverse("admin:events_volunteer_change", args=[volunteer.pk])
    form = client.get(change).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"registered_on": "2019-1-1", "contact_name": f"{NAME}丁", "teams": [], "note": ""}
    marks = {each["name"]: each["value"] for each in _hidden(client.get(change).text)}
    assert client.post(change, marks | typed).status_code == 302
    client.logout()
    ServiceRecordFactory(volunteer=volunteer)
    signup = SignupFactory(volunteer=volunteer, contact_name=NAME, contact_phone=PHONE, note=NAME)
    post(client, token, act="certify", since="2019-1-1", until="2019-12-31")
    assert NAME in everything()

    answer = post(client, token, "own_erase")
    assert client.get(answer.url).status_code == 200
    volunteer.refresh_from_db()
    signup.refresh_from_db()
    assert (volunteer.status, volunteer.contact_name, volunteer.skills) == (VolunteerState.LEFT, "", "")
    assert (signup.contact_phone, signup.note, signup.people) == ("", "", 1)
    assert (signup.erased_on is not None, signup.status) == (True, SignupStatus.CANCELLED)
    assert client.get(reverse("events:own", args=[token])).status_code == 404
    assert ServiceRecord.objects.filter(volunteer=volunteer).hours() == 2
    for gone in (NAME, PHONE, "138****4321"):
        assert gone not in everything()
    assert client.get(reverse("events:certificate_detail", args=[HoursCertificate.objects.get().code])).text


def everything():
    kinds = (Volunteer, Signup, HoursCertificate, RecordStep, AuditEntry, LogEntry)
    return "".join(str(list(kind.objects.values())) for kind in kinds)


def _hidden(text):
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", text):
        found = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        if "name" in found:
            yield {"name": found["name"], "value": found.get("value", "")}
