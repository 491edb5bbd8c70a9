"""How near two records lie in the tree."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from orgs.enums import OrganizationLevel
from orgs.models import Organization
from orgs.scope import below
from partnerships.matching.rules import Nearness

if TYPE_CHECKING:
    from partnerships.models import ListItem


class Surroundings:
    """An organisation and what lies around it, up to its street. Two queries, whatever is asked of it."""

    def __init__(self, organization: Organization):
        line = [*organization.ancestors(), organization]
        self._own = organization.path
        self._above = {each.path for each in line[:-1]}
        self._paths = {each.level: each.path for each in line}
        self._edge = self._paths.get(OrganizationLevel.STREET, line[0].path)

    @cached_property
    def nearness(self) -> dict[int, Nearness]:
        """{key of an organisation: how near}; those beyond the street are left out."""
        around = Organization.objects.filter(below(self._edge, "path")) | Organization.objects.filter(
            path__in=self._above
        )
        return {key: self._to(path) for key, path in around.order_by().values_list("pk", "path")}

    def nearest(self, item: ListItem) -> Nearness:
        """Where it is filed, or where its unit lies, whichever is nearer. For what lies within the street."""
        places = (item.organization_id, item.unit.community_id if item.unit else None)
        return max((self.nearness[key] for key in places if key in self.nearness), key=lambda n: n.points)

    def _to(self, path):
        community = self._paths.get(OrganizationLevel.COMMUNITY, self._own)
        area = self._paths.get(OrganizationLevel.AREA)
        if path == self._own or (OrganizationLevel.COMMUNITY in self._paths and path.startswith(community)):
            return Nearness.COMMUNITY
        if path in self._above:
            return Nearness.ABOVE
        if path.startswith(self._own):
            return Nearness.BELOW
        return Nearness.AREA if area and path.startswith(area) else Nearness.STREET
