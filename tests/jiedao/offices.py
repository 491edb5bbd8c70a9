"""A street at work in May and June 2019, for tests of what spans the apps."""

from datetime import date

from orgs.models import Indicator
from partnerships.models import Agreement, ListItem, Problem, Project
from tests.events.factories import ActivityFactory, local
from tests.orgs.factories import (
    CouncilFactory,
    CouncilSeatFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    NewSectorApplicationFactory,
    PartyMemberCountFactory,
    UnitFactory,
)
from tests.orgs.tree import Tree
from tests.partnerships.factories import (
    AgreementFactory,
    ListItemFactory,
    ProblemFactory,
    ProjectFactory,
)
from tests.partnerships.loop_factories import ClaimFactory


def work_in_may(tree: Tree) -> None:
    """Something for every figure and every sheet of May."""
    school, bank = UnitFactory(school=True), UnitFactory(community=tree.community)
    for community in (tree.community, tree.sister):
        AgreementFactory(organization=community, parties=[community, school], signed_on=date(2019, 5, 14))
    AgreementFactory(organization=tree.street, parties=[school, bank], witness=tree.street)
    demand = ListItemFactory(organization=tree.community, demand=True, published_on=date(2019, 5, 6))
    _, service = (
        ListItemFactory(**{kind: True}, organization=tree.cousin, unit=bank, published_on=date(2019, 5, 7))
        for kind in ("resource", "service")
    )
    wish = ListItemFactory(
        organization=tree.sister, demand=True, published_on=date(2019, 5, 6), beneficiary="residents"
    )
    done = {"done": True, "done_on": date(2019, 5, 28)}
    ClaimFactory(organization=tree.sister, item=wish, units=[bank], **done)
    ClaimFactory(organization=tree.community, item=service, units=[bank], order=True, **done)
    ProjectFactory(organization=tree.community, partners=[school, bank], demands=[demand], result="进行中")
    ProblemFactory(organization=tree.community, raised_on=date(2019, 5, 3), units=[bank])
    ProblemFactory(organization=tree.sister, solved=True)
    for node in (tree.community, tree.cousin):
        council = CouncilFactory(organization=node)
        CouncilSeatFactory(council=council, unit=bank, since=date(2019, 5, 10))
    ActivityFactory(organization=tree.area, closed=True, units=[school])
    enterprise = UnitFactory(new_sector=True, community=tree.community, received_on=date(2019, 5, 20))
    PartyMemberCountFactory(unit=enterprise, as_of=date(2019, 5, 20), count=12)
    NewSectorApplicationFactory(organization=tree.area, unit=enterprise, applied_on=date(2019, 5, 21))
    IndicatorValueFactory(organization=tree.street, indicator=IndicatorFactory(), month=date(2019, 5, 1))


def work_in_june(tree: Tree) -> None:
    """New records of June, and what became of May's in June."""
    june = date(2019, 6, 12)
    old = Agreement.objects.filter(organization=tree.community).get()
    AgreementFactory(organization=tree.cousin, signed_on=june)
    AgreementFactory(organization=tree.community, signed_on=june, renews=old)
    _changed(Agreement, tree.sister, terminated_on=june, termination_reason="单位迁出。")
    for place in (tree.community, tree.cousin):
        _changed(ListItem, place, withdrawn_on=june, withdrawal_reason="已用完。")
    ListItemFactory(organization=tree.community, published_on=june)
    _changed(Project, tree.community, started_on=june, finished_on=june, result="受益居民三百余人。")
    ProjectFactory(organization=tree.cousin, decided_on=june, started_on=date(2019, 5, 25))
    _changed(Problem, tree.community, solved_on=june, verified_on=june, result="已修好。")
    ProblemFactory(organization=tree.cousin, raised_on=june)
    _seats_change(tree, june)
    _new_sector_moves_on(tree, june)
    ActivityFactory(organization=tree.community, closed=True, starts_at=local(2019, 6, 1, 0, 0))
    IndicatorValueFactory(organization=tree.street, indicator=Indicator.objects.get(), month=date(2019, 6, 1))


def _seats_change(tree, day):
    council = tree.community.council_set.get()
    council.seats.update(until=day)
    CouncilSeatFactory(council=council, since=day)


def _new_sector_moves_on(tree, day):
    application = tree.area.newsectorapplication_set.get()
    application.verified_on = application.reviewed_on = application.approved_on = day
    application.save()
    PartyMemberCountFactory(unit=application.unit, as_of=day, count=15)
    application.unit.left_on = date(2019, 6, 28)
    application.unit.save()
    UnitFactory(new_sector=True, community=tree.cousin, received_on=day)


def _changed(model, organization, **values):
    """Change the organisation's records as staff would, one save each."""
    for record in model.objects.filter(organization=organization):
        for name, value in values.items():
            setattr(record, name, value)
        record.full_clean(exclude=["kind"])
        record.save()
