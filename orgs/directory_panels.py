"""What the pages of organisations and units tell of each other."""

from orgs import panels
from orgs.models import Organization, Unit
from orgs.panels import Panel, whole_list
from orgs.rows import organization_rows, unit_rows

_ORGANIZATIONS = "orgs/includes/organization_rows.html"


def register() -> None:
    panels.add(
        Organization,
        Panel(
            place=50,
            heading="下级党组织",
            template=_ORGANIZATIONS,
            rows=lambda organization: organization_rows(
                Organization.objects.public().filter(parent=organization)
            ),
            links=whole_list("orgs:organization_list"),
            limit=12,
        ),
        Panel(
            place=60,
            heading="属地单位",
            template="orgs/includes/unit_rows.html",
            rows=_local_units,
            links=whole_list("orgs:unit_list"),
        ),
    )
    panels.add(
        Unit,
        Panel(
            place=5,
            heading="单位里的党组织",
            template=_ORGANIZATIONS,
            rows=lambda unit: organization_rows(unit.organizations.public()),
            links=whole_list("orgs:organization_list"),
            limit=12,
        ),
    )


def _local_units(organization):
    """No query but for a community: units belong to no other organisation."""
    return unit_rows(organization.local_units.public() if organization.is_community else Unit.objects.none())
