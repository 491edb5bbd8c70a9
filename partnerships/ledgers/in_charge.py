"""The column that all these ledgers share."""

from orgs.intake.references import Reference, organizations
from orgs.ledgers import Column


def in_charge(**options) -> Column:
    """The column of the organisation under which a record is filed."""
    return Column(
        header="归口党组织",
        read="organization.name",
        required=True,
        **options,
        writes=Reference("organization", organizations),
        aliases="所属党组织 归口单位 归口 填报党组织 所属社区 社区",
        hint="记录归谁管理，就写谁的名称或简称。",
    )
