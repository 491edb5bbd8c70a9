"""Co-building projects with their partners."""

from datetime import date

from django.utils import timezone

from jiedao.demo import source
from jiedao.demo.office import CONTACT, INVENTED, Office, marked
from orgs.models import ConsentText
from partnerships.enums import PartnerRole
from partnerships.models import Bid, ListItem, Milestone, Project, ProjectPartner

_DAYS = ("offered_on", "offered_until", "decided_on", "started_on", "finished_on", "cancelled_on")


def load_projects(office: Office) -> None:
    rows = [row | office.calendar.days(row, *_DAYS) for row in source.rows("projects")]
    for row in sorted(rows, key=lambda row: row["decided_on"] or date.max):
        office.projects[row["title"]] = _project(office, row)


def _project(office, row):
    organization = office.organization(row.get("organization"))
    project = office.add(
        Project(
            organization=organization,
            title=marked(row["title"]),
            category=office.categories["项目", row["category"]],
            budget=row.get("budget"),
            goal=row.get("goal", ""),
            result=row.get("result", ""),
            agreement=_agreement(office, row, organization),
            note=INVENTED,
            **{name: row[name] for name in _DAYS},
        )
    )
    titles = [marked(title) for title in row.get("demands", [])]
    demands = ListItem.objects.of_kind("demand").filter(title__in=titles, note=INVENTED)
    since = {"since": project.decided_on} if project.decided_on else {}
    project.demands.set(demands, through_defaults=since)
    _add_partners(office, project, row)
    _add_milestones(office, project, row)
    _add_bids(office, project, row)
    return project


def _add_partners(office, project, row):
    for role, names in ((PartnerRole.LEAD, "leads"), (PartnerRole.TAKES_PART, "partners")):
        units = [office.units[name] for name in row.get(names, [])]
        office.add_all([ProjectPartner(project=project, unit=unit, role=role) for unit in units])


def _add_milestones(office, project, row):
    steps = enumerate(row.get("milestones", []), start=1)
    office.add_all(
        [
            Milestone(
                project=project,
                title=step["title"],
                order=order,
                due_on=office.calendar.day(step["due"]),
                done_on=office.calendar.day(step.get("done")),
            )
            for order, step in steps
        ]
    )


def _add_bids(office, project, row):
    """By the public form: nobody has chosen among them."""
    for bid in row.get("bids", []):
        office.add(
            Bid(
                project=project,
                unit_name=bid["unit"],
                unit=office.units[bid["unit"]],
                plan=bid["plan"],
                contact_name=CONTACT,
                contact_phone=office.units[bid["unit"]].contact_phone,
                consent=ConsentText.objects.current(),
                consented_at=timezone.now(),
            )
        )


def _agreement(office, row, organization):
    """The one that the leading unit had signed there by then, if any."""
    lead = next(iter(row.get("leads", [])), None)
    agreement = office.agreements.get((lead, organization))
    signed_on = agreement and agreement.signed_on
    return agreement if signed_on and row["decided_on"] and signed_on <= row["decided_on"] else None
