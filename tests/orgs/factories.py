"""Organisations, units, councils, applications, indicators, categories and staff for tests.

What a test does not say is plain and true: names are Chinese and numbered, dates lie in 2019.
"""

from datetime import date

import factory
from factory.django import DjangoModelFactory, Password
from stdnum.cn import uscc

from orgs.enums import CouncilKind, OrganizationLevel, Role, SeatTitle, UnitNature
from orgs.models import (
    Assignment,
    Category,
    Council,
    CouncilSeat,
    Indicator,
    IndicatorValue,
    NewSectorApplication,
    Organization,
    PartyMemberCount,
    Unit,
    User,
)
from orgs.models.category import CategoryKind

PASSWORD = "jin-jia-ling-2019"


def valid_uscc(number: int) -> str:
    """A 统一社会信用代码 with a right check character, another one for each number."""
    code = f"91370212MA{number:07}"
    return code + uscc.calc_check_digit(code)


def _level(level, name):
    return factory.Trait(level=level, name=factory.Sequence(lambda n: name.format(f"{n:03}")))


class OrganizationFactory(DjangoModelFactory):
    """A community at the top of its own tree; `street=True, parent=district` and so on for others."""

    class Meta:
        model = Organization

    class Params:
        district = _level(OrganizationLevel.DISTRICT, "示例{}区委")
        street = _level(OrganizationLevel.STREET, "示例{}街道党工委")
        area = _level(OrganizationLevel.AREA, "示例{}管区党委")
        community = _level(OrganizationLevel.COMMUNITY, "示例{}社区党委")
        composite = _level(OrganizationLevel.COMPOSITE, "示例{}综合党委")
        committee = _level(OrganizationLevel.COMMITTEE, "示例{}单位党委")
        general_branch = _level(OrganizationLevel.GENERAL_BRANCH, "示例{}党总支")
        branch = _level(OrganizationLevel.BRANCH, "示例{}党支部")
        joint_branch = _level(OrganizationLevel.JOINT_BRANCH, "示例{}联合党支部")

    level = OrganizationLevel.COMMUNITY
    name = factory.Sequence(lambda n: f"示例{n:03}社区党委")


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    class Params:
        coded = factory.Trait(uscc=factory.Sequence(valid_uscc))
        school = factory.Trait(nature=UnitNature.SCHOOL)
        hospital = factory.Trait(nature=UnitNature.HOSPITAL)
        military = factory.Trait(nature=UnitNature.MILITARY)
        new_sector = factory.Trait(nature=UnitNature.PRIVATE_ENTERPRISE, received_on=date(2019, 3, 1))
        private = factory.Trait(is_public=False)

    name = factory.Sequence(lambda n: f"示例单位{n:03}")
    nature = UnitNature.STATE_ENTERPRISE


class PartyMemberCountFactory(DjangoModelFactory):
    class Meta:
        model = PartyMemberCount

    unit = factory.SubFactory(UnitFactory)
    as_of = date(2019, 3, 1)
    count = 12


class CouncilFactory(DjangoModelFactory):
    class Meta:
        model = Council

    organization = factory.SubFactory(OrganizationFactory)
    kind = CouncilKind.COMMUNITY_COUNCIL
    name = factory.Sequence(lambda n: f"示例{n:03}共建议事会")


class CouncilSeatFactory(DjangoModelFactory):
    class Meta:
        model = CouncilSeat

    class Params:
        # Held by a described person, not by a unit.
        person = factory.Trait(unit=None, person_role="区人大代表", title=SeatTitle.DELEGATE)

    council = factory.SubFactory(CouncilFactory)
    unit = factory.SubFactory(UnitFactory)
    title = SeatTitle.MEMBER_UNIT
    since = date(2019, 1, 10)


class NewSectorApplicationFactory(DjangoModelFactory):
    class Meta:
        model = NewSectorApplication

    class Params:
        approved = factory.Trait(
            verified_on=date(2019, 4, 8), reviewed_on=date(2019, 4, 20), approved_on=date(2019, 5, 5)
        )
        refused = factory.Trait(refused_on=date(2019, 4, 25), refusal_reason="正式党员不足三名。")

    organization = factory.SubFactory(OrganizationFactory)
    unit = factory.SubFactory(UnitFactory, new_sector=True)
    proposed_level = OrganizationLevel.BRANCH
    proposed_name = factory.LazyAttribute(lambda application: f"{application.unit.name}党支部")
    party_member_count = 5
    applied_on = date(2019, 4, 1)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    name = factory.Sequence(lambda n: f"示例指标{n:03}")
    measure = "人"


class IndicatorValueFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorValue

    organization = factory.SubFactory(OrganizationFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    month = date(2019, 6, 1)
    value = 937


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    kind = CategoryKind.RESOURCE
    name = factory.Sequence(lambda n: f"示例类别{n:03}")


class UserFactory(DjangoModelFactory):
    """A clerk who reviews in `organizations=[…]` (`organizations__role=Role.VIEW` for another role), and
    signs in with PASSWORD.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_superuser=True)

    username = factory.Sequence(lambda n: f"clerk{n:03}")
    display_name = factory.Sequence(lambda n: f"工作人员{n:03}")
    password = Password(PASSWORD)
    is_staff = True

    @factory.post_generation
    def organizations(self, create, extracted, role=Role.REVIEW, **kwargs):
        for organization in extracted or ():
            Assignment.objects.create(user=self, organization=organization, role=role)
