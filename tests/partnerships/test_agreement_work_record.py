"""What became of an agreement, and which agreements are silent."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.enums import ActivityStatus
from lib.days import beginning, today
from orgs.enums import Role
from partnerships import work_record
from partnerships.models import Agreement
from tests.events.factories import ActivityFactory
from tests.orgs.factories import UserFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProjectFactory
from tests.partnerships.loop_factories import AgreementAmendmentFactory, ClaimFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MAY = date(2019, 5, 14)


def told(agreement, user=None, at=None):
    return [(entry.day, entry.kind) for entry in work_record.entries(agreement, user, at)]


@pytest.fixture
def agreement(tree):
    return AgreementFactory(organization=tree.community, signed_on=MAY)


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def project(agreement, tree):
    return ProjectFactory(
        organization=tree.community,
        agreement=agreement,
        decided_on=date(2019, 5, 20),
        started_on=date(2019, 6, 1),
    )


def test_everything_that_belongs_to_it_stands_there_newest_first(agreement, project, clerk, tree):
    place = {"organization": tree.community}
    ActivityFactory(**place, agreement=agreement, starts_at=beginning(date(2019, 6, 3)))
    ActivityFactory(**place, project=project, starts_at=beginning(date(2019, 6, 4)))
    own = ClaimFactory(**place, agreement=agreement, done=True)
    ClaimFactory(**place, project=project, claimed_on=date(2019, 6, 10))
    ProgressNoteFactory(claim=own, noted_on=date(2019, 5, 25))
    ProgressNoteFactory(project=project, noted_on=date(2019, 6, 20))
    other = AgreementFactory(**place)
    ProjectFactory(**place, agreement=other)
    assert told(agreement, clerk) == [
        (date(2019, 6, 20), "进展"),
        (date(2019, 6, 10), "认领"),
        (date(2019, 6, 4), "活动"),
        (date(2019, 6, 3), "活动"),
        (date(2019, 6, 3), "办结"),
        (date(2019, 6, 1), "项目开始"),
        (date(2019, 5, 25), "进展"),
        (date(2019, 5, 20), "确定项目"),
        (date(2019, 5, 20), "认领"),
    ]
    assert told(agreement, clerk, at=date(2019, 5, 24)) == [
        (date(2019, 5, 20), "确定项目"),
        (date(2019, 5, 20), "认领"),
    ]


def test_claim_that_belongs_to_it_twice_is_told_once(agreement, project, clerk, tree):
    ClaimFactory(organization=tree.community, agreement=agreement, project=project)
    assert [kind for _, kind in told(agreement, clerk)].count("认领") == 1


def test_activities_that_did_not_take_place_or_are_to_come_are_not_told(agreement, clerk, tree):
    called_off = {"status": ActivityStatus.CANCELLED, "starts_at": beginning(date(2019, 6, 3))}
    ActivityFactory(organization=tree.community, agreement=agreement, **called_off)
    ActivityFactory(organization=tree.community, agreement=agreement, starts_at=beginning(today() + 9 * DAY))
    assert told(agreement, clerk) == []


def test_residents_read_what_is_public_alone(client, agreement, tree):
    place = {"organization": tree.community, "agreement": agreement}
    hidden = ProjectFactory(**place, private=True, title="不公开的项目")
    shown = ProjectFactory(**place, title="公开的项目")
    item = ListItemFactory(demand=True, organization=tree.community, title="公开的需求")
    claim = ClaimFactory(**place, item=item)
    secret = ListItemFactory(demand=True, organization=tree.community, title="不公开的需求", private=True)
    ClaimFactory(**place, item=secret)
    ProgressNoteFactory(claim=claim, text="还没有公开的进展")
    ProgressNoteFactory(claim=claim, text="已公开的进展", is_public=True)
    text = client.get(agreement.get_absolute_url()).text
    record = text[text.index('id="work-record"') :]
    for words in (shown.title, item.title, "已公开的进展"):
        assert words in record
    for words in (hidden.title, secret.title, "还没有公开的进展", claim.claimants):
        assert words not in text


def test_staff_read_what_they_may_see_with_links_to_their_forms(client, agreement, project, tree):
    elsewhere = ProjectFactory(organization=tree.cousin, agreement=agreement, title="别处的项目")
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    text = client.get(reverse("admin:partnerships_agreement_change", args=[agreement.pk])).text
    assert f'href="{reverse("admin:partnerships_project_change", args=[project.pk])}"' in text
    assert elsewhere.title not in text


def test_number_of_queries_does_not_grow_with_the_record(client, agreement, tree):
    def enrich(count):
        for _ in range(count):
            place = {"organization": tree.community, "agreement": agreement}
            AgreementAmendmentFactory(agreement=agreement)
            project = ProjectFactory(**place)
            ActivityFactory(organization=tree.community, project=project)
            ProgressNoteFactory(claim=ClaimFactory(**place), is_public=True)
            ProgressNoteFactory(project=project, is_public=True)

    enrich(1)
    few = queries(client, agreement.get_absolute_url())
    enrich(25)
    assert queries(client, agreement.get_absolute_url()) == few
    assert few <= MOST


# Silent


def is_silent(agreement, at):
    return Agreement.objects.silent(at).filter(pk=agreement.pk).exists()


def test_agreement_is_silent_a_quarter_after_it_took_effect(agreement, settings):
    settings.SILENT_DAYS = 90
    assert not is_silent(agreement, MAY + 90 * DAY)
    assert is_silent(agreement, MAY + 91 * DAY)
    settings.SILENT_DAYS = 10
    assert is_silent(agreement, MAY + 11 * DAY)


@pytest.mark.parametrize(
    ("make", "last"),
    [
        (
            lambda it: ProjectFactory(agreement=it, decided_on=MAY, finished_on=date(2019, 9, 1)),
            date(2019, 9, 1),
        ),
        (lambda it: ActivityFactory(agreement=it, starts_at=beginning(date(2019, 9, 2))), date(2019, 9, 2)),
        (
            lambda it: ActivityFactory(
                project=ProjectFactory(agreement=it), starts_at=beginning(date(2019, 9, 2))
            ),
            date(2019, 9, 2),
        ),
        (lambda it: ClaimFactory(agreement=it, claimed_on=date(2019, 9, 3)), date(2019, 9, 3)),
        (
            lambda it: ClaimFactory(project=ProjectFactory(agreement=it), claimed_on=date(2019, 9, 3)),
            date(2019, 9, 3),
        ),
        (
            lambda it: ProgressNoteFactory(claim=ClaimFactory(agreement=it), noted_on=date(2019, 9, 4)),
            date(2019, 9, 4),
        ),
        (
            lambda it: ProgressNoteFactory(project=ProjectFactory(agreement=it), noted_on=date(2019, 9, 4)),
            date(2019, 9, 4),
        ),
    ],
    ids=[
        "project",
        "activity",
        "project's activity",
        "claim",
        "project's claim",
        "claim's note",
        "project's note",
    ],
)
def test_whatever_belongs_to_it_breaks_the_silence_for_a_quarter(agreement, settings, make, last):
    settings.SILENT_DAYS = 90
    make(agreement)
    assert not is_silent(agreement, last + 90 * DAY)
    assert is_silent(agreement, last + 91 * DAY)
    assert is_silent(agreement, last - DAY)  # it was, until then


@pytest.mark.parametrize("trait", ["draft", "terminated", "expired"])
def test_agreement_that_is_not_in_force_is_not_silent(tree, trait):
    agreement = AgreementFactory(organization=tree.community, **{trait: True})
    assert not is_silent(agreement, today())
