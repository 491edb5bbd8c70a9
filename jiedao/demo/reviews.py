"""Records on their way through the review."""

from events.models import Activity
from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office
from orgs.enums import ReviewState
from orgs.models import ReviewStep
from orgs.scope import PublicRecord
from partnerships.models import Agreement, Demand, Problem, Project, Resource, Service

_STATES = {label: value for value, label in ReviewState.choices}
_MODELS = {
    model._meta.verbose_name: model
    for model in (Agreement, Resource, Demand, Service, Project, Problem, Activity)
}


def load_reviews(office: Office) -> None:
    for row in source.read("present/reviews")["reviews"]:
        record = _record(row)
        record.review = _STATES[row["state"]]
        record.save(update_fields=["review"])
        if record.review != ReviewState.DRAFT:
            office.add(
                ReviewStep(
                    kind=record._meta.concrete_model._meta.label_lower,
                    record=record.pk,
                    state=record.review,
                    reason=row.get("reason", ""),
                )
            )


def _record(row) -> PublicRecord:
    rows = _MODELS[row["of"]].objects.filter(note__startswith=INVENTED)
    if "unit" in row:
        return rows.get(unit__name=row["unit"])
    return rows.filter(title__startswith=row["title"]).earliest("pk")
