"""Agreements, list items, projects and problems for tests. Nothing is dated today unless a trait says so."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory, FileField

from lib.days import today
from orgs.models import Unit
from orgs.models.category import CategoryKind
from partnerships.enums import ItemKind, PartnerRole, ProblemSource
from partnerships.models import (
    Agreement,
    AgreementAttachment,
    AgreementParty,
    ListItem,
    Problem,
    Project,
    ProjectPartner,
)
from tests.orgs.factories import CategoryFactory, OrganizationFactory, UnitFactory

__all__ = [
    "AgreementAttachmentFactory",
    "AgreementFactory",
    "AgreementPartyFactory",
    "CategoryFactory",
    "ListItemFactory",
    "ProblemFactory",
    "ProjectFactory",
    "ProjectPartnerFactory",
]


def _side(partner):
    """The field for a party or partner that is an organisation or a unit."""
    return {"unit" if isinstance(partner, Unit) else "organization": partner}


class AgreementFactory(DjangoModelFactory):
    """Signed on 14 May 2019, without an end, between `parties=[…]` (organisations and units, in order).

    Without `parties`, between the organisation in charge and a new unit.
    """

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    class Params:
        signed = factory.Trait(signed_on=date(2019, 5, 14))
        draft = factory.Trait(signed_on=None)
        ending = factory.Trait(ends_on=date(2020, 5, 13))
        terminated = factory.Trait(terminated_on=date(2019, 9, 2), termination_reason="单位迁出本街道。")
        expired = factory.Trait(signed_on=date(2018, 5, 14), ends_on=date(2019, 5, 13))
        expiring = factory.Trait(ends_on=factory.LazyFunction(lambda: today() + timedelta(days=30)))
        # Follows the agreement in `renews`, by default one that ended the day before.
        renewal = factory.Trait(
            renews=factory.SubFactory(
                "tests.partnerships.factories.AgreementFactory",
                expired=True,
                organization=factory.SelfAttribute("..organization"),
            )
        )
        private = factory.Trait(is_public=False)

    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"示例{n:03}结对共建协议")
    signed_on = date(2019, 5, 14)

    @factory.post_generation
    def parties(self, create, extracted, **kwargs):
        if not create:
            return
        parties = [self.organization, UnitFactory()] if extracted is None else extracted
        for order, party in enumerate(parties, start=1):
            AgreementParty.objects.create(agreement=self, order=order, **_side(party))


class AgreementPartyFactory(DjangoModelFactory):
    class Meta:
        model = AgreementParty

    agreement = factory.SubFactory(AgreementFactory)
    unit = factory.SubFactory(UnitFactory)


class AgreementAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = AgreementAttachment

    agreement = factory.SubFactory(AgreementFactory)
    file = FileField(filename="签字扫描件.pdf", data=b"%PDF-1.7\n%%EOF\n")
    title = "签字盖章扫描件"


class ListItemFactory(DjangoModelFactory):
    """A resource, unless `demand=True` or `service=True`; published on 1 April 2019, so by now 待更新."""

    class Meta:
        model = ListItem

    class Params:
        resource = factory.Trait(kind=ItemKind.RESOURCE)
        demand = factory.Trait(kind=ItemKind.DEMAND)
        service = factory.Trait(kind=ItemKind.SERVICE)
        draft = factory.Trait(published_on=None)
        fresh = factory.Trait(confirmed_on=factory.LazyFunction(today))
        withdrawn = factory.Trait(withdrawn_on=date(2019, 6, 10), withdrawal_reason="资源已用完。")
        private = factory.Trait(is_public=False)

    kind = ItemKind.RESOURCE
    organization = factory.SubFactory(OrganizationFactory)
    category = factory.SubFactory(CategoryFactory, kind=factory.SelfAttribute("..kind"))
    title = factory.Sequence(lambda n: f"示例条目{n:03}")
    published_on = date(2019, 4, 1)


class ProjectFactory(DjangoModelFactory):
    """Decided on 20 May 2019; of `partners=[…]` the first leads, the others take part."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    class Params:
        proposed = factory.Trait(decided_on=None)
        running = factory.Trait(started_on=date(2019, 6, 1))
        finished = factory.Trait(
            started_on=date(2019, 6, 1), finished_on=date(2019, 6, 20), result="受益居民三百余人。"
        )
        cancelled = factory.Trait(cancelled_on=date(2019, 6, 20))
        private = factory.Trait(is_public=False)

    organization = factory.SubFactory(OrganizationFactory)
    category = factory.SubFactory(CategoryFactory, kind=CategoryKind.PROJECT)
    title = factory.Sequence(lambda n: f"示例{n:03}共建项目")
    decided_on = date(2019, 5, 20)

    @factory.post_generation
    def partners(self, create, extracted, **kwargs):
        for place, partner in enumerate(extracted or ()):
            role = PartnerRole.TAKES_PART if place else PartnerRole.LEAD
            ProjectPartner.objects.create(project=self, role=role, **_side(partner))

    @factory.post_generation
    def demands(self, create, extracted, **kwargs):
        if extracted:
            since = self.decided_on or date(2019, 5, 20)
            self.demands.set(extracted, through_defaults={"since": since})


class ProjectPartnerFactory(DjangoModelFactory):
    class Meta:
        model = ProjectPartner

    project = factory.SubFactory(ProjectFactory)
    unit = factory.SubFactory(UnitFactory)


class ProblemFactory(DjangoModelFactory):
    """Raised on 10 April 2019 and not shown to the public, unless `public=True`."""

    class Meta:
        model = Problem
        skip_postgeneration_save = True

    class Params:
        solved = factory.Trait(solved_on=date(2019, 5, 30), result="已加装扶手和照明。")
        public = factory.Trait(is_public=True)

    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"示例{n:03}号楼道照明不亮")
    source = ProblemSource.RESIDENT
    raised_on = date(2019, 4, 10)

    @factory.post_generation
    def units(self, create, extracted, **kwargs):
        if extracted:
            self.units.set(extracted)
