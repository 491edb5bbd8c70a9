"""Promise 35: the list of erasures tells of nobody, and by it all goes again in tables of an earlier day.

That a restore does so, test_backup_erasures.py shows; here the tables are set back by hand.
"""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from orgs import audit, trash
from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Unit
from orgs.personal import erasure_list, erasures, requests
from orgs.personal.person import Person
from orgs.personal.replay import replay
from orgs.personal.traces import Traces
from tests.jiedao.test_personal_requests import everything
from tests.orgs.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

NUMBER, NAME, OTHER = "13805321234", "王老师", "13905325678"


@pytest.fixture
def erase(django_capture_on_commit_callbacks):
    def erase(asked=NUMBER, user=None):
        with django_capture_on_commit_callbacks(execute=True):
            requests.erase(Person.asked_for(asked), user)

    return erase


@pytest.fixture
def withdraw(django_capture_on_commit_callbacks):
    """As a page does on which somebody erases her own record."""

    def withdraw(record):
        with django_capture_on_commit_callbacks(execute=True):
            erasures.note(record)
            Traces(type(record), [record.pk]).erase()

    return withdraw


def again():
    """What a restore does, with a backup of an hour ago."""
    return replay(erasure_list.read(), timezone.now() - timedelta(hours=1))


def set_back(unit, name=NAME, number=NUMBER):
    Unit.objects.filter(pk=unit.pk).update(contact_name=name, contact_phone=number)


def lines():
    return [json.loads(line) for line in erasure_list.read()]


def contact(unit):
    unit.refresh_from_db()
    return unit.contact_name, unit.contact_phone


def test_what_was_erased_before_the_backup_is_not_erased_again(erase):
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    erase()
    set_back(unit)
    assert replay(erasure_list.read(), timezone.now()) == ({}, 0)
    assert contact(unit) == (NAME, NUMBER)


def test_somebody_else_who_had_the_record_at_that_time_stays(erase):
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    erase()
    set_back(unit, "李老师", OTHER)
    again()
    assert contact(unit) == ("李老师", OTHER)


def test_record_that_nobody_had_when_it_was_erased_goes_too(erase):
    """Deleted for good between the backup and the request, it comes back with the backup."""
    erase()
    unit = UnitFactory(contact_name=NAME, contact_phone="+86 138 0532 1234")
    again()
    assert contact(unit) == ("", "")


def test_history_that_tells_only_the_mask_goes_too(erase):
    unit = UnitFactory(contact_name="李老师", contact_phone=OTHER)
    changes = [["联系人", NAME, "李老师"], ["联系电话", "138****1234", "139****5678"]]
    entry = audit.log(AuditAct.CHANGE, record=unit, changes=changes)
    erase()
    AuditEntry.objects.filter(pk=entry.pk).update(changes=changes)
    again()
    assert "138****1234" not in str(AuditEntry.objects.get(pk=entry.pk).changes)
    assert contact(unit) == ("李老师", OTHER)


def test_other_branches_are_left_as_they_were_then(erase, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    own = UnitFactory(community=tree.community, contact_phone=NUMBER)
    cousin = UnitFactory(community=tree.cousin, contact_phone=NUMBER)
    erase(user=manager)
    set_back(own)
    again()
    assert [contact(each)[1] for each in (own, cousin)] == ["", NUMBER]


def test_somebody_asked_for_by_name(erase):
    unit = UnitFactory(contact_name="欧阳·𠮷", contact_phone="")
    other = UnitFactory(contact_name=NAME, contact_phone="")
    erase("欧阳·𠮷")
    set_back(unit, "欧阳·𠮷", "")
    again()
    assert [contact(each)[0] for each in (unit, other)] == ["", NAME]


def test_one_record_s_own_data_goes_and_not_that_of_who_got_its_key(withdraw):
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    withdraw(unit)
    set_back(unit)
    again()
    assert contact(unit) == ("", "")
    set_back(unit)
    Unit.objects.update(created_at=timezone.now() - timedelta(days=1))  # another row with this key
    again()
    assert contact(unit) == (NAME, NUMBER)


def test_record_that_lies_in_the_bin_of_that_day(withdraw):
    boss, unit = UserFactory(superuser=True), UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    withdraw(unit)
    set_back(unit)
    unit.refresh_from_db()
    trash.throw_away(unit, boss)
    again()
    assert NUMBER not in everything()


def test_list_tells_of_nobody(erase):
    """Promise 35's list is no place where personal data stays."""
    unit = UnitFactory(contact_name=NAME, contact_phone=NUMBER)
    erase()
    [line] = lines()
    assert set(line) == {"at", "branches", "number", "places"}
    assert len(line["number"]) == 5
    assert set(line["places"][0]) == {"kind", "key", "made"}
    text = "".join(erasure_list.read())
    assert not any(each in text for each in (NUMBER, NUMBER[-4:], NAME, unit.name))


def failing():
    with transaction.atomic():
        requests.erase(Person.asked_for(NUMBER))
        raise ZeroDivisionError


def test_what_was_rolled_back_is_not_on_the_list(django_capture_on_commit_callbacks):
    UnitFactory(contact_phone=NUMBER)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        failing()
    assert lines() == []
    assert Unit.objects.get().contact_phone == NUMBER


def test_nothing_is_erased_when_the_list_cannot_be_written(client, settings, tmp_path, tree):
    manager = UserFactory(organizations=[tree.area], organizations__role=Role.MANAGE)
    unit = UnitFactory(community=tree.community, contact_phone=NUMBER)
    client.force_login(manager)
    (tmp_path / "list").mkdir()
    settings.ERASURES_FILE = tmp_path / "list"
    page = client.post(reverse("admin:personal_erase"), {"person": NUMBER, "confirmed": "1"}, follow=True)
    assert "写不了删除清单" in page.text
    assert contact(unit)[1] == NUMBER
    with pytest.raises(CommandError, match="写不了删除清单"):
        call_command("personal_data", "erase", NUMBER, "--yes", stdout=StringIO())


def test_line_that_was_cut_is_told_and_the_next_is_whole(erase, settings):
    unit = UnitFactory(contact_phone=NUMBER)
    Path(settings.ERASURES_FILE).write_text('{"at": "2026-')
    erase()
    set_back(unit)
    counts, broken = again()
    assert (counts["记录"], broken) == (1, 1)
    assert contact(unit) == ("", "")
