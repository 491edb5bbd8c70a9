"""Promise 33: a contact's number is 138****1234 unless the right, and reading it in full is logged."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import reverse

from lib.personal import phones_of
from orgs.admin.personal import Contacts
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Unit
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.two_editors import opened, sent

pytestmark = pytest.mark.django_db

NUMBER, MASK = "13805321234", "138****1234"
NO_COUNTS = {"party_member_counts-TOTAL_FORMS": 0, "party_member_counts-INITIAL_FORMS": 0}


@pytest.fixture
def unit(tree):
    return UnitFactory(community=tree.community, contact_name="王老师", contact_phone=NUMBER)


@pytest.fixture
def sign_in(client, tree):
    def sign_in(role=Role.ENTER, place=None, **fields):
        user = UserFactory(organizations=[place or tree.community], organizations__role=role, **fields)
        client.force_login(user)
        return user

    return sign_in


def page(unit, name="change"):
    return reverse(f"admin:orgs_unit_{name}", args=[unit.pk])


def fields_of(unit, **fields):
    stored = {"name": unit.name, "nature": unit.nature, "community": unit.community_id, "is_public": "on"}
    return stored | NO_COUNTS | {"contact_name": unit.contact_name} | fields


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["change", "history"])
def test_pages_hold_the_mask_whatever_the_role(client, sign_in, unit, role, name):
    sign_in(role)
    AuditEntry.objects.all().delete()
    told = client.get(page(unit, name)).text
    assert NUMBER not in told
    assert (MASK in told) == (name == "change")


@pytest.mark.parametrize(
    ("role", "is_offered"), [(Role.VIEW, False), (Role.ENTER, True), (Role.MANAGE, True)]
)
def test_whole_number_is_offered_with_the_right(client, sign_in, unit, role, is_offered):
    sign_in(role)
    assert ("显示完整号码" in client.get(page(unit)).text) == is_offered


def test_nothing_is_offered_where_there_is_no_number(client, sign_in, tree):
    sign_in()
    unit = UnitFactory(community=tree.community)
    assert "显示完整号码" not in client.get(page(unit)).text


def test_reading_in_full_is_logged_and_kept_by_no_cache(client, sign_in, unit):
    """Promises 33 and 36."""
    user = sign_in()
    response = client.post(page(unit, "personal"))
    assert NUMBER in response.text
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(act=AuditAct.READ_PERSONAL)
    assert (entry.user, entry.kind, entry.record) == (user, "orgs.unit", str(unit.pk))
    assert entry.organization == unit.community
    assert NUMBER not in f"{entry.detail}{entry.name}{entry.changes}"


def test_reading_in_full_needs_a_post(client, sign_in, unit):
    sign_in()
    assert client.get(page(unit, "personal")).status_code == 405
    assert not AuditEntry.objects.filter(act=AuditAct.READ_PERSONAL).exists()


def test_reading_in_full_needs_the_right(client, sign_in, unit):
    user = sign_in(Role.VIEW)
    response = client.post(page(unit, "personal"))
    assert response.status_code == 403
    assert NUMBER not in response.text
    assert AuditEntry.objects.get(user=user).act == AuditAct.REFUSAL


@pytest.mark.parametrize(("is_public", "status"), [(True, 403), (False, 404)])
def test_contact_of_a_sibling_s_unit_is_out_of_reach(client, sign_in, tree, is_public, status):
    sign_in(Role.MANAGE)
    unit = UnitFactory(community=tree.cousin, contact_phone=NUMBER, is_public=is_public)
    response = client.post(page(unit, "personal"))
    assert response.status_code == status
    assert NUMBER not in response.text


def test_mask_that_comes_back_keeps_the_stored_number(client, sign_in, unit):
    sign_in()
    response = client.post(page(unit), fields_of(unit, contact_phone=MASK, industry="教育"))
    assert response.status_code == 302
    unit.refresh_from_db()
    assert (unit.contact_phone, unit.industry) == (NUMBER, "教育")
    assert [label for label, _, _ in AuditEntry.objects.first().changes] == ["行业"]


def test_new_number_takes_the_old_one_s_place_and_is_told_masked(client, sign_in, unit):
    sign_in()
    client.post(page(unit), fields_of(unit, contact_phone="13905325678"))
    unit.refresh_from_db()
    assert unit.contact_phone == "13905325678"
    assert AuditEntry.objects.first().changes == [["联系电话", MASK, "139****5678"]]
    assert MASK in LogEntry.objects.get().change_message
    assert NUMBER not in LogEntry.objects.get().change_message


def test_number_can_be_emptied(client, sign_in, unit):
    sign_in()
    client.post(page(unit), fields_of(unit, contact_phone=""))
    unit.refresh_from_db()
    assert unit.contact_phone == ""


@pytest.mark.parametrize("typed", ["139****5678", "1380532****", "138＊＊＊＊1234 或办公室"])
def test_another_mask_is_refused_in_words_and_stays_typed(client, sign_in, unit, typed):
    sign_in()
    response = client.post(page(unit), fields_of(unit, contact_phone=typed))
    assert "请写完整的号码" in response.text
    assert typed in response.text
    unit.refresh_from_db()
    assert unit.contact_phone == NUMBER


def test_mask_is_refused_for_a_new_record(client, sign_in, tree):
    sign_in()
    new = NO_COUNTS | {"name": "图书馆", "nature": "school", "community": tree.community.pk}
    response = client.post(reverse("admin:orgs_unit_add"), new | {"contact_phone": MASK})
    assert "请写完整的号码" in response.text
    assert not Unit.objects.exists()


def test_form_that_comes_back_wrong_holds_what_was_typed_and_no_stored_number(client, sign_in, unit):
    sign_in()
    for typed in (MASK, "13905325678"):
        response = client.post(page(unit), fields_of(unit, name="", contact_phone=typed))
        assert response.status_code == 200
        assert f'value="{typed}"' in response.text
        assert NUMBER not in response.text


def test_number_that_another_changed_meanwhile_is_kept(client, sign_in, unit):
    """Promise 41: the mask of the number before means nothing typed."""
    sign_in()
    form = opened(client, page(unit))
    Unit.objects.update(contact_phone="13905325678")
    response = client.post(page(unit), form | {"industry": "教育"})
    assert "139****5678" in response.text
    assert client.post(page(unit), sent(response)).status_code == 302
    unit.refresh_from_db()
    assert (unit.contact_phone, unit.industry) == ("13905325678", "教育")


def test_every_form_and_list_of_a_contact_is_masked():
    """Whatever admin shows such a column shows it by the mixin."""
    for model, model_admin in admin.site._registry.items():
        phones = {field.name for field in phones_of(model)}
        shown = {*flatten_fieldsets(model_admin.fieldsets or []), *(model_admin.fields or [])}
        assert not phones & {*model_admin.list_display, *model_admin.search_fields}, model
        if phones & shown:
            assert isinstance(model_admin, Contacts), model
            assert phones <= set(model_admin.read_as), model
