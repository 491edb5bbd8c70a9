"""Residents' problems: matters without persons, shown to the public once they are solved."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from partnerships.enums import ProblemSource
from partnerships.models import Problem, ProblemReopening

_SOURCES = {label: value for value, label in ProblemSource.choices}
_DAYS = ("raised_on", "due_on", "solved_on", "verified_on")


def load_problems(office: Office) -> None:
    rows = [row | office.calendar.days(row, *_DAYS) for row in source.rows("problems")]
    for row in sorted(rows, key=lambda row: row["raised_on"]):
        problem = office.add(
            Problem(
                organization=office.organizations[row["organization"]],
                title=marked(row["title"]),
                source=_SOURCES[row["source"]],
                result=row.get("result", ""),
                project=office.projects.get(row.get("project")),
                owner=office.organizations.get(row.get("owner")),
                is_public=row.get("is_public", True),
                note=INVENTED,
                **{name: row[name] for name in _DAYS},
            )
        )
        problem.units.set([office.units[name] for name in row["units"]])
        if before := row.get("before"):
            _reopened(office, problem, before)


def _reopened(office, problem, row):
    """What had been done, and why it did not hold."""
    days = office.calendar.days(row, "solved_on", "verified_on", "reopened_on")
    office.add(ProblemReopening(problem=problem, result=row["result"], reason=row["reason"], **days))
