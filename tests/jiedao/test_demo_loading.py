"""Loading the demo office into an empty database, or into one that somebody has begun to fill."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity, ActivityPhoto
from jiedao.demo.loading import load
from jiedao.demo.photos import add_photo
from jiedao.figures import FIGURES
from orgs.figures import numbers
from orgs.models import Category, Organization, Unit
from partnerships.models import Agreement
from tests.jiedao.test_demo import HEADLINE, REPORTED_ON

# A Monday just after the reported day, a leap day, a Friday, a Sunday.
DAYS = [date(2019, 7, 1), date(2024, 2, 29), date(2026, 11, 20), date(2031, 1, 5)]


def call_demo(**options):
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def headline():
    found = numbers(FIGURES, Organization.objects.office(), REPORTED_ON)
    return {key: found[key] for key in HEADLINE}


@pytest.mark.parametrize("loaded_on", DAYS)
def test_demo_is_right_whatever_the_day_of_loading(db, loaded_on):
    with time_machine.travel(f"{loaded_on}T23:30:00+08:00", tick=False):
        load()
        coming = list(Activity.objects.public().upcoming().filter(status=ActivityStatus.PUBLISHED))
    assert headline() == HEADLINE
    assert len(coming) >= 12
    week = [a for a in coming if timezone.localdate(a.starts_at) <= loaded_on + timedelta(days=7)]
    assert len({activity.organization for activity in week}) >= 2
    assert len({activity.kind for activity in week}) >= 2
    assert any(timezone.localdate(activity.starts_at).weekday() >= 5 for activity in week)


def test_units_that_users_had_entered_are_used_as_they_are(db):
    Unit.objects.create(name="青岛二中", nature="school", address="松岭路", note="本单位录入")
    load()
    unit = Unit.objects.get(name="青岛二中")
    assert (unit.address, unit.note) == ("松岭路", "本单位录入")
    assert unit.organizations.count() == 4
    assert headline() == HEADLINE


def test_once_does_nothing_beside_any_organisation(db):
    Organization.objects.create(name="某街道党工委", level="street")
    assert call_demo(once=True) == ""
    assert Organization.objects.count() == 1


def test_once_loads_into_an_empty_database_and_says_what_was_added(db):
    said = call_demo(once=True)
    assert headline() == HEADLINE
    assert f"共建协议 {Agreement.objects.count()}" in said
    assert f"照片 {ActivityPhoto.objects.count()}" in said


def test_failure_on_the_way_leaves_nothing(db, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def add_some(office, activity, scene):
        if ActivityPhoto.objects.count() == 3:
            assert any(path.is_file() for path in tmp_path.rglob("*"))
            raise RuntimeError("the last part fails")
        add_photo(office, activity, scene)

    monkeypatch.setattr("jiedao.demo.activities.add_photo", add_some)
    with pytest.raises(RuntimeError):
        load()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert not any(model.objects.exists() for model in (Agreement, Category, Organization, Unit))
