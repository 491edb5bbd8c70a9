"""What residents reported: waiting, made a problem, not accepted."""

from django.utils import timezone

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from orgs.models import ConsentText
from partnerships.enums import ReportState
from partnerships.models import Problem, ProblemReport


def load_reports(office: Office) -> None:
    for row in source.read("present/reports")["reports"]:
        office.add(
            ProblemReport(
                organization=office.organizations[row["organization"]],
                text=row["text"],
                place=row["place"],
                note=INVENTED,
                **_contact(row),
                **_settled(office, row),
            )
        )


def _contact(row):
    if "reported_by" not in row:
        return {}
    given = {"contact_name": row["reported_by"], "contact_phone": "0532-0000-2001"}
    return given | {"consent": ConsentText.objects.current(), "consented_at": timezone.now()}


def _settled(office, row):
    on = {"settled_on": office.calendar.loaded_on}
    if "problem" in row:
        problem = Problem.objects.get(title=marked(row["problem"]), note=INVENTED)
        return on | {"status": ReportState.ACCEPTED, "problem": problem}
    if "refused" in row:
        return on | {"status": ReportState.DISMISSED, "reason": row["refused"]}
    return {}
