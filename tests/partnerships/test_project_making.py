"""立项: a project from demands and claims, in one step."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lib.days import today
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry
from orgs.moves import Refused, steps_of
from partnerships.enums import PartnerRole
from partnerships.models import ListItem, Project
from partnerships.workflow import projects
from tests.orgs.factories import CategoryFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory

pytestmark = pytest.mark.django_db

JUNE = date(2019, 6, 3)


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community])


@pytest.fixture
def make(tree, clerk):
    def make(**given):
        filed = {"organization": tree.community, "user": clerk, "category": CategoryFactory(kind="project")}
        return projects.make("修好楼道灯", **filed | given)

    return make


def partners(project) -> list:
    return [(partner.organization or partner.unit, partner.role) for partner in project.partners.all()]


def test_project_of_claims_has_their_partners_demands_and_agreement(make, tree):
    lead, second, third = UnitFactory.create_batch(3)
    agreement = AgreementFactory(organization=tree.community)
    filed = {"organization": tree.community, "agreement": agreement}
    claims = [ClaimFactory(units=[lead, second], **filed), ClaimFactory(units=[third, lead], **filed)]

    project = make(claims=claims, decided_on=JUNE, goal="修好")

    role = PartnerRole
    assert partners(project) == [(lead, role.LEAD), (second, role.TAKES_PART), (third, role.TAKES_PART)]
    assert set(project.demands.all()) == {claim.item for claim in claims}
    assert {claim.project for claim in claims} == {project}
    assert [steps_of(claim).get().word for claim in claims] == ["立项", "立项"]
    assert (project.agreement, project.decided_on, project.goal) == (agreement, JUNE, "修好")
    assert project.number.startswith("XM-2019-")
    assert AuditEntry.objects.filter(act=AuditAct.ADD, kind="partnerships.project").exists()


def test_demands_are_answered_from_today_on_so_that_past_days_stay(make, tree):
    demand = ListItemFactory(organization=tree.community, demand=True)
    make(demands=[demand], decided_on=JUNE)
    yesterday = today() - timedelta(days=1)
    assert demand.answers.get().since == today()
    assert demand not in ListItem.objects.matched(yesterday)
    assert demand in ListItem.objects.matched(today())


def test_organization_that_claims_is_the_partner_with_its_unit(make, tree):
    claim = ClaimFactory(organization=tree.community, units=[])
    claim.parties.create(organization=tree.cousin, role=PartnerRole.LEAD)
    assert partners(make(claims=[claim])) == [(tree.cousin, PartnerRole.LEAD)]


def test_demand_of_a_claim_that_is_named_too_is_answered_once(make, tree):
    claim = ClaimFactory(organization=tree.community)
    assert make(demands=[claim.item], claims=[claim]).answers.count() == 1


def test_order_of_a_service_brings_its_unit_and_no_demand(make, tree):
    claim = ClaimFactory(organization=tree.community, order=True, units=[UnitFactory()])
    project = make(claims=[claim])
    assert (project.partners.count(), project.answers.count()) == (1, 0)


@pytest.mark.parametrize("role", [Role.ENTER, Role.REVIEW])
def test_project_begins_as_what_is_entered_by_hand(make, tree, role):
    user = UserFactory(organizations=[tree.community], organizations__role=role)
    assert make(user=user).review == ReviewState.DRAFT
    assert make(user=UserFactory(is_superuser=True)).review == ReviewState.PUBLISHED


def test_claim_of_a_project_belongs_to_no_other_one(make, tree):
    claim = ClaimFactory(organization=tree.community)
    make(claims=[claim])
    with pytest.raises(Refused, match="已经属于项目"):
        make(claims=[claim])
    assert Project.objects.count() == 1


def test_claim_that_is_not_agreed_founds_nothing(make, tree):
    claim = ClaimFactory(organization=tree.community, pending=True)
    with pytest.raises(Refused, match="现在是“待确认”，不能立项"):
        make(claims=[claim])
    assert not Project.objects.exists()


def test_resource_is_no_demand(make, tree):
    with pytest.raises(Refused, match="不是需求"):
        make(demands=[ListItemFactory(organization=tree.community)])
    assert not Project.objects.exists()


def test_bad_title_or_day_is_refused_in_words(make):
    with pytest.raises(Refused, match="不能晚于今天"):
        make(decided_on=today() + timedelta(days=1))
    assert not Project.objects.exists()


def test_project_of_another_branch_or_of_its_claims_is_denied(make, tree):
    with pytest.raises(PermissionDenied):
        make(organization=tree.cousin)
    with pytest.raises(PermissionDenied):
        make(claims=[ClaimFactory(organization=tree.cousin)])
    with pytest.raises(PermissionDenied):
        make(user=UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert not Project.objects.exists()
