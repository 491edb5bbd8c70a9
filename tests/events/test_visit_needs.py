"""What a visit found becomes a demand or a problem in one step."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from events.enums import NeedKind, VisitState
from events.models import Visit, VisitNeed
from events.workflow import visits
from orgs.enums import ReviewState, Role
from orgs.models import RecordStep
from orgs.models.category import CategoryKind
from orgs.moves import Refused
from partnerships.enums import ProblemSource
from partnerships.models import Demand, Problem
from tests.events.people_factories import VisitFactory, VisitNeedFactory
from tests.orgs.factories import CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def need(tree):
    return VisitNeedFactory(visit__organization=tree.community, text="想请老党员讲课")


@pytest.fixture
def category(db):
    return CategoryFactory(kind=CategoryKind.DEMAND)


def act(need, verb):
    return reverse("admin:events_visit_act", args=[need.visit.pk, verb])


def test_form_offers_the_button_beside_the_need_and_its_page_is_filled_in(client, need, clerk):
    VisitNeedFactory(visit=need.visit, text="另一条", kind=NeedKind.PROBLEM)
    page = client.get(reverse("admin:events_visit_change", args=[need.visit.pk])).text
    assert f'{act(need, "to_demand")}?need={need.pk}"' in page
    second = VisitNeed.objects.get(text="另一条")
    assert f'{act(need, "to_problem")}?need={second.pk}"' in page
    form = client.get(act(need, "to_problem"), {"need": second.pk}).context["form"]
    assert (form["title"].value(), form["need"].value()) == ("另一条", second.pk)


def test_need_becomes_a_demand_of_the_unit_once_however_often_it_is_pressed(client, need, clerk, category):
    page = client.get(act(need, "to_demand"), {"need": need.pk})
    sent = {
        "act_token": page.context["act_token"],
        "need": need.pk,
        "title": "请老党员讲课",
        "category": category.pk,
        "beneficiary": page.context["form"]["beneficiary"].value(),
    }
    first, second = (client.post(act(need, "to_demand"), sent) for _ in range(2))
    demand = Demand.objects.get()
    assert first.url == reverse("admin:partnerships_demand_change", args=[demand.pk])
    assert second.status_code == 302
    assert (demand.organization, demand.unit) == (need.visit.organization, need.visit.unit)
    assert (demand.review, demand.published_on, demand.beneficiary) == (ReviewState.DRAFT, None, "unit")
    need.refresh_from_db()
    assert need.became.pk == demand.pk
    assert need.visit.state() == VisitState.SETTLED
    form = client.get(reverse("admin:events_visit_change", args=[need.visit.pk])).text
    assert f'需求：<a href="{first.url}">' in form


def test_another_tab_makes_no_second_one(client, need, clerk, category):
    data = {"need": need.pk, "title": "讲课", "category": category.pk}
    for _ in range(2):
        answer = client.post(act(need, "to_demand"), data)
    assert "这条需求已经转办、答复或者删去" in answer.text
    assert Demand.objects.count() == 1
    with pytest.raises(Refused):
        visits.to_problem(need.visit, clerk, need=need, title="讲课")


def test_need_becomes_a_numbered_problem_raised_on_the_day_of_the_visit(client, need, clerk):
    answer = client.post(act(need, "to_problem"), {"need": need.pk, "title": "校门口路灯不亮"})
    problem = Problem.objects.get()
    assert answer.url == reverse("admin:partnerships_problem_change", args=[problem.pk])
    assert (problem.source, problem.raised_on) == (ProblemSource.VISIT, need.visit.visited_on)
    assert problem.number == "WT-2019-0001"
    assert (problem.is_public, problem.review) == (False, ReviewState.DRAFT)
    assert list(problem.units.all()) == [need.visit.unit]
    assert need.visit.visitor_name not in problem.note
    assert RecordStep.objects.get(kind="events.visit").reason == need.text


def test_residents_need_is_proposed_as_a_wish(client, tree, clerk):
    need = VisitNeedFactory(visit=VisitFactory(organization=tree.community, unit=None, households=2))
    form = client.get(act(need, "to_demand")).context["form"]
    assert form["beneficiary"].value() == "residents"


def test_missing_category_is_asked_for_and_the_rest_stays(client, need, clerk):
    answer = client.post(act(need, "to_demand"), {"need": need.pk, "title": "改过的名称", "category": ""})
    assert "<title>错误：" in answer.text
    assert "请选择类别。" in answer.text
    assert 'value="改过的名称"' in answer.text
    assert not Demand.objects.exists()


def test_need_of_another_visit_is_not_taken_up_here(client, tree, need, clerk, category):
    other = VisitNeedFactory(visit__organization=tree.sister)
    answer = client.post(act(need, "to_demand"), {"need": other.pk, "title": "讲课", "category": category.pk})
    assert answer.status_code == 200
    assert not Demand.objects.exists()


def test_who_only_reads_takes_nothing_up(tree, need, category):
    reader = UserFactory(organizations=[tree.community], organizations__role=Role.VIEW)
    stranger = UserFactory(organizations=[tree.sister])
    for user in (reader, stranger):
        with pytest.raises(PermissionDenied):
            visits.to_demand(need.visit, user, need=need, title="讲课", category=category)
    assert not Demand.objects.exists()


def taken_up(need, clerk, category):
    return visits.to_demand(need.visit, clerk, need=need, title="讲课", category=category)


def test_wrong_turn_is_taken_back_and_what_was_made_can_go(client, need, clerk, category):
    demand = taken_up(need, clerk, category)
    answer = client.post(act(need, "release"), {"need": need.pk, "reason": "应当是问题"})
    assert answer.status_code == 302
    need.refresh_from_db()
    assert need.is_open
    client.post(reverse("admin:partnerships_demand_delete", args=[demand.pk]), {"post": "yes"})
    assert not Demand.objects.exists()


def test_what_is_published_or_solved_is_not_taken_back(need, clerk, category):
    demand = taken_up(need, clerk, category)
    Demand.objects.update(review=ReviewState.PUBLISHED)
    with pytest.raises(Refused, match="已经发布或者在办"):
        visits.release(need.visit, clerk, need=need, reason="转错了")
    need.refresh_from_db()
    assert need.demand_id == demand.pk


def change(client, need, **fields):
    visit = need.visit
    data = {
        "visited_on": str(visit.visited_on),
        "visitor_name": visit.visitor_name,
        "unit": visit.unit.pk,
        "organization": visit.organization.pk,
        "needs-TOTAL_FORMS": 1,
        "needs-INITIAL_FORMS": 1,
        "needs-0-id": need.pk,
        "needs-0-visit": visit.pk,
    }
    return client.post(reverse("admin:events_visit_change", args=[visit.pk]), data | fields)


def test_need_that_was_taken_up_is_neither_rewritten_nor_deleted(client, need, clerk, category):
    taken_up(need, clerk, category)
    assert "已经转办，不能删去" in change(client, need, **{"needs-0-DELETE": "on"}).text
    change(client, need, **{"needs-0-text": "改了"})
    need.refresh_from_db()
    assert need.text == "想请老党员讲课"


def test_visit_with_a_need_that_was_taken_up_is_not_deleted(client, tree, need, clerk, category):
    taken_up(need, clerk, category)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE))
    page = client.post(
        reverse("admin:events_visit_delete", args=[need.visit.pk]), {"post": "yes"}, follow=True
    )
    assert "这次走访发现的需求已经转办" in page.text
    assert Visit.objects.exists()


def test_need_that_was_answered_on_the_spot_waits_no_more(client, need, clerk):
    kept = {"needs-0-text": need.text, "needs-0-kind": "demand", "needs-0-answer": "说明了。"}
    assert change(client, need, **kept).status_code == 302
    need.refresh_from_db()
    assert not need.is_open
    assert not Visit.objects.with_open_needs().exists()
