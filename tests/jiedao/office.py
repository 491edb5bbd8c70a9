"""A mixed office: of every kind of record several, in several places, in several states."""

from datetime import date

from orgs.models import Organization
from tests.events.factories import ActivityFactory, local
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    NewSectorApplicationFactory,
    OrganizationFactory,
    PartyMemberCountFactory,
    UnitFactory,
)
from tests.orgs.tree import Tree
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.loop_factories import ClaimFactory


def furnish(tree: Tree) -> list[Organization]:
    """Fill the tree with records of 2018 and 2019; gives every node that something may count at."""
    school = UnitFactory(school=True)
    branches = [OrganizationFactory(branch=True, unit=school, parent=tree.community) for _ in range(2)]
    tree.sister.unit = UnitFactory()
    tree.sister.save()
    filed = [tree.district, tree.street, tree.area, tree.community, tree.sister, tree.cousin, tree.stranger]
    for number, node in enumerate(filed):
        _fill(node, branches[number % 2], school, date(2019, 1 + number % 6, 7))
    AgreementFactory(organization=tree.street, parties=[tree.community, tree.cousin, branches[1]])
    AgreementFactory(organization=tree.sister, parties=[tree.sister, UnitFactory()], renewal=True)
    PartyMemberCountFactory(unit=UnitFactory(new_sector=True))
    return [*tree.nodes, *branches]


def _fill(node, branch, shared_unit, day):
    own_unit = UnitFactory(new_sector=True, community=node, received_on=day)
    PartyMemberCountFactory(unit=own_unit, as_of=day, count=7)
    PartyMemberCountFactory(unit=own_unit, as_of=date(2019, 6, 20), count=9)
    AgreementFactory(organization=node, parties=[node, branch], signed_on=day, ends_on=date(2019, 12, 31))
    AgreementFactory(organization=node, parties=[node, own_unit], signed_on=day, ends_on=date(2019, 6, 15))
    AgreementFactory(organization=node, terminated=True, signed_on=day)
    AgreementFactory(organization=node, draft=True)
    council = CouncilFactory(organization=node)
    CouncilSeatFactory(council=council, unit=shared_unit, since=day)
    CouncilSeatFactory(council=council, unit=own_unit, since=day, until=date(2019, 8, 1))
    CouncilSeatFactory(council=council, person=True)
    NewSectorApplicationFactory(organization=node, unit=own_unit, applied_on=day)
    NewSectorApplicationFactory(organization=node, unit=own_unit, approved=True)
    demands = [ListItemFactory(organization=node, demand=True, published_on=day) for _ in range(2)]
    service = ListItemFactory(organization=node, service=True, published_on=day)
    wish = ListItemFactory(
        organization=node, demand=True, published_on=day, beneficiary="residents", places=2
    )
    for state in ("done", "rated"):
        ClaimFactory(organization=node, item=wish, units=[own_unit], **{state: True})
    ClaimFactory(organization=node, item=demands[1], units=[shared_unit, own_unit])
    ClaimFactory(organization=node, item=demands[1], units=[shared_unit], declined=True)
    ClaimFactory(organization=node, item=service, units=[shared_unit], order=True, done=True)
    ListItemFactory(organization=node, resource=True)
    ListItemFactory(organization=node, resource=True, withdrawn=True)
    ProjectFactory(organization=node, demands=demands[:1], decided_on=day)
    ProjectFactory(organization=node, demands=demands[:1], cancelled=True)
    ProblemFactory(organization=node, solved=True)
    ProblemFactory(organization=node)
    ActivityFactory(organization=node, closed=True, starts_at=local(day.year, day.month, day.day, 14))
    ActivityFactory(organization=node)
    ActivityFactory(organization=node, cancelled=True)
