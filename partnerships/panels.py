"""What the pages of organisations and units tell of agreements, the lists and projects."""

from django.db.models import Q

from lib.days import today
from orgs import panels
from orgs.models import Organization, Unit
from orgs.panels import Panel, UnitGroup, pinned
from partnerships.enums import ItemKind
from partnerships.figures import PARTNER_UNITS
from partnerships.models import Agreement, ListItem, Project
from partnerships.rows import agreement_rows, item_rows, project_rows

# (list, heading on an organisation's page, heading on a unit's page)
_LISTS = (
    (ItemKind.RESOURCE, "资源清单", "提供的资源"),
    (ItemKind.DEMAND, "需求清单", "提出的需求"),
    (ItemKind.SERVICE, "服务清单", "提供的服务"),
)


def register() -> None:
    panels.add(Organization, _agreements("concerning"), *_items("concerning"), _projects("concerning"))
    panels.add(Unit, _agreements("of_unit"), *_items("of_unit"), _projects("of_unit"))
    panels.unit_groups.append(UnitGroup(key="partner", label="共建单位", condition=_is_partner))


def _is_partner():
    return Q(pk__in=PARTNER_UNITS.facts(today()).order_by().values("unit"))


def _agreements(method):
    return Panel(
        heading="共建协议",
        template="partnerships/includes/agreement_rows.html",
        rows=lambda subject: agreement_rows(getattr(Agreement.objects.public(), method)(subject)),
        url=pinned("partnerships:agreement_list"),
    )


def _items(method):
    for kind, heading, heading_of_unit in _LISTS:
        yield Panel(
            heading=heading_of_unit if method == "of_unit" else heading,
            template="partnerships/includes/item_rows.html",
            rows=lambda subject, kind=kind: item_rows(
                getattr(ListItem.objects.public().of_kind(kind), method)(subject)
            ),
            url=pinned("partnerships:item_list", f"{kind}s"),
        )


def _projects(method):
    return Panel(
        heading="共建项目",
        template="partnerships/includes/project_rows.html",
        rows=lambda subject: project_rows(getattr(Project.objects.public(), method)(subject)),
        url=pinned("partnerships:project_list"),
    )
