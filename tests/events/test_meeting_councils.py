"""本季度未召开: whether councils meet as often as they are to, on any day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events import councils
from events.enums import ActivityKind, ActivityStatus
from events.meetings import validate_council
from orgs.models import Council
from tests.events.factories import local
from tests.events.people_factories import AgendaTopicFactory, MeetingFactory
from tests.orgs.factories import CouncilFactory, UserFactory

pytestmark = pytest.mark.django_db


def unmet(at):
    return list(councils.unmet(Council.objects.all(), at))


def met(council, *day, **fields):
    return MeetingFactory(
        council=council, organization=council.organization, starts_at=local(*day, 14), **fields
    )


@pytest.mark.parametrize(
    ("at", "is_unmet"),
    [
        (date(2019, 3, 31), True),
        (date(2019, 5, 13), True),
        (date(2019, 5, 14), False),
        (date(2019, 6, 30), False),
        (date(2019, 7, 1), True),
    ],
)
def test_quarterly_council_meets_once_in_each_quarter_of_the_calendar(at, is_unmet):
    met(CouncilFactory(), 2019, 5, 14)
    assert bool(unmet(at)) is is_unmet


@pytest.mark.parametrize(
    ("at", "is_unmet"),
    [(date(2019, 5, 13), True), (date(2019, 7, 14), False), (date(2019, 7, 15), True)],
)
def test_other_cadences_run_from_the_last_meeting(at, is_unmet):
    met(CouncilFactory(cadence=2), 2019, 5, 14)
    assert bool(unmet(at)) is is_unmet


def test_end_of_a_longer_month_comes_with_the_shorter_one():
    met(CouncilFactory(cadence=6), 2019, 8, 31)
    assert not unmet(date(2020, 2, 29))
    assert unmet(date(2020, 3, 1))


@pytest.mark.parametrize("status", [ActivityStatus.DRAFT, ActivityStatus.POSTPONED, ActivityStatus.CANCELLED])
def test_meeting_that_did_not_take_place_does_not_count(status):
    met(CouncilFactory(), 2019, 5, 14, status=status)
    assert unmet(date(2019, 6, 30))


def test_later_meeting_changes_nothing_for_a_day_before():
    council = CouncilFactory()
    before = unmet(date(2019, 5, 1))
    met(council, 2019, 5, 14)
    assert unmet(date(2019, 5, 1)) == before == [council]


@pytest.mark.parametrize(
    ("cadence", "last", "due"),
    [
        (3, None, date(2019, 6, 30)),
        (3, date(2019, 3, 31), date(2019, 6, 30)),
        (3, date(2019, 4, 1), date(2019, 9, 30)),
        (6, date(2019, 8, 31), date(2020, 2, 29)),
        (12, date(2018, 12, 5), date(2019, 12, 5)),
        (6, None, None),
    ],
)
def test_next_meeting_is_due(cadence, last, due):
    council = CouncilFactory.build(cadence=cadence)
    assert councils.due_on(council, last, date(2019, 5, 20)) == due


def test_list_and_form_of_councils_tell_of_their_meetings(client, tree):
    client.force_login(UserFactory(organizations=[tree.community]))
    council, idle = (CouncilFactory(organization=tree.community, cadence=1200) for _ in range(2))
    meeting = met(council, 2019, 5, 14)
    topic = AgendaTopicFactory(council=council)
    page = client.get(reverse("admin:orgs_council_changelist"), {"met": "unmet"})
    assert [row.pk for row in page.context["cl"].result_list] == [idle.pk]
    assert "超过1200个月未召开" in page.text
    form = client.get(reverse("admin:orgs_council_change", args=[council.pk])).text
    assert reverse("admin:events_activity_meeting", args=[meeting.pk]) in form
    assert topic.title in form
    assert f"council={council.pk}&amp;organization={tree.community.pk}&amp;kind=council_meeting" in form


@pytest.mark.parametrize("is_written_down", [True, False])
def test_meeting_that_was_written_down_keeps_its_council(tree, is_written_down):
    meeting = MeetingFactory(organization=tree.community)
    if is_written_down:
        AgendaTopicFactory(council=meeting.council, meeting=meeting)
    validate_council(meeting)
    there, other = CouncilFactory(organization=tree.sister), CouncilFactory(organization=tree.community)
    for becomes in (
        {"council": None, "kind": ActivityKind.CULTURE},
        {"council": other},
        {"council": there, "organization": tree.sister},
    ):
        meeting.refresh_from_db()
        for name, value in becomes.items():
            setattr(meeting, name, value)
        if is_written_down:
            with pytest.raises(ValidationError, match="不能再改"):
                validate_council(meeting)
        else:
            validate_council(meeting)
