"""我要当志愿者: the public form, its receipt, and what nobody learns from it."""

import io
import logging
import re

import pytest
from django.urls import reverse

from events import volunteer_link as links
from events.enums import VolunteerState
from events.models import Volunteer
from events.workflow import volunteers
from lib.signed_links import WithoutTokens
from orgs.models import AuditEntry, ConsentText, PublicPost, RecordStep
from orgs.moves import Refused
from tests.events.people_factories import VolunteerFactory, VolunteerTeamFactory
from tests.orgs.factories import UserFactory

REGISTER = reverse("events:volunteer_register")
TYPED = {"skills": "理发", "contact_name": "买买提·𠮷", "contact_phone": "＋86 138 0000 1234", "agreed": "on"}


@pytest.fixture
def consent(db, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    return ConsentText.objects.create(version=1, purpose="联系志愿者", body="告知的内容", retention_days=90)


@pytest.fixture
def place(tree, consent):
    return tree.community


@pytest.fixture
def console(monkeypatch):
    """What the server writes to its log."""
    handlers = logging.getLogger().handlers
    written = next(each for each in handlers if any(isinstance(f, WithoutTokens) for f in each.filters))
    monkeypatch.setattr(written, "stream", io.StringIO())
    return written.stream


def send(client, place, token=None, **typed):
    token = token or client.get(REGISTER).context["form"].token
    return client.post(REGISTER, TYPED | {"form_token": token, "organization": place.pk} | typed)


def test_registration_waits_for_the_community_with_consent_and_time(client, place, consent):
    """Promise 32: with the version that was agreed to, and when."""
    team = VolunteerTeamFactory(organization=place)
    answer = send(client, place, team=team.pk, is_named_public="on")

    volunteer = Volunteer.objects.get()
    assert (volunteer.organization, volunteer.status) == (place, VolunteerState.PENDING)
    assert (volunteer.contact_name, volunteer.contact_phone) == ("买买提·𠮷", "13800001234")
    assert (volunteer.consent, volunteer.is_named_public) == (consent, True)
    assert volunteer.consented_at is not None
    assert list(volunteer.teams.all()) == [team]
    receipt = client.get(answer.url)
    assert volunteer.number in receipt.text
    assert links.address_of(volunteer) in receipt.text
    assert "no-store" in receipt.headers["Cache-Control"]


def test_registration_without_consent_writes_no_row(client, place):
    """Promise 32: no consent, no row."""
    answer = send(client, place, agreed="")
    assert Volunteer.objects.count() == 0
    assert "买买提·𠮷" in answer.text
    assert "<title>错误：" in answer.text


def test_wrong_phone_comes_back_with_all_that_was_typed(client, place):
    """Promise R13: a summary that leads to the field, title begins 错误：, input kept."""
    answer = send(client, place, contact_phone="1380000")
    assert '<a href="#id_contact_phone">' in answer.text
    assert "理发" in answer.text
    assert 'value="1380000"' in answer.text
    assert Volunteer.objects.count() == 0


def test_known_number_is_answered_as_any_other(client, place):
    """Promise 31: who sends somebody's number learns nothing, and gets none of that person's links."""
    known = VolunteerFactory(
        organization=place, contact_name="买买提·𠮷", contact_phone="13800001234", link_edition=1
    )
    first = client.get(send(client, place).url)
    stranger = client.get(send(client, place, contact_phone="13900005678").url)

    pending = {each.contact_phone: each for each in Volunteer.objects.exclude(pk=known.pk)}
    assert known.number not in first.text
    assert links.token_of(known) not in first.text

    def without_own(page, own):
        text = page.text.replace(own.number, "").replace(links.address_of(own), "")
        text = text.replace(links.address_of(own, "own_receipt"), "")
        return re.sub(r'value="\w{64}"', "", text)  # against forgery, another each time

    same, other = pending["13800001234"], pending["13900005678"]
    assert without_own(first, same) == without_own(stranger, other)


def test_community_is_told_of_the_same_person_when_it_accepts(place):
    known = VolunteerFactory(organization=place, contact_name="示例甲", contact_phone="138 0000 1234")
    again = VolunteerFactory(
        organization=place, pending=True, contact_name="示例甲", contact_phone="13800001234"
    )
    with pytest.raises(Refused, match=known.number):
        volunteers.accept(again, UserFactory(is_superuser=True))
    again.refresh_from_db()
    assert again.status == VolunteerState.PENDING


def test_form_sent_twice_registers_once(client, place):
    """Promise 29: a double tap is one."""
    token = client.get(REGISTER).context["form"].token
    assert send(client, place, token).url == send(client, place, token).url
    assert Volunteer.objects.count() == 1


def test_many_from_one_source_wait(client, place, settings):
    """Promise 30: and what was typed stays."""
    settings.PUBLIC_VOLUNTEERS_A_DAY = 2
    for _ in range(2):
        assert send(client, place).status_code == 302
    answer = send(client, place)
    assert "一天最多提交2项" in answer.text
    assert "买买提·𠮷" in answer.text
    assert Volunteer.objects.count() == 2


def test_link_of_a_team_fills_in_the_team(client, place):
    team = VolunteerTeamFactory(organization=place)
    form = client.get(f"{REGISTER}?team={team.pk}").context["form"]
    assert form.initial["team"] == team.pk
    assert client.get(f"{REGISTER}?team=9999999&community=x").status_code == 200


def test_nothing_written_of_a_registration_holds_the_private_link(client, place, console):
    """Promise 36: no log, audit entry or history holds the address."""
    token = send(client, place).url.split("/")[3]
    assert client.get(f"/volunteers/own/{token}/certificates/1/").status_code == 404
    assert "/volunteers/own/***/certificates/1/" in console.getvalue()
    told = [str(list(kind.objects.values())) for kind in (AuditEntry, RecordStep, PublicPost)]
    assert not any(token in text for text in [*told, console.getvalue()])


def test_refused_one_is_told_why_and_has_no_link(place):
    volunteer = VolunteerFactory(organization=place, pending=True, link_edition=1)
    assert links.address_of(volunteer)
    volunteers.refuse(volunteer, UserFactory(is_superuser=True), reason="不是本人。")
    assert (volunteer.status, links.address_of(volunteer)) == (VolunteerState.REFUSED, "")
    assert volunteer.left_on is not None
    assert RecordStep.objects.get(verb="refuse").reason == "不是本人。"
