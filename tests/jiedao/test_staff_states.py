"""The filters by state beside the staff's lists hold exactly the rows that show the state."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lib.days import today
from orgs.enums import ApplicationState
from orgs.models import NewSectorApplication
from partnerships.enums import ItemState, ProblemState, ProjectState
from partnerships.models import Problem, Project, Resource
from tests.jiedao import registry
from tests.orgs.factories import NewSectorApplicationFactory, UserFactory
from tests.partnerships.factories import ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

# (model, factory, its dates, {key of the filter: states that the list may show})
FILTERS = [
    (
        Project,
        ProjectFactory,
        ["decided_on", "started_on", "finished_on", "cancelled_on"],
        {
            "proposed": {ProjectState.PROPOSED},
            "going_on": {ProjectState.DECIDED, ProjectState.RUNNING},
            "finished": {ProjectState.FINISHED},
            "cancelled": {ProjectState.CANCELLED},
        },
    ),
    (
        NewSectorApplication,
        NewSectorApplicationFactory,
        ["applied_on", "verified_on", "reviewed_on", "approved_on", "refused_on"],
        {
            "future": {ApplicationState.FUTURE},
            "open": {ApplicationState.APPLIED, ApplicationState.VERIFIED, ApplicationState.REVIEWED},
            "approved": {ApplicationState.APPROVED},
            "refused": {ApplicationState.REFUSED},
        },
    ),
    (
        Resource,
        ListItemFactory,
        ["published_on", "withdrawn_on", "available_until", "confirmed_on"],
        {
            "draft": {ItemState.DRAFT},
            "listed": {ItemState.OPEN, ItemState.STALE, ItemState.LAPSED},
            "withdrawn": {ItemState.WITHDRAWN},
        },
    ),
    (
        Problem,
        ProblemFactory,
        ["due_on", "solved_on", "verified_on"],
        {
            "unsolved": {ProblemState.OPEN, ProblemState.OVERDUE},
            "overdue": {ProblemState.OVERDUE},
            "solved": {ProblemState.SOLVED, ProblemState.VERIFIED},
        },
    ),
]


def every_combination(factory, fields, organization):
    """A row for every combination of long ago, to come and not known that the database takes."""
    days = (date(2019, 6, 14), today() + timedelta(days=9), None)
    for combination in product(days, repeat=len(fields)):
        with suppress(IntegrityError), transaction.atomic():
            factory(organization=organization, **dict(zip(fields, combination, strict=True)))


@pytest.mark.parametrize(
    ("model", "factory", "fields", "expected"), FILTERS, ids=[model._meta.label for model, *_ in FILTERS]
)
def test_filter_agrees_with_the_state_shown(client, tree, model, factory, fields, expected):
    client.force_login(UserFactory(organizations=[tree.community]))
    every_combination(factory, fields, tree.community)
    rows = model.objects.all()
    assert {row.state() for row in rows} == set().union(*expected.values())
    for key, states in expected.items():
        page = client.get(reverse(registry.url_name(model, "changelist")), {"state": key, "all": ""})
        found = {row.pk for row in page.context["cl"].queryset}
        assert found == {row.pk for row in rows if row.state() in states}, key
