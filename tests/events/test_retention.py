"""Promise 34: names and phones of sign-ups are erased on day N after the activity; counts stay."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityStatus, SignupOrigin, SignupStatus, VolunteerState
from events.models import Signup, Volunteer
from events.volunteer_link import address_of
from events.workflow import erasure
from lib.days import beginning, today
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import ConsentText, RecordStep, TrashedRecord
from orgs.personal import erasure_list
from orgs.personal.replay import replay
from orgs.personal.retention import erase
from tests.events.factories import ActivityFactory
from tests.events.people_factories import (
    HoursCertificateFactory,
    SignupFactory,
    VisitFactory,
    VolunteerFactory,
    consent_text,
)
from tests.jiedao.test_personal_requests import everything
from tests.orgs.factories import UserFactory
from tests.orgs.place_factories import PostingFactory

pytestmark = pytest.mark.django_db

NUMBER, NAME = "13805321234", "欧阳·𠮷"
KEEP = 30
TEN = timedelta(hours=10)


@pytest.fixture(autouse=True)
def terms(settings):
    settings.SIGNUP_KEEP_DAYS, settings.CONTACT_KEEP_DAYS = KEEP, 300


def ago(days):
    return beginning(today() - timedelta(days=days)) + TEN


def signup_for(starts_at, ends_at=None, status=ActivityStatus.PUBLISHED, **fields):
    activity = ActivityFactory(starts_at=starts_at, ends_at=ends_at, status=status, takes_signups=True)
    contact = {"contact_name": NAME, "contact_phone": NUMBER, "note": "坐轮椅，要坡道"}
    return SignupFactory(activity=activity, **contact | fields)


def there(signup):
    signup.refresh_from_db()
    return bool(signup.contact_name or signup.contact_phone or signup.note)


@pytest.mark.parametrize(("days", "is_there"), [(KEEP - 1, True), (KEEP, False)])
@pytest.mark.parametrize("status", [ActivityStatus.PUBLISHED, ActivityStatus.CANCELLED])
def test_contact_is_there_the_day_before_and_gone_on_day_n(days, is_there, status):
    """Promise 34: of what was cancelled too, from the day for which it was planned."""
    signup = signup_for(ago(days), status=status)
    erase()
    assert there(signup) is is_there
    assert signup.erased_on == (None if is_there else today())


def test_counts_stay():
    """Promise 34: how many came is no personal data."""
    signup = signup_for(ago(KEEP), people=3, present=True)
    erase()
    signup.refresh_from_db()
    assert (signup.people, signup.status) == (3, SignupStatus.CHECKED_IN)
    assert Signup.objects.present().people() == 3


def test_term_that_was_agreed_to_may_be_shorter():
    usual = signup_for(ago(7), consent=consent_text())
    text = ConsentText.objects.create(version=2, purpose="报名", body="告知", retention_days=7)
    short = signup_for(ago(7), consent=text)
    erase()
    assert (there(short), there(usual)) == (False, True)


def test_several_days_count_from_the_last_and_a_new_date_counts():
    course = signup_for(ago(KEEP + 5), ago(KEEP - 1))
    moved = signup_for(ago(KEEP + 5))
    moved.activity.starts_at = ago(1)
    moved.activity.save()
    over = signup_for(ago(KEEP + 5), ago(KEEP))
    erase()
    assert [there(each) for each in (course, moved, over)] == [True, True, False]


def test_nothing_of_it_is_left_anywhere(client):
    """Promise 34: also from the history, the audit, the steps and the bin."""
    user, signup = UserFactory(superuser=True), signup_for(ago(KEEP))
    changes = [("姓名", "", NAME), ("手机号码", "", NUMBER), ("备注", "", "坐轮椅，要坡道")]
    audit.log(AuditAct.CHANGE, user=user, record=signup, changes=changes, detail=f"代{NAME}改了报名")
    RecordStep.objects.create(
        kind="events.signup", record=signup.pk, verb="cancel", word="取消", actor=NAME, reason=f"{NAME}来电"
    )
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Signup),
        object_id=signup.pk,
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"修改了姓名：空 → {NAME}；备注：空 → 坐轮椅，要坡道",
    )
    rows = [{"model": "events.signup", "pk": 999, "fields": in_the_bin(signup)}]
    TrashedRecord.objects.create(kind="events.signup", record=999, name="T0001", rows=rows)
    assert NAME in everything() or "\\ud842" in everything()

    erase()

    told = everything()
    for text in (
        NUMBER,
        NAME,
        NAME.encode("ascii", "backslashreplace").decode(),
        "轮椅",
        "\\u8f6e",
        "****1234",
    ):
        assert text not in told
    assert RecordStep.objects.get().reason == "（已删除）来电"


def in_the_bin(signup):
    contact = {"contact_name": NAME, "contact_phone": NUMBER, "note": "坐轮椅，要坡道"}
    return contact | {"activity": signup.activity_id, "consent": signup.consent_id}


def test_sign_up_in_the_bin_stays_until_its_day():
    signup = signup_for(ago(KEEP - 1))
    rows = [{"model": "events.signup", "pk": 999, "fields": in_the_bin(signup)}]
    trashed = TrashedRecord.objects.create(kind="events.signup", record=999, name="T0001", rows=rows)
    erase()
    trashed.refresh_from_db()
    assert trashed.rows[0]["fields"]["contact_phone"] == NUMBER
    erase(today() + timedelta(days=1))
    trashed.refresh_from_db()
    assert trashed.rows[0]["fields"]["contact_phone"] == ""


def test_second_run_looks_at_none_of_them():
    """Who came without giving a name is not looked at again either."""
    came = {"origin": SignupOrigin.WALK_IN, "consent": None, "consented_at": None}
    walked_in = signup_for(ago(KEEP), contact_name="", contact_phone="", note="", **came)
    signup_for(ago(KEEP))
    assert erase()
    walked_in.refresh_from_db()
    assert walked_in.erased_on == today()
    assert not erase()


def test_thirty_ask_no_more_queries_than_one():
    asked = []
    for count in (1, 30):
        SignupFactory.create_batch(count, activity=ActivityFactory(starts_at=ago(KEEP)))
        with CaptureQueriesContext(connection) as queries:
            erase()
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_volunteer_who_left_visitors_and_postings_go_too(settings):
    """Promise 34: other names that nobody needs any longer."""
    settings.CONTACT_KEEP_DAYS = KEEP
    day = today() - timedelta(days=KEEP)
    left = VolunteerFactory(
        status="left", left_on=day, skills="理发", contact_name=NAME, contact_phone=NUMBER
    )
    stays = VolunteerFactory()
    certificate = HoursCertificateFactory(volunteer=left, contact_name=NAME)
    visit = VisitFactory(visited_on=day, visitor_name=NAME)
    posting = PostingFactory(since=day, until=day, person_name=NAME)
    held = PostingFactory(since=day)
    erase()
    for each in (left, stays, certificate, visit, posting, held):
        each.refresh_from_db()
    assert (left.contact_name, left.contact_phone, left.skills) == ("", "", "")
    assert (certificate.contact_name, visit.visitor_name, posting.person_name) == ("", "", "")
    assert stays.contact_phone
    assert held.person_name
    assert NAME not in everything()


def test_now_is_asked_in_the_office_s_time_zone():
    """Promise 47's hour: half past midnight in Shanghai is still the day before in Greenwich."""
    signup = signup_for(beginning(today() - timedelta(days=KEEP)) + timedelta(minutes=30))
    assert timezone.is_aware(signup.activity.starts_at)
    erase()
    assert not there(signup)


def test_volunteer_who_erased_her_data_has_left_again_after_a_restore(django_capture_on_commit_callbacks):
    """Promise 35: in a backup of the day before she is active, with a private link that is valid."""
    fields = {"contact_name": NAME, "contact_phone": NUMBER, "skills": "理发", "link_edition": 3}
    fields |= {"is_named_public": True, "status": VolunteerState.ACTIVE, "left_on": None}
    volunteer = VolunteerFactory(**fields)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(volunteer)
    Volunteer.objects.update(**fields)  # as the backup has her

    replay(erasure_list.read(), timezone.now() - timedelta(hours=1))

    volunteer.refresh_from_db()
    assert (volunteer.contact_name, volunteer.contact_phone, volunteer.skills) == ("", "", "")
    assert (volunteer.status, volunteer.left_on) == (VolunteerState.LEFT, today())
    assert not volunteer.is_named_public
    assert address_of(volunteer) == ""
