"""The demo office shows the closed loop: something of everything that waits, and nothing that looks odd."""

from collections import Counter
from datetime import date

import pytest
import time_machine

from events.postings import unvisited
from jiedao.demo.loading import load
from lib.pictures import SMALL_EDGE
from orgs import todo
from orgs.enums import ReviewState
from orgs.models import Category, Organization, Posting
from partnerships.enums import BidState, ClaimState, ItemKind, ReportState
from partnerships.hall import in_hall
from partnerships.models import (
    Agreement,
    AgreementAmendment,
    Bid,
    Claim,
    Demand,
    Fund,
    FundEntry,
    ListItem,
    NotePhoto,
    Problem,
    ProblemReport,
    ProgressNote,
    Project,
)
from partnerships.work_record import entries
from tests.orgs.factories import UserFactory

LOADED_ON = date(2026, 11, 21)
# Reviews beside those of the facts: one of a kind is enough to see how it looks.
NOT_SHOWN = {
    f"{noun}-{state}"
    for noun in ("agreement", "service", "project", "problem", "activity")
    for state in ("returned",)
} | {f"{noun}-draft" for noun in ("agreement", "resource", "demand")}

# Wait for one account or organisation; the demo makes no accounts.
FOR_ONE = {"postings-own", "duties-behind"}


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(LOADED_ON, tick=False):
        yield load()


def test_loop_is_shown_whole(demo):
    _claims_in_every_state()
    _something_waits_of_every_kind()
    _wishes_say_what_is_wished()
    _project_tells_its_story()
    _money_is_right()
    _agreements_lead_a_life()
    assert Counter(ProblemReport.objects.values_list("status", flat=True)).keys() == set(ReportState)
    assert Problem.objects.filter(reopenings__isnull=False, solved_on=None).exists()
    assert Category.objects.filter(fits__isnull=False).exists()


def _claims_in_every_state():
    assert set(Claim.objects.values_list("status", flat=True)) == set(ClaimState)
    ordered = set(Claim.objects.orders().values_list("status", flat=True))
    assert ordered >= {ClaimState.PENDING, ClaimState.WORKING, ClaimState.DONE, ClaimState.RATED}
    sides = Counter(Claim.objects.filter(parties__isnull=False).values_list("pk", flat=True))
    assert max(sides.values()) > 1
    for item in ListItem.objects.of_kind(ItemKind.DEMAND):
        assert item.claims.holding().count() <= item.places
    for claim in Claim.objects.filter(contact_phone__gt=""):
        assert claim.status == ClaimState.PENDING
        assert claim.consent


def _something_waits_of_every_kind():
    user = UserFactory(is_superuser=True)
    numbers = {key: kind.rows(user, LOADED_ON).count() for key, kind in todo.kinds.items()}
    assert {key for key, number in numbers.items() if not number} == NOT_SHOWN | FOR_ONE
    assert max(numbers.values()) < 20
    assert _waits("duties-behind", Organization.objects.filter(level="branch").first())
    posting = unvisited(Posting.objects.all()).first()
    own = UserFactory(organizations=[posting.organization])
    posting.user = own
    posting.save()
    assert _waits("postings-own", user=own) == [posting]


def _waits(key, *organizations, user=None):
    """For a clerk there."""
    return list(todo.kinds[key].rows(user or UserFactory(organizations=organizations), LOADED_ON))


def _wishes_say_what_is_wished():
    wishes = Demand.objects.wishes()
    assert not wishes.filter(wish="").exists()
    assert 3 <= in_hall(ListItem.objects.public()).count() <= 8
    assert not ListItem.objects.filter(published_on=None, review=ReviewState.PUBLISHED, claims__isnull=False)


def _project_tells_its_story():
    project = Project.objects.get(title__startswith="骑手驿站")
    claim = Claim.objects.public().get(project=project)
    assert claim.rating == 5
    assert project.agreement == claim.agreement
    assert project.milestones.count() == 3
    assert project.fund_entries.exists()
    shown = ProgressNote.objects.public()
    assert shown.filter(claim=claim).exists()
    assert shown.filter(project=project).exists()
    assert NotePhoto.objects.public().filter(note__claim=claim).count() >= 2
    assert all(photo.small_width <= SMALL_EDGE for photo in NotePhoto.objects.all())
    assert (
        Bid.objects.filter(status=BidState.PENDING, project__in=Project.objects.publicly_offered()).count()
        == 2
    )


def _money_is_right():
    assert Fund.objects.count() == 2
    for fund in Fund.objects.all():
        assert fund.lowest(date(2019, 1, 1)) >= 0
    assert FundEntry.objects.filter(corrects__isnull=False).count() == 1


def _agreements_lead_a_life():
    amended = AgreementAmendment.objects.get()
    assert amended.agreement.content == amended.after != amended.before
    assert {entry.kind for entry in entries(amended.agreement)} >= {"活动"}
    assert len(Agreement.objects.renewal_chain(Agreement.objects.get(renews__renews__isnull=False))) == 3
    (signing,) = Agreement.objects.partly_signed()
    assert len(signing.missing_parties()) == 1
