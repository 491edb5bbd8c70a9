"""What the pages of organisations and units tell of each other."""

from orgs import panels
from orgs.models import Organization, Unit
from orgs.panels import Panel, pinned
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
            url=pinned("orgs:organization_list"),
            limit=12,
        ),
        Panel(
            place=60,
            heading="属地单位",
            template="orgs/includes/unit_rows.html",
            rows=lambda organization: unit_rows(organization.local_units.public()),
            url=pinned("orgs:unit_list"),
        ),
    )
    panels.add(
        Unit,
        Panel(
            place=5,
            heading="单位里的党组织",
            template=_ORGANIZATIONS,
            rows=lambda unit: organization_rows(unit.organizations.public()),
            url=pinned("orgs:organization_list"),
            limit=12,
        ),
    )
