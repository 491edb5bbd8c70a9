"""What the pages of organisations and units tell of agreements, the lists and projects."""

from django.db.models import Q

from lib.days import today
from orgs import panels
from orgs.models import Organization, Unit
from orgs.panels import Panel, Panels, UnitGroup, pinned
from partnerships.enums import ItemKind
from partnerships.figures import PARTNER_UNITS
from partnerships.models import Agreement, ListItem, Project
from partnerships.rows import agreement_rows, item_rows, project_rows

_LISTS = {ItemKind.RESOURCE: "资源清单", ItemKind.DEMAND: "需求清单", ItemKind.SERVICE: "服务清单"}
_LISTS_OF_UNIT = {
    ItemKind.RESOURCE: "提供的资源",
    ItemKind.DEMAND: "提出的需求",
    ItemKind.SERVICE: "提供的服务",
}


def register() -> None:
    for model, of, lists in (
        (Organization, lambda rows, organization: rows.concerning(organization), _LISTS),
        (Unit, lambda rows, unit: rows.of_unit(unit), _LISTS_OF_UNIT),
    ):
        panels.add(model, _agreements(of), _projects(of), _items(of, lists))
    panels.unit_groups.append(UnitGroup(key="partner", label="共建单位", condition=_is_partner))


def _is_partner():
    return Q(pk__in=PARTNER_UNITS.facts(today()).order_by().values("unit"))


def _agreements(of):
    return Panel(
        place=20,
        heading="共建协议",
        template="partnerships/includes/agreement_rows.html",
        rows=lambda subject: agreement_rows(of(Agreement.objects.public(), subject)),
        url=pinned("partnerships:agreement_list"),
    )


def _projects(of):
    return Panel(
        place=30,
        heading="共建项目",
        template="partnerships/includes/project_rows.html",
        rows=lambda subject: project_rows(of(Project.objects.public(), subject)),
        url=pinned("partnerships:project_list"),
    )


def _items(of, headings):
    lists = {kind: _items_of_kind(kind, heading, of) for kind, heading in headings.items()}
    return Panels(place=40, column="kind", panels=lists, read=item_rows)


def _items_of_kind(kind, heading, of):
    return Panel(
        place=40,
        heading=heading,
        template="partnerships/includes/item_rows.html",
        rows=lambda subject: of(ListItem.objects.public().of_kind(kind), subject),
        url=pinned("partnerships:item_list", f"{kind}s"),
    )
