"""What single fields refuse, over all models: personal numbers, days to come, impossible years."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from events.models import (
    Activity,
    ActivityPhoto,
    AgendaTopic,
    HoursCertificate,
    PointEntry,
    PointRule,
    Redemption,
    Resolution,
    Reward,
    ServiceRecord,
    StarRule,
    Visit,
    VisitNeed,
    Volunteer,
    VolunteerTeam,
)
from lib.days import beginning, today
from orgs.models import (
    Award,
    Brand,
    CouncilSeat,
    NewSectorApplication,
    PartyMemberCount,
    Posting,
    Station,
    Unit,
)
from partnerships.models import (
    Agreement,
    AgreementAmendment,
    Bid,
    Claim,
    Fund,
    FundEntry,
    ListItem,
    Milestone,
    Problem,
    ProblemReport,
    ProgressNote,
    Project,
)

FLOORS = {"orgs", "partnerships", "events"}
PUBLIC_TEXT = {
    Agreement: ["title", "content", "termination_reason"],
    AgreementAmendment: ["after", "reason"],
    ListItem: ["title", "description", "wish", "withdrawal_reason"],
    Project: ["title", "goal", "result"],
    Milestone: ["title"],
    ProgressNote: ["text"],
    Bid: ["unit_name", "plan"],
    Claim: ["unit_name", "offer", "result", "rating_comment"],
    Problem: ["title", "result"],
    ProblemReport: ["text", "place"],
    Fund: ["name", "purpose"],
    FundEntry: ["purpose"],
    Activity: ["title", "series", "place", "body", "summary"],
    ActivityPhoto: ["caption"],
    AgendaTopic: ["title", "detail", "conclusion"],
    Resolution: ["text", "result"],
    Visit: ["findings"],
    VisitNeed: ["text", "answer"],
    VolunteerTeam: ["name", "introduction"],
    Volunteer: ["skills"],
    PointRule: ["text"],
    PointEntry: ["reason"],
    Reward: ["name", "description", "pick_up"],
    StarRule: ["text"],
    Station: ["name", "address", "facilities"],
    Brand: ["name", "meaning"],
    Award: ["title", "reason"],
}
HAPPENED = {
    Claim: ["claimed_on", "contacted_on", "done_on", "rated_on", "closed_on"],
    AgreementAmendment: ["amended_on"],
    Problem: ["raised_on", "solved_on", "verified_on"],
    FundEntry: ["day"],
    Project: ["decided_on", "finished_on"],
    Milestone: ["done_on"],
    ProgressNote: ["noted_on"],
    ListItem: ["confirmed_on"],
    NewSectorApplication: ["applied_on", "verified_on", "reviewed_on", "approved_on", "refused_on"],
    PartyMemberCount: ["as_of"],
    Unit: ["received_on"],
    AgendaTopic: ["proposed_on"],
    Resolution: ["done_on", "verified_on"],
    Visit: ["visited_on"],
    Volunteer: ["registered_on", "left_on"],
    ServiceRecord: ["served_on", "withdrawn_on"],
    HoursCertificate: ["until", "issued_on", "revoked_on"],
    PointEntry: ["day"],
    Redemption: ["reserved_on", "taken_on", "cancelled_on"],
}
AHEAD = {
    Claim: ["due_on"],
    Agreement: ["effective_on", "ends_on", "terminated_on"],
    ListItem: ["published_on", "available_until", "claim_by"],
    Problem: ["due_on"],
    Project: ["started_on", "offered_on", "offered_until"],
    Milestone: ["due_on"],
    CouncilSeat: ["since"],
    Award: ["until"],
    Posting: ["until"],
    Resolution: ["due_on"],
    PointRule: ["published_on", "ends_on"],
}
# Nobody types these in.
STAMPS = {"created_at", "updated_at", "uploaded_at", "published_at", "beat_at", "committed_at", "undone_at"}
STAMPS |= {"written_at", "at", "deleted_at", "consented_at"}


def fields(named):
    """(model, field) for pytest, called after both."""
    pairs = [(model, name) for model, names in named.items() for name in names]
    return pytest.mark.parametrize(
        ("model", "name"), pairs, ids=[f"{model.__name__}.{name}" for model, name in pairs]
    )


def every_day():
    entered = {}
    for model in apps.get_models():
        if model._meta.app_label in FLOORS and not model._meta.proxy and model._meta.model_name != "user":
            days = [f.name for f in model._meta.local_fields if isinstance(f, models.DateField)]
            entered[model] = [name for name in days if name not in STAMPS]
    return entered


def refusal(model, name, value):
    """The messages beside the field."""
    with pytest.raises(ValidationError) as refused:
        model._meta.get_field(name).clean(value, model(**{name: value}))
    return refused.value.messages


@fields(PUBLIC_TEXT)
def test_text_for_residents_holds_no_number_of_a_person(model, name):
    message = ["公开的内容里不要写手机号或身份证号，请删去。"]
    assert refusal(model, name, "3号楼张大爷 13800000000") == message
    assert refusal(model, name, "张某，身份证３７０２１２１９９００１０１１２３４") == message


def test_staff_may_note_a_telephone():
    for model, name in ((Unit, "contact_phone"), (ListItem, "contact_phone"), (Problem, "note")):
        model._meta.get_field(name).clean("13800000000", model())


@fields(HAPPENED)
def test_what_has_happened_is_not_dated_tomorrow(model, name):
    assert refusal(model, name, today() + timedelta(days=1)) == ["日期不能晚于今天。"]
    model._meta.get_field(name).clean(today(), model())


@fields(AHEAD)
def test_what_is_planned_may_be_dated_tomorrow(model, name):
    model._meta.get_field(name).clean(today() + timedelta(days=1), model())


@fields(every_day())
def test_year_that_nobody_means_is_refused(model, name):
    day = date(19, 6, 30)
    is_moment = isinstance(model._meta.get_field(name), models.DateTimeField)
    assert refusal(model, name, beginning(day) if is_moment else day) == [
        "年份应在1921年至2999年之间，请核对。"
    ]
