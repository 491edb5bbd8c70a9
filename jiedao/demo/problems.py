"""Residents' problems: matters without persons, shown to the public once they are solved."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from partnerships.enums import ProblemSource
from partnerships.models import Problem

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
                is_public=True,
                note=INVENTED,
                **{name: row[name] for name in _DAYS},
            )
        )
        problem.units.set([office.units[name] for name in row["units"]])
