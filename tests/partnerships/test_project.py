from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from partnerships.enums import PartnerRole, ProjectState
from partnerships.models import Project, ProjectPartner
from tests.orgs.factories import CategoryFactory, OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import ProjectFactory, ProjectPartnerFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DECIDED, STARTED, FINISHED = date(2019, 5, 20), date(2019, 6, 1), date(2019, 6, 20)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (DECIDED - DAY, ProjectState.PROPOSED),
        (DECIDED, ProjectState.DECIDED),
        (STARTED, ProjectState.RUNNING),
        (FINISHED - DAY, ProjectState.RUNNING),
        (FINISHED, ProjectState.FINISHED),
    ],
)
def test_state_of_a_finished_project(at, state):
    assert ProjectFactory(finished=True).state(at) == state


@pytest.mark.parametrize(
    ("at", "state"), [(FINISHED - DAY, ProjectState.DECIDED), (FINISHED, ProjectState.CANCELLED)]
)
def test_state_of_a_cancelled_project(at, state):
    assert ProjectFactory(cancelled=True).state(at) == state


def test_undecided_project_is_proposed():
    assert ProjectFactory(proposed=True).state() == ProjectState.PROPOSED


@pytest.mark.parametrize(
    ("fields", "decided"),
    [
        ({"decided_on": None}, False),
        ({"decided_on": FINISHED}, True),
        ({"decided_on": FINISHED + DAY}, False),
        ({"cancelled_on": FINISHED}, False),
        ({"cancelled_on": FINISHED + DAY}, True),
        ({"finished_on": FINISHED}, True),
    ],
)
def test_decided_on_a_day(fields, decided):
    ProjectFactory(**fields)
    assert Project.objects.decided(FINISHED).exists() is decided


def test_public_leaves_out_proposed_cancelled_and_private_projects():
    for trait in ("proposed", "cancelled", "private"):
        ProjectFactory(**{trait: True})
    shown = ProjectFactory()
    assert list(Project.objects.public()) == [shown]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"started_on": STARTED, "finished_on": STARTED - DAY}, "完成日期不能早于确定日期和开始日期。"),
        ({"finished_on": DECIDED - DAY}, "完成日期不能早于确定日期和开始日期。"),
        ({"cancelled_on": DECIDED - DAY}, "取消日期不能早于确定日期。"),
        ({"finished_on": FINISHED, "cancelled_on": FINISHED}, "一个项目不能既完成又取消。"),
    ],
)
def test_impossible_dates_are_refused(fields, message):
    project = ProjectFactory.build(organization=OrganizationFactory(), category=CategoryFactory(), **fields)
    with pytest.raises(ValidationError, match=message):
        project.full_clean()
    with pytest.raises(IntegrityError):
        project.save()


def test_partner_that_is_nobody_is_refused():
    partner = ProjectPartnerFactory.build(project=ProjectFactory(), unit=None)
    with pytest.raises(ValidationError, match="每个参与方要选择党组织或单位。"):
        partner.full_clean()
    with pytest.raises(IntegrityError):
        partner.save()


def test_partner_organization_brings_its_unit():
    committee = OrganizationFactory(committee=True, unit=UnitFactory())
    assert ProjectPartnerFactory(organization=committee, unit=None).unit == committee.unit


def test_leader_stands_first():
    project = ProjectFactory()
    ProjectPartnerFactory(project=project)
    leader = ProjectPartnerFactory(project=project, role=PartnerRole.LEAD)
    assert project.partners.first() == leader


def test_clerk_sees_partners_of_own_projects_only(tree):
    own = ProjectPartnerFactory(project__organization=tree.community)
    ProjectPartnerFactory(project__organization=tree.sister)
    user = UserFactory(organizations=[tree.community])
    assert list(ProjectPartner.objects.visible_to(user)) == [own]
