"""Claims as records: their contact's data, the bin, what protects what."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import ProtectedError
from django.urls import reverse

from lib.days import today
from orgs import trash
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, ConsentText, TrashedRecord
from orgs.personal import requests
from orgs.personal.finding import find
from orgs.personal.person import Person
from orgs.personal.retention import erase
from partnerships.models import Claim, ClaimParty, ListItem, ProgressNote
from partnerships.workflow import claims
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.two_editors import opened, signed_in
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import NotePhotoFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db
NUMBER, NAME = "13805321234", "王老师"
KEEP = 30


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)


@pytest.fixture
def claim(tree):
    consent = ConsentText.objects.create(version=1, purpose="联系认领单位", body="示例", retention_days=KEEP)
    demand = ListItemFactory(demand=True, organization=tree.community)
    return claims.apply(
        demand,
        unit_name="市图书馆",
        contact_name=NAME,
        contact_phone=NUMBER,
        offer="可以上门。",
        consent=consent,
        unit=UnitFactory(),
    )


def page(record, name="change"):
    return reverse(f"admin:partnerships_claim_{name}", args=[record.pk])


def contact(claim):
    claim.refresh_from_db()
    return claim.contact_name, claim.contact_phone


# Personal data


def test_number_is_masked_wherever_the_claim_is_shown(claim, clerk, tree):
    reader = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    for user in (clerk, reader):
        client = signed_in(user)
        for address in (page(claim), page(claim, "history"), reverse("admin:partnerships_claim_changelist")):
            assert NUMBER not in client.get(address).text
        assert "138****1234" in client.get(page(claim)).text
    assert NUMBER not in str(list(AuditEntry.objects.values_list("name", "detail", "changes")))


def test_whole_number_is_read_by_post_and_told_to_the_audit(claim, clerk, tree):
    reader = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    assert signed_in(reader).post(page(claim, "personal")).status_code == 403
    answer = signed_in(clerk).post(page(claim, "personal"))
    assert NUMBER in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    entry = AuditEntry.objects.get(act=AuditAct.READ_PERSONAL)
    assert (entry.user, entry.record) == (clerk, str(claim.pk))


def test_number_survives_a_form_that_shows_its_mask(claim, clerk):
    client = signed_in(clerk)
    data = opened(client, page(claim))
    assert data["contact_phone"] == ["138****1234"]
    assert client.post(page(claim), data | {"note": "下午联系"}).status_code == 302
    assert contact(claim) == (NAME, NUMBER)


@pytest.mark.parametrize("ended", [{"closed_on": -KEEP}, {"done_on": -KEEP}], ids=["given up", "done"])
def test_contact_is_erased_when_its_days_are_over(claim, settings, ended):
    settings.PERSONAL_KEEP_DAYS = settings.CONTACT_KEEP_DAYS = KEEP
    ((name, days),) = ended.items()
    Claim.objects.filter(pk=claim.pk).update(
        **{name: today() + timedelta(days=days + 2)}, status="pending", claimed_on=date(2019, 5, 20)
    )
    erase()
    assert contact(claim) == (NAME, NUMBER)
    Claim.objects.filter(pk=claim.pk).update(**{name: today() + timedelta(days=days - 1)})
    call_command("erase_personal_data")
    assert contact(claim) == ("", "")


def test_person_is_found_and_erased_with_consent_kept(claim, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    person = Person.asked_for(NUMBER)
    assert find(person, manager).contacts == [claim]
    requests.erase(person, manager)
    assert contact(claim) == ("", "")
    assert claim.consent is not None


# The bin


def test_deleted_claim_comes_back_with_all_that_hung_on_it(claim, clerk):
    photo = NotePhotoFactory(note=ProgressNoteFactory(claim=claim))
    key, trashed = claim.pk, trash.throw_away(claim, clerk)
    assert not Claim.objects.exists()
    assert not ProgressNote.objects.exists()
    restored = trash.restore(trashed, clerk).record
    assert (restored.pk, restored.contact_phone) == (key, NUMBER)
    assert restored.parties.count() == 1
    assert list(restored.notes.get().photos.all()) == [photo]
    assert photo.image.storage.exists(photo.image.name)


def test_claim_does_not_come_back_to_a_place_that_was_given_away(claim, clerk):
    key, trashed = claim.pk, trash.throw_away(claim, clerk)
    assert claims.places_left(claim.item) == 1
    claims.assign(claim.item, [UnitFactory()], clerk)
    with pytest.raises(trash.CannotRestore, match="名额已经给了别家"):
        trash.restore(trashed, clerk)
    ListItem.objects.filter(pk=claim.item_id).update(places=2)
    assert trash.restore(TrashedRecord.objects.get(), clerk).record.pk == key


def test_what_was_given_up_comes_back_though_the_place_is_gone(claim, clerk):
    claims.decline(claim, clerk, reason="不合适。")
    trashed = trash.throw_away(claim, clerk)
    claims.assign(claim.item, [UnitFactory()], clerk)
    assert trash.restore(trashed, clerk).record.reason == "不合适。"


def test_who_enters_does_not_delete_claims(claim, clerk, tree):
    assert signed_in(clerk).post(page(claim, "delete"), {"post": "yes"}).status_code == 403
    reviewer = UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW)
    signed_in(reviewer).post(page(claim, "delete"), {"post": "yes"})
    assert not Claim.objects.exists()
    assert TrashedRecord.objects.get().record == claim.pk


def test_claims_keep_their_demand_units_and_agreement(claim):
    unit = claim.parties.get().unit
    for kept in (claim.item, unit):
        with pytest.raises(ProtectedError):
            kept.delete()
    assert ClaimParty.objects.count() == 1


# Change and history


def test_change_in_the_form_is_told_with_before_and_after(claim, clerk):
    client = signed_in(clerk)
    client.post(page(claim), opened(client, page(claim)) | {"offer": "改成每周一次。"})
    entry = AuditEntry.objects.get(act=AuditAct.CHANGE)
    assert ["能提供什么", "可以上门。", "改成每周一次。"] in entry.changes


def test_states_are_not_set_by_a_forged_form(claim, clerk):
    client = signed_in(clerk)
    forged = {"status": "rated", "rating": "5", "claimed_on": "2019-05-20", "link_edition": "7"}
    client.post(page(claim), opened(client, page(claim)) | forged)
    claim.refresh_from_db()
    assert (claim.status, claim.rating, claim.claimed_on, claim.link_edition) == ("pending", None, None, 0)
