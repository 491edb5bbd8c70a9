"""The demo office. It is loaded once for all tests that only look at it."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.test.utils import override_settings
from PIL import Image

from events.enums import ActivityStatus
from events.models import Activity, ActivityPhoto
from jiedao.demo import source
from jiedao.demo.activities import CURRENT
from jiedao.demo.loading import load
from jiedao.figures import FIGURES
from lib.months import Month
from orgs.figures import numbers
from orgs.models import NewSectorApplication, Organization, Unit, User
from orgs.validators import validate_uscc
from partnerships.enums import AgreementStatus, ItemKind, ItemState, ProjectState
from partnerships.models import Agreement, AgreementParty, ListItem, Problem, Project

HEADLINE = {
    "communities_with_agreements": 16,
    "partner_units": 66,
    "council_units": 49,
    "projects": 27,
    "problems_solved": 34,
    "new_sector_enterprises": 32,
    "new_sector_members": 372,
    "new_sector_applications_in_progress": 5,
}
REPORTED_ON = date(2019, 6, 30)
LOADED_ON = date(2026, 11, 21)

OURS = [
    model
    for label in ("orgs", "partnerships", "events")
    for model in apps.get_app_config(label).get_models(include_auto_created=True)
    if not model._meta.proxy
]


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo as loaded at LOADED_ON; each test's own transaction is nested in this one."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with time_machine.travel(LOADED_ON, tick=False):
            load()
        yield media
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db, settings):
    settings.MEDIA_ROOT = _loaded
    with time_machine.travel(LOADED_ON, tick=False):
        yield Organization.objects.office()


def run(*args, **options):
    out = StringIO()
    call_command("demo", *args, stdout=out, **options)
    return out.getvalue()


def contents():
    """Every row of ours, column by column."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.order_by().values_list())) for model in OURS
    }


def headline(at):
    found = numbers(FIGURES, Organization.objects.office(), at)
    return {key: found[key] for key in HEADLINE}


def test_figures_of_the_reported_day_are_the_reported_ones(demo):
    assert headline(REPORTED_ON) == HEADLINE


def test_reported_numbers_are_those_of_the_facts():
    facts = source.read("office")["headline"]
    assert sorted(facts.values()) == sorted(HEADLINE.values())


def test_figures_grew_month_by_month(demo):
    months = [Month(2018, 3)]
    while months[-1] < Month(2019, 6):
        months.append(months[-1].next)
    growing = [figure for figure in FIGURES if figure.cumulative]
    series = [numbers(growing, demo, month.last) for month in months]
    for before, after in pairwise(series):
        assert all(before[key] <= after[key] for key in before)
    assert series[0]["partner_units"] > 0
    assert series[-2]["communities_with_agreements"] < series[-1]["communities_with_agreements"]


def test_figures_today_are_larger_than_the_reported_ones(demo):
    then, now = (numbers(FIGURES, demo, at) for at in (REPORTED_ON, LOADED_ON))
    shrinks_or_stays = {"communities_with_agreements", "new_sector_applications_in_progress"}
    assert {key for key in now if now[key] <= then[key]} == shrinks_or_stays


def test_every_row_is_valid(demo):
    for model in OURS:
        for row in model._base_manager.all():
            row.full_clean()


def test_second_run_on_another_day_adds_and_changes_nothing(demo):
    before = contents()
    with time_machine.travel(LOADED_ON + timedelta(days=40)):
        said = run()
    assert contents() == before
    assert "0 新增，0 更新" in said


def test_second_run_leaves_what_users_changed_and_deleted(demo):
    Unit.objects.filter(name="示例单位01").update(name="改了名字的单位", address="海尔路")
    Project.objects.filter(decided_on=None).first().delete()
    before = contents()
    run()
    assert contents() == before


def test_no_account_is_created(demo):
    assert not User.objects.exists()


def test_facts_stand_as_reported(demo):
    facts = source.read("office")
    communities = Organization.objects.communities()
    assert communities.count() == facts["tree"]["communities"]
    assert Organization.objects.filter(level="area", parent=demo).count() == facts["tree"]["areas"]
    assert set(facts["tree"]["named_communities"]) <= set(communities.values_list("name", flat=True))
    for fact in facts["agreements"]:
        agreement = Agreement.objects.get(title=f"{'与'.join(fact['parties'])}共建协议")
        assert [str(party) for party in agreement.parties.all()] == fact["parties"]
        assert agreement.signed_on == fact["signed_on"]
        assert str(agreement.witness or "") == fact.get("witness", "")
    for fact in facts["activities"]:
        activity = Activity.objects.get(title=fact["title"], status=ActivityStatus.CLOSED)
        assert activity.attendance == fact.get("participants", activity.attendance)
        assert "示例。" in activity.summary  # what the report left out is invented, and said to be


def test_whatever_bodies_are_invented_say_so(demo):
    facts = source.read("office")
    named = {facts["street"]["name"], *facts["tree"]["named_areas"], *facts["tree"]["named_communities"]}
    for unit in facts["units"]:
        named |= {unit["name"], *unit.get("party_organizations", [])}
    names = {
        *Organization.objects.values_list("name", flat=True),
        *Unit.objects.values_list("name", flat=True),
    }
    assert named <= names
    assert [name for name in names - named if "示例" not in name] == []


def test_records_of_invented_doings_say_so(demo):
    reported = {fact["title"] for fact in source.read("office")["activities"]}
    titles = {row.title for model in (Activity, ListItem, Problem, Project) for row in model.objects.all()}
    assert {title for title in titles if "示例" not in title} == reported


def test_codes_are_valid_and_of_a_division_that_does_not_exist(demo):
    codes = [code for code in Unit.objects.values_list("uscc", flat=True) if code]
    assert len(set(codes)) == len(codes) > 80
    for code in codes:
        validate_uscc(code)
        assert code[2:8] == "000000"


def test_current_activities_show_every_status(demo):
    now = Counter(Activity.objects.upcoming().values_list("status", flat=True))
    assert now[ActivityStatus.CANCELLED] == now[ActivityStatus.POSTPONED] == 1
    assert now[ActivityStatus.DRAFT] >= 2
    assert now[ActivityStatus.CLOSED] == 0
    past = Activity.objects.public().filter(
        starts_at__date__range=(LOADED_ON - timedelta(days=63), LOADED_ON)
    )
    (just_held,) = [activity for activity in past if activity.status != ActivityStatus.CLOSED]
    assert (just_held.status, just_held.attendance) == (ActivityStatus.PUBLISHED, None)  # waits to be told of
    assert all(activity.summary for activity in past if activity != just_held)
    assert sum(activity.volunteer_hours or 0 for activity in past) > 300


def test_refresh_moves_current_activities_that_nobody_has_touched(demo):
    touched = Activity.objects.public().upcoming().filter(status=ActivityStatus.PUBLISHED).first()
    touched.status = ActivityStatus.CANCELLED
    touched.save()
    historic = set(Activity.objects.filter(starts_at__year__lt=2020).values_list("pk", "starts_at"))
    rows = Activity.objects.count()
    later = LOADED_ON + timedelta(days=100)
    with time_machine.travel(later, tick=False):
        run(refresh=True)
        soon = Activity.objects.upcoming().filter(status=ActivityStatus.PUBLISHED)
        assert soon.filter(starts_at__date__lte=later + timedelta(days=7)).count() >= 2
        assert "0场" in run(refresh=True)
    assert Activity.objects.get(pk=touched.pk).starts_at == touched.starts_at
    assert set(Activity.objects.filter(starts_at__year__lt=2020).values_list("pk", "starts_at")) == historic
    assert Activity.objects.count() == rows


def _by_a_week(activity):
    activity.starts_at += timedelta(days=7)
    activity.ends_at += timedelta(days=7)


def _by_a_guest(activity):
    activity.units.add(Unit.objects.exclude(activities=activity).first())


@pytest.mark.parametrize(
    "change",
    [
        lambda activity: setattr(activity, "place", "换了地方"),
        lambda activity: setattr(activity, "body", "改写过的介绍"),
        lambda activity: setattr(activity, "ends_at", activity.ends_at + timedelta(minutes=30)),
        lambda activity: setattr(activity, "is_public", False),
        lambda activity: activity.photos.all().delete(),
        _by_a_week,
        _by_a_guest,
    ],
)
@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(days=3)])
def test_refresh_leaves_alone_what_somebody_has_changed(demo, change, later):
    activity = Activity.objects.filter(note=CURRENT, photos__isnull=False).first()
    with time_machine.travel(datetime.combine(LOADED_ON, time.min, UTC) + later, tick=False):
        change(activity)
        activity.save()
    before = Activity.objects.values().get(pk=activity.pk)
    with time_machine.travel(LOADED_ON + timedelta(days=70), tick=False):
        assert " 0场" not in run(refresh=True)
        run(refresh=True)
    assert Activity.objects.values().get(pk=activity.pk) == before


def test_refresh_leaves_alone_what_was_changed_in_bulk(demo):
    changed = Activity.objects.filter(note=CURRENT, status=ActivityStatus.PUBLISHED).first()
    Activity.objects.filter(pk=changed.pk).update(status=ActivityStatus.POSTPONED)
    with time_machine.travel(LOADED_ON + timedelta(days=70), tick=False):
        run(refresh=True)
    assert Activity.objects.get(pk=changed.pk).starts_at == changed.starts_at


def test_refresh_moves_all_that_is_as_loaded_again_and_again(demo):
    """But for those to which people came: their hours and resolutions have days of their own."""
    told = Q(seat_attendances__isnull=False) | Q(resolutions__isnull=False)
    told |= Q(service_records__isnull=False) | Q(signups__checked_in_at__isnull=False)
    current = Activity.objects.filter(note=CURRENT).exclude(pk__in=Activity.objects.filter(told).values("pk"))
    for days in (10, 45):
        with time_machine.travel(LOADED_ON + timedelta(days=days), tick=False):
            assert f"已把{current.count()}场" in run(refresh=True)


def test_agreements_show_every_status(demo):
    found = Counter(agreement.status() for agreement in Agreement.objects.all())
    assert set(found) == set(AgreementStatus)
    assert found[AgreementStatus.EXPIRING] >= 3
    assert found[AgreementStatus.DRAFT] >= 2


def test_reported_time_has_the_awkward_agreements(demo):
    signed = Agreement.objects.signed_by(REPORTED_ON)
    status = Counter(agreement.status(REPORTED_ON) for agreement in signed)
    assert status[AgreementStatus.TERMINATED] == 1
    assert status[AgreementStatus.EXPIRED] == 1
    assert status[AgreementStatus.RENEWED] == 1
    assert any(agreement.parties.count() == 3 for agreement in signed)
    assert signed.filter(ends_on=None).count() > 10
    school = AgreementParty.objects.filter(unit__name="青岛二中", agreement__in=signed)
    assert school.values("organization").distinct().count() == 4
    assert school.filter(agreement__organization__level="community").count() == 3


def test_items_and_projects_show_every_state(demo):
    for kind in (ItemKind.RESOURCE, ItemKind.SERVICE):
        states = {item.state() for item in ListItem.objects.of_kind(kind)}
        assert states >= {ItemState.OPEN, ItemState.STALE}
    assert {item.state() for item in ListItem.objects.all()} == set(ItemState)
    assert {project.state() for project in Project.objects.all()} == set(ProjectState)


def test_applications_agree_with_the_units(demo):
    for application in NewSectorApplication.objects.select_related("unit", "founded"):
        assert application.unit.is_new_sector
        assert application.unit.received_on <= application.applied_on
        assert bool(application.founded) == bool(application.approved_on)


def test_photos_are_small_and_not_noise(demo):
    photos = ActivityPhoto.objects.all()
    assert len(photos) >= 20
    for photo in photos:
        assert photo.image.size <= 60 * 1024
        with photo.image.open() as file, Image.open(file) as picture:
            assert picture.size == (1080, 720)
            # Flat areas, not noise: few colours cover most of a reduced picture.
            few = picture.resize((90, 60), Image.Resampling.NEAREST).quantize(24)
            assert max(count for count, _ in few.getcolors()) > 400
