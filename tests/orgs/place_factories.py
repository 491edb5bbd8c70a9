"""Stations, brands, awards and postings for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from orgs.enums import AwardKind
from orgs.models import Award, Brand, Posting, Station
from tests.orgs.factories import OrganizationFactory, UnitFactory


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"示例党群服务站{n:03}")
    address = "示例路1号"


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = Brand

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"示例品牌{n:03}")


class AwardFactory(DjangoModelFactory):
    """Four stars of a branch for 2019."""

    class Meta:
        model = Award

    organization = factory.SubFactory(OrganizationFactory)
    kind = AwardKind.STARS
    holder = factory.SubFactory(OrganizationFactory)
    title = "四星级党支部"
    stars = 4
    year = 2019
    since = date(2019, 12, 31)


class PostingFactory(DjangoModelFactory):
    """包联干部 of a unit, since the first of 2019."""

    class Meta:
        model = Posting

    organization = factory.SubFactory(OrganizationFactory)
    person_name = "示例干部"
    unit = factory.SubFactory(UnitFactory)
    since = date(2019, 1, 1)
