"""Who signed up for what is to come, and who came to what is past."""

from datetime import timedelta

from django.utils import timezone

from events.enums import SignupOrigin, SignupStatus
from events.models import Signup
from events.workflow.signups import new_code
from jiedao.demo import source
from jiedao.demo.office import Office
from orgs.models import ConsentText


def load_signups(office: Office) -> None:
    for row in source.read("present/signups")["signups"]:
        people = [
            *((size, SignupStatus.CONFIRMED) for size in row["sizes"]),
            *((size, SignupStatus.WAITING) for size in row.get("waiting", [])),
            *((size, SignupStatus.CANCELLED) for size in row.get("cancelled", [])),
            *((size, SignupStatus.CHECKED_IN) for size in row.get("present", [])),
        ]
        activity = office.activities[row["activity"]]
        for place, (size, status) in enumerate(people, start=1):
            office.add(_signup(activity, place, size, status))
        for name in row.get("volunteers", []):
            _volunteer(office, activity, office.volunteers[name])


def _volunteer(office, activity, volunteer):
    status = SignupStatus.CHECKED_IN if activity.is_past() else SignupStatus.CONFIRMED
    signup = _signup(activity, volunteer.pk, 1, status)
    signup.volunteer = volunteer
    signup.contact_name, signup.contact_phone = volunteer.contact_name, volunteer.contact_phone
    office.add(signup)


def _signup(activity, place, size, status):
    """A minute after the one before, in the days since it was announced."""
    queued_at = min(activity.published_at, timezone.now()) + timedelta(minutes=place)
    came = status == SignupStatus.CHECKED_IN
    return Signup(
        activity=activity,
        contact_name=f"示例居民{place:02}",
        contact_phone=f"0532-0000-{3000 + place}",
        people=size,
        status=status,
        origin=SignupOrigin.WEB,
        code=new_code(),
        consent=ConsentText.objects.current(),
        consented_at=queued_at,
        queued_at=queued_at,
        checked_in_at=activity.starts_at + timedelta(minutes=place) if came else None,
        cancelled_at=timezone.now() if status == SignupStatus.CANCELLED else None,
    )
