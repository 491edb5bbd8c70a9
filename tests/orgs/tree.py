"""A small tree to test in: one street with two areas and three communities, and a street beside it."""

from dataclasses import dataclass

from orgs.models import Organization
from tests.orgs.factories import OrganizationFactory


@dataclass(frozen=True)
class Tree:
    district: Organization
    street: Organization
    area: Organization
    other_area: Organization
    community: Organization  # in `area`
    sister: Organization  # in `area` too
    cousin: Organization  # in `other_area`
    other_street: Organization
    stranger: Organization  # a community of `other_street`

    @property
    def nodes(self) -> list[Organization]:
        return list(vars(self).values())


def plant() -> Tree:
    district = OrganizationFactory(district=True)
    street, other_street = (OrganizationFactory(street=True, parent=district) for _ in range(2))
    area, other_area = (OrganizationFactory(area=True, parent=street) for _ in range(2))
    return Tree(
        district=district,
        street=street,
        area=area,
        other_area=other_area,
        community=OrganizationFactory(community=True, parent=area),
        sister=OrganizationFactory(community=True, parent=area),
        cousin=OrganizationFactory(community=True, parent=other_area),
        other_street=other_street,
        stranger=OrganizationFactory(community=True, parent=other_street),
    )
