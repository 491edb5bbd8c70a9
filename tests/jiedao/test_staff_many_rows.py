"""Forms with rows of their own: opening one with thirty takes as many queries as one with two."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from orgs.enums import Role
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.events.people_factories import (
    VisitFactory,
    VisitNeedFactory,
    VolunteerFactory,
    VolunteerTeamFactory,
)
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
    UserFactory,
)
from tests.orgs.queries import queries
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    ListItemFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


def council(place, number):
    council = CouncilFactory(organization=place)
    CouncilSeatFactory.create_batch(number, council=council)
    return council


def unit(place, number):
    unit = UnitFactory(community=place)
    for each in range(number):
        PartyMemberCountFactory(unit=unit, as_of=date(2015, 1, 1) + timedelta(days=each))
    return unit


def parties(place, number):
    return AgreementFactory(organization=place, parties=UnitFactory.create_batch(number))


def scans(place, number):
    agreement = AgreementFactory(organization=place)
    AgreementAttachmentFactory.create_batch(number, agreement=agreement)
    return agreement


def partners(place, number):
    return ProjectFactory(organization=place, partners=UnitFactory.create_batch(number))


def answers(place, number):
    demands = ListItemFactory.create_batch(number, demand=True, organization=place)
    return ProjectFactory(organization=place, demands=demands)


def photos(place, number):
    activity = ActivityFactory(organization=place)
    ActivityPhotoFactory.create_batch(number, activity=activity)
    return activity


def joining(place, number):
    activity = ActivityFactory(organization=place)
    activity.units.set(UnitFactory.create_batch(number))
    return activity


def needs(place, number):
    visit = VisitFactory(organization=place)
    VisitNeedFactory.create_batch(number, visit=visit)
    return visit


def teams(place, number):
    volunteer = VolunteerFactory(organization=place)
    volunteer.teams.set(VolunteerTeamFactory.create_batch(number, organization=place))
    return volunteer


def account(place, number):
    return UserFactory(organizations=[OrganizationFactory(branch=True, parent=place) for _ in range(number)])


KINDS = [council, unit, parties, scans, partners, answers, photos, joining, needs, teams, account]


@pytest.mark.parametrize("made", KINDS, ids=lambda made: made.__name__)
def test_form_takes_the_same_queries_with_many_rows(client, tree, made):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE))
    few, many = (_address(made(tree.community, number)) for number in (2, 30))
    client.get(few)  # what the process looks up once
    assert queries(client, few) == queries(client, many)


def _address(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
