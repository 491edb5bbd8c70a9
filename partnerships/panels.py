"""What the pages of organisations and units tell of agreements, the lists and projects."""

from django.db.models import Q

from lib.addresses import address
from lib.days import today
from orgs import panels
from orgs.enums import OrganizationLevel
from orgs.models import Organization, Unit
from orgs.panels import Link, Panel, UnitGroup, pinned, whole_list
from partnerships.enums import ItemKind
from partnerships.figures import PARTNER_UNITS
from partnerships.models import Agreement, Claim, ListItem, Project
from partnerships.results import of
from partnerships.rows import agreement_brief, item_brief, project_brief


def register() -> None:
    panels.add(Organization, *_panels(lambda rows, organization: rows.concerning(organization)), _ASKED)
    panels.add(Unit, *_panels(lambda rows, unit: rows.of_unit(unit)), _CLAIMED, _ITEMS)
    panels.add_links(Organization, _three_lists)
    panels.add_links(Organization, _money_and_problems)
    panels.unit_groups.append(UnitGroup(key="partner", label="共建单位", condition=_is_partner))


def _is_partner():
    return Q(pk__in=PARTNER_UNITS.facts(today()).order_by().values("unit"))


def _panels(of):
    """`of(rows, subject)` are the rows that concern the subject."""
    yield Panel(
        place=20,
        heading="共建协议",
        template="partnerships/includes/agreement_brief.html",
        rows=lambda subject: agreement_brief(of(Agreement.objects.public(), subject)),
        links=whole_list("partnerships:agreement_list"),
    )
    yield Panel(
        place=30,
        heading="共建项目",
        template="partnerships/includes/project_brief.html",
        rows=lambda subject: project_brief(of(Project.objects.public(), subject)),
        links=whole_list("partnerships:project_list"),
    )


def _three_lists(subject):
    return [
        Link(f"{kind.label}清单", pinned(subject, "partnerships:item_list", f"{kind}s")) for kind in ItemKind
    ]


def _money_and_problems(organization):
    """Each community takes problems up itself."""
    funds = pinned(organization, "partnerships:fund_list")
    found = [Link("基金和经费", funds)]
    if organization.level == OrganizationLevel.COMMUNITY:
        report = f"{address('partnerships:problem_report')}?community={organization.pk}"
        found.append(Link("问题反映", report))
    return found


_ITEMS = Panel(
    place=40,
    heading="提供和提出的",
    template="partnerships/includes/item_brief.html",
    rows=lambda unit: item_brief(ListItem.objects.public().of_unit(unit)),
    links=_three_lists,
    limit=10,
)


def _results(heading, rows):
    """What came of claims, in numbers."""
    return Panel(
        place=35,
        heading=heading,
        template="partnerships/includes/result_panel.html",
        rows=rows,
        links=lambda subject: [
            *whole_list("partnerships:claim_list")(subject),
            Link("认领公开", address("partnerships:results")),
        ],
    )


_CLAIMED = _results(
    "认领和办理", lambda unit: of(Claim.objects.public().of_unit(unit), unit.name, unit=unit.pk)
)
_ASKED = _results(
    "需求认领和点单",
    lambda organization: of(
        Claim.objects.public().concerning(organization), organization.label, organization=organization.pk
    ),
)
