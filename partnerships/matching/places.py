"""How near two records lie in the tree."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from orgs.enums import OrganizationLevel
from orgs.models import Organization
from orgs.scope import BEYOND, SEGMENT
from partnerships.matching.rules import Nearness

if TYPE_CHECKING:
    from partnerships.models import ListItem


class Surroundings:
    """An organisation and what lies around it, up to its street. One query, whatever is asked of it."""

    def __init__(self, organization: Organization):
        self._own = organization.path
        self._above = [self._own[:end] for end in range(SEGMENT, len(self._own), SEGMENT)]

    @cached_property
    def nearness(self) -> dict[int, Nearness]:
        """{key of an organisation: how near}; those beyond the street are left out."""
        line = Q(path__in=[*self._above, self._own])
        streets = Organization.objects.filter(line, level=OrganizationLevel.STREET).order_by("-path")
        edge = Coalesce(Subquery(streets.values("path")[:1]), Value(self._own[:SEGMENT]))
        within = Q(path__gte=edge, path__lt=Concat(edge, Value(BEYOND)))
        around = Organization.objects.filter(line | within).order_by()
        rows = list(around.values_list("pk", "path", "level"))
        own = {level: path for _, path, level in rows if self._own.startswith(path)}
        return {key: self._to(path, own) for key, path, _ in rows}

    def nearest(self, item: ListItem) -> Nearness:
        """Where it is filed, or where its unit lies, whichever is nearer. For what lies within the street."""
        places = (item.organization_id, item.unit.community_id if item.unit else None)
        return max((self.nearness[key] for key in places if key in self.nearness), key=lambda n: n.points)

    def _to(self, path, own):
        """own: {level: the path at which the organisation's own line has it}"""
        community, area = (own.get(level) for level in (OrganizationLevel.COMMUNITY, OrganizationLevel.AREA))
        if path == self._own or (community and path.startswith(community)):
            return Nearness.COMMUNITY
        if path in self._above:
            return Nearness.ABOVE
        if path.startswith(self._own):
            return Nearness.BELOW
        return Nearness.AREA if area and path.startswith(area) else Nearness.STREET
