"""Claims, notes, milestones, bids, reports and funds for tests."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory, ImageField

from partnerships.enums import ClaimOrigin, ClaimState
from partnerships.models import (
    AgreementAmendment,
    Bid,
    Claim,
    ClaimParty,
    Fund,
    FundEntry,
    Milestone,
    NotePhoto,
    ProblemReport,
    ProgressNote,
)
from tests.orgs.factories import OrganizationFactory, UnitFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProjectFactory


class ClaimFactory(DjangoModelFactory):
    """Of a demand of its organisation, confirmed on 20 May 2019, held by a new unit or by `units=[…]`.

    Traits: pending, working, done, rated, declined, order (a community orders a service).
    """

    class Meta:
        model = Claim
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(status=ClaimState.PENDING, claimed_on=None)
        working = factory.Trait(status=ClaimState.WORKING, contacted_on=date(2019, 5, 22))
        done = factory.Trait(
            status=ClaimState.DONE,
            contacted_on=date(2019, 5, 22),
            done_on=date(2019, 6, 3),
            result="已送到。",
        )
        rated = factory.Trait(
            status=ClaimState.RATED,
            contacted_on=date(2019, 5, 22),
            done_on=date(2019, 6, 3),
            result="已送到。",
            rated_on=date(2019, 6, 5),
            rating=5,
        )
        declined = factory.Trait(
            status=ClaimState.DECLINED, claimed_on=None, closed_on=date(2019, 5, 21), reason="名额已满。"
        )
        order = factory.Trait(
            item=factory.SubFactory(ListItemFactory, service=True), origin=ClaimOrigin.ORDERED
        )

    organization = factory.SubFactory(OrganizationFactory)
    item = factory.SubFactory(
        ListItemFactory, demand=True, organization=factory.SelfAttribute("..organization")
    )
    status = ClaimState.CLAIMED
    claimed_on = date(2019, 5, 20)
    offer = "可以上门服务。"

    @factory.post_generation
    def units(self, create, extracted, **kwargs):
        for number, unit in enumerate([UnitFactory()] if extracted is None else extracted):
            role = "takes_part" if number else "lead"
            ClaimParty.objects.create(claim=self, unit=unit, role=role)


class ProgressNoteFactory(DjangoModelFactory):
    """Of a new claim unless `claim` or `project` is given."""

    class Meta:
        model = ProgressNote

    claim = factory.Maybe("project", None, factory.SubFactory(ClaimFactory))
    project = None
    noted_on = date(2019, 5, 25)
    text = "已到现场看过。"


class NotePhotoFactory(DjangoModelFactory):
    class Meta:
        model = NotePhoto

    note = factory.SubFactory(ProgressNoteFactory)
    image = ImageField(filename="现场.jpg", width=64, height=48, color="#b8322a", format="JPEG")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"第{n}步")
    due_on = date(2019, 7, 1)


class BidFactory(DjangoModelFactory):
    class Meta:
        model = Bid

    project = factory.SubFactory(ProjectFactory, decided_on=None, offered_on=date(2019, 5, 1))
    unit_name = factory.Sequence(lambda n: f"示例单位{n:03}")
    plan = "每月两次，由志愿队承担。"


class ProblemReportFactory(DjangoModelFactory):
    class Meta:
        model = ProblemReport

    organization = factory.SubFactory(OrganizationFactory)
    text = factory.Sequence(lambda n: f"{n}号楼前的路灯不亮。")


class FundFactory(DjangoModelFactory):
    class Meta:
        model = Fund

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"示例{n:03}社区慈善基金")


class FundEntryFactory(DjangoModelFactory):
    class Meta:
        model = FundEntry

    fund = factory.SubFactory(FundFactory)
    day = date(2019, 5, 20)
    amount = Decimal("1000.00")
    purpose = "单位捐赠"


class AgreementAmendmentFactory(DjangoModelFactory):
    class Meta:
        model = AgreementAmendment

    agreement = factory.SubFactory(AgreementFactory)
    amended_on = date(2019, 6, 20)
    before = "原来的内容"
    after = "现在的内容"
    reason = "增加服务内容"
