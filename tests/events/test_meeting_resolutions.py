"""议定事项: carried out, verified by another, made a project or a problem."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from events.enums import ResolutionState
from events.models import AgendaTopic, Resolution
from events.workflow import resolutions
from lib.days import today
from orgs.enums import Role
from orgs.models.category import CategoryKind
from orgs.moves import Refused, steps_of
from partnerships.enums import ProblemSource
from partnerships.models import Problem, Project
from tests.events.people_factories import AgendaTopicFactory, MeetingFactory, ResolutionFactory
from tests.orgs.factories import CategoryFactory, CouncilSeatFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution(tree):
    """Of the community; a cousin in another area carries it out."""
    return ResolutionFactory(
        meeting__organization=tree.community, owner=tree.cousin, due_on=date(2019, 6, 30), text="修好路灯"
    )


def reviewer(place):
    return UserFactory(organizations=[place])


def test_owner_elsewhere_sees_and_finishes_it_and_another_verifies(tree, resolution):
    owner, own = reviewer(tree.cousin), reviewer(tree.community)
    assert list(Resolution.objects.visible_to(owner)) == [resolution]
    assert not Resolution.objects.visible_to(reviewer(tree.sister)).exists()
    assert resolution.state() == ResolutionState.OVERDUE
    resolutions.finish(resolution, owner, on=today(), result="换了三盏灯。")
    assert resolution.state() == ResolutionState.DONE
    with pytest.raises(PermissionDenied):
        resolutions.verify(resolution, owner, on=today())
    resolutions.verify(resolution, own, on=today())
    assert resolution.state() == ResolutionState.VERIFIED
    assert [step.word for step in steps_of(resolution)] == ["办结", "核实"]


def test_who_finished_it_does_not_verify_it(tree, resolution):
    own = reviewer(tree.community)
    resolutions.finish(resolution, own, on=today(), result="好了。")
    with pytest.raises(Refused, match="请换一个人核实"):
        resolutions.verify(resolution, own, on=today())


def test_what_was_not_done_goes_back(tree, resolution):
    resolutions.finish(resolution, reviewer(tree.cousin), on=today(), result="好了。")
    resolutions.return_(resolution, reviewer(tree.community), reason="只修了一盏。")
    assert (resolution.done_on, resolution.result) == (None, "")
    assert steps_of(resolution).last().reason == "只修了一盏。"


def test_done_before_the_meeting_is_refused(tree, resolution):
    with pytest.raises(Refused, match="办结日期不能早于开会日期"):
        resolutions.finish(resolution, reviewer(tree.community), on=date(2019, 5, 13), result="好了。")


def test_past_day_is_as_it_was(resolution):
    resolution.done_on = date(2019, 7, 5)
    resolution.save()
    assert resolution.state(date(2019, 6, 30)) == ResolutionState.OPEN
    assert resolution.state(date(2019, 7, 1)) == ResolutionState.OVERDUE
    assert list(Resolution.objects.overdue(date(2019, 7, 4))) == [resolution]
    assert not Resolution.objects.overdue(date(2019, 7, 5)).exists()


def press(client, resolution, verb, data):
    address = reverse("admin:events_resolution_act", args=[resolution.pk, verb])
    token = client.get(address).context["act_token"]
    return [client.post(address, data | {"act_token": token}) for _ in range(2)]


def test_becomes_one_problem_however_often_the_button_is_pressed(client, tree, resolution):
    resolution.owner_unit = UnitFactory()
    resolution.save()
    client.force_login(reviewer(tree.community))
    first, _ = press(client, resolution, "problem", {"title": "路灯不亮"})
    problem = Problem.objects.get()
    assert first.url == reverse("admin:partnerships_problem_change", args=[problem.pk])
    assert problem.number == "WT-2019-0001"
    told = (problem.source, problem.raised_on, problem.owner, problem.due_on, problem.is_public)
    assert told == (ProblemSource.COUNCIL, date(2019, 5, 14), tree.cousin, date(2019, 6, 30), False)
    assert list(problem.units.all()) == [resolution.owner_unit]
    resolution.refresh_from_db()
    assert resolution.problem == problem
    with pytest.raises(Refused, match="已经转为实际问题“路灯不亮”"):
        resolutions.to_problem(resolution, reviewer(tree.community), title="再来一次")


def test_becomes_one_project(client, tree, resolution):
    client.force_login(reviewer(tree.community))
    category = CategoryFactory(kind=CategoryKind.PROJECT)
    press(
        client, resolution, "project", {"title": "亮灯", "category": category.pk, "decided_on": "2019-05-20"}
    )
    project = Project.objects.get()
    assert (project.number, project.organization) == ("XM-2019-0001", tree.community)
    resolution.refresh_from_db()
    assert resolution.project == project
    page = client.get(reverse("admin:events_resolution_change", args=[resolution.pk])).text
    assert "共建项目“亮灯”" in page
    assert "转为问题" not in page


def test_owner_elsewhere_makes_no_project_of_it(client, tree, resolution):
    client.force_login(reviewer(tree.cousin))
    page = client.get(reverse("admin:events_resolution_change", args=[resolution.pk])).text
    assert "办结" in page
    assert "转为项目" not in page
    for verb in ("project", "problem", "verify"):
        address = reverse("admin:events_resolution_act", args=[resolution.pk, verb])
        assert client.post(address, {}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"due_on": date(2019, 5, 13)}, "办理时限不能早于开会日期。"),
        ({"owner": None}, "请选择责任党组织或责任单位。"),
        ({"verified_on": today() - timedelta(days=1)}, "办结之后才能核实"),
    ],
)
def test_resolution_is_refused(resolution, fields, message):
    for name, value in fields.items():
        setattr(resolution, name, value)
    with pytest.raises(ValidationError, match=message):
        resolution.full_clean()


def test_topic_keeps_to_its_council():
    meeting, seat = MeetingFactory(), CouncilSeatFactory()
    topic = AgendaTopicFactory.build(council=meeting.council, seat=seat)
    with pytest.raises(ValidationError, match="这个席位不在所选的议事机构里"):
        topic.full_clean()


def test_clerk_enters_a_topic_for_a_seat(client, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    seat = CouncilSeatFactory(council__organization=tree.community)
    other = CouncilSeatFactory(council__organization=tree.community)
    add = reverse("admin:events_agendatopic_add")
    page = client.get(add, {"council": seat.council_id})
    assert list(page.context["adminform"].form.fields["seat"].queryset) == [seat]
    data = {"council": seat.council_id, "title": "路灯维修", "proposed_on": "2019-05-01", "seat": other.pk}
    wrong = client.post(add, data)
    assert wrong.context["adminform"].form.errors == {"seat": ["这个席位不在所选的议事机构里，请重新选择。"]}
    assert client.post(add, data | {"seat": seat.pk}).status_code == 302
    assert AgendaTopic.objects.get().proposer == str(seat.unit)


def test_topic_on_an_agenda_is_kept(client, tree):
    meeting = MeetingFactory(organization=tree.community)
    topic = AgendaTopicFactory(council=meeting.council, meeting=meeting)
    client.force_login(reviewer(tree.community))
    client.post(reverse("admin:events_agendatopic_delete", args=[topic.pk]), {"post": "yes"})
    assert AgendaTopic.objects.filter(pk=topic.pk).exists()
