"""A clerk's own round: what the list exports goes in again, and the template comes back as it was sent."""

import io

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiedao.ledgers import LEDGERS
from orgs.admin.ledgers import LedgerAdmin
from orgs.enums import ImportState, Verdict
from orgs.ledgers.blank import blank
from orgs.models import ImportBatch
from tests.events.factories import ActivityFactory
from tests.jiedao.ledger_files import changes, errors, found_office, receive, verdicts
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    OrganizationFactory,
    UnitFactory,
    UserFactory,
)
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

pytestmark = pytest.mark.django_db

ADMINS = {each.ledger.key: each for each in admin.site._registry.values() if isinstance(each, LedgerAdmin)}
EVERY = pytest.mark.parametrize("key", LEDGERS)


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def there_and_back(client, key):
    """What the clerk's own export does when it is handed in."""
    answer = client.get(reverse(ADMINS[key].page_name("export_file")))
    file = SimpleUploadedFile("台账.xlsx", b"".join(answer.streaming_content))
    shown = client.post(reverse(ADMINS[key].page_name("import")), {"file": file}, follow=True)
    assert shown.status_code == 200
    return ImportBatch.objects.get()


@EVERY
def test_clerk_s_export_of_a_mixed_office_changes_nothing(key, client, clerk, nodes):
    batch = there_and_back(client, key)

    assert errors(batch) == []
    assert changes(batch) == []
    assert set(verdicts(batch)) == {Verdict.SAME}


@EVERY
def test_names_that_the_clerk_may_not_look_up_change_nothing(key, client, clerk, tree):
    """Partners from elsewhere who are not shown to everybody stand in the clerk's own records."""
    unit = UnitFactory(name="隐藏单位", community=tree.stranger, is_public=False)
    branch = OrganizationFactory(
        branch=True, name="隐藏党支部", parent=tree.stranger, is_public=False, unit=unit
    )
    here = tree.community
    agreement = AgreementFactory(organization=here, parties=[here, unit, branch], witness=branch)
    for kind in ("resource", "demand", "service"):
        ListItemFactory(**{kind: True}, organization=here, unit=unit)
    project = ProjectFactory(organization=here, partners=[unit, branch], agreement=agreement)
    ProblemFactory(organization=here, units=[unit])
    CouncilSeatFactory(council=CouncilFactory(organization=here), unit=unit)
    ActivityFactory(organization=here, units=[unit], partner_organizations=[branch], project=project)
    UnitFactory(community=here)
    OrganizationFactory(branch=True, parent=here, unit=unit)

    batch = there_and_back(client, key)

    assert errors(batch) == []
    assert changes(batch) == []
    assert set(verdicts(batch)) == {Verdict.SAME}


@EVERY
def test_template_handed_in_as_it_came_brings_nothing(key, clerk):
    found_office()
    file = io.BytesIO()
    blank(LEDGERS[key], clerk, file)

    batch = receive(LEDGERS[key], file.getvalue(), user=clerk)

    assert batch.state in (ImportState.PREVIEWED, ImportState.REFUSED)
    assert verdicts(batch) == {}
    assert errors(batch) == []
