"""Projects on the staff side: their verbs as pages, what their form tells, and who sees which bid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from lib.days import today
from orgs.admin.acts import act_address
from orgs.enums import Role
from partnerships.enums import BidState, ProjectState
from partnerships.models import Bid, Project
from partnerships.workflow import bids, projects
from partnerships.workflow.notes import NOTE_PROJECT
from tests.lib.pictures import photo, upload
from tests.orgs.factories import CategoryFactory, UnitFactory
from tests.orgs.queries import queries
from tests.partnerships.factories import ListItemFactory, ProjectFactory
from tests.partnerships.loop_factories import (
    BidFactory,
    ClaimFactory,
    FundEntryFactory,
    MilestoneFactory,
    NotePhotoFactory,
    ProgressNoteFactory,
)
from tests.partnerships.review_form import address, messages, post, sign_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:partnerships_project_changelist")
FOUND = reverse("admin:partnerships_project_found")
DEMANDS = reverse("admin:partnerships_demand_changelist")
MAY = date(2019, 5, 20)


_ROWS = ("partners", "answers", "milestones", "notes", "bids")
EMPTY = {f"{name}-{kind}_FORMS": "0" for name in _ROWS for kind in ("TOTAL", "INITIAL")}


@pytest.fixture(autouse=True)
def clerk(client, tree):
    return sign_in(client, tree.community, Role.REVIEW)


@pytest.fixture
def project(tree):
    return ProjectFactory(organization=tree.community, started_on=date(2019, 6, 1))


@pytest.fixture
def offered(tree):
    return ProjectFactory(
        organization=tree.community, decided_on=None, offered_on=date(2019, 5, 1), goal="好"
    )


def buttons(client, record) -> list[str]:
    return [word for word, _ in client.get(address(record)).context["acts"]]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decided_on": None}, ["确定立项", "张榜", "取消"]),
        ({"decided_on": None, "offered_on": date(2019, 5, 1)}, ["选定揭榜单位", "取消"]),
        ({"decided_on": None, "offered_on": MAY, "offered_until": today() + timedelta(days=1)}, ["取消"]),
        ({}, ["启动", "记进展", "完成", "取消"]),
        ({"started_on": MAY}, ["记进展", "完成", "取消"]),
        ({"finished": True}, ["记进展"]),
        ({"cancelled": True}, []),
    ],
)
def test_form_offers_the_verbs_that_fit(client, tree, fields, words):
    assert buttons(client, ProjectFactory(organization=tree.community, **fields)) == words


def test_offering_asks_for_the_goal_and_keeps_the_dates(client, tree):
    project = ProjectFactory(organization=tree.community, decided_on=None)
    page = act_address(project, bids.OFFER)
    dates = {"on": f"{today():%Y-%m-%d}", "until": f"{today() + timedelta(days=9):%Y-%m-%d}"}
    assert "请填写项目目标。" in client.post(page, dates | {"goal": ""}).text
    answer = client.post(page, dates | {"goal": "修好路灯"}, follow=True)
    assert messages(answer) == ["已张榜，公众可以看到并申请揭榜。"]
    assert Project.objects.publicly_offered().get().goal == "修好路灯"


def test_choosing_a_bid_keeps_what_was_typed_when_it_is_refused(client, offered):
    chosen, other = BidFactory(project=offered, unit=UnitFactory()), BidFactory(project=offered)
    page = act_address(offered, bids.CHOOSE)
    assert other.plan in client.get(page).text
    sent = {"bid": chosen.pk, "on": "2019-05-20"}
    assert "请写明其他单位没有选中的理由。" in client.post(page, sent).text
    client.post(page, sent | {"reason": "方案不够具体"})
    offered.refresh_from_db()
    assert offered.state() == ProjectState.DECIDED
    assert offered.partners.get().unit == chosen.unit
    assert Bid.objects.get(pk=other.pk).status == BidState.DECLINED


def test_finishing_and_cancelling_ask_for_result_and_reason(client, tree, project):
    page = act_address(project, projects.FINISH)
    assert "请填写项目成效。" in client.post(page, {"on": "2019-06-20"}).text
    client.post(page, {"on": "2019-06-20", "result": "修好了"})
    other = ProjectFactory(organization=tree.community)
    page = act_address(other, projects.CANCEL)
    assert "请填写原因。" in client.post(page, {"on": "2019-06-20"}).text
    client.post(page, {"on": "2019-06-20", "reason": "资金没有到位"})
    for each in (project, other):
        each.refresh_from_db()
    assert (project.state(), other.state()) == (ProjectState.FINISHED, ProjectState.CANCELLED)
    assert "资金没有到位" in client.get(address(other)).text


@pytest.mark.parametrize(("role", "review"), [(Role.ENTER, "submitted"), (Role.REVIEW, "published")])
def test_new_words_of_who_may_not_publish_are_reviewed_again(client, tree, project, role, review):
    sign_in(client, tree.community, role)
    client.post(act_address(project, projects.FINISH), {"on": "2019-06-20", "result": "修好了"})
    project.refresh_from_db()
    assert (project.result, project.review) == ("修好了", review)


@pytest.mark.parametrize(("day", "verb"), [("decided_on", "选定揭榜单位"), ("cancelled_on", "取消")])
def test_day_typed_past_the_bids_is_refused(client, offered, day, verb):
    BidFactory(project=offered)
    answer = post(client, offered, **EMPTY, **{day: "2019-06-20"})
    assert f"还有没答复的揭榜申请，请用上面的“{verb}”办理。" in answer.text
    offered.refresh_from_db()
    assert offered.state() == ProjectState.PROPOSED


def test_note_with_two_photos_is_written_from_the_form(client, project):
    page = act_address(project, NOTE_PROJECT)
    files = [upload(photo(), "一.jpg"), upload(photo(), "二.jpg")]
    sent = {"text": "换好了灯", "noted_on": "2019-06-05", "photos": files, "is_public": "on"}
    client.post(page, sent)
    note = project.notes.get()
    assert (note.text, note.photos.count(), note.is_public) == ("换好了灯", 2, True)
    assert "换好了灯" in client.get(address(project)).text


def test_form_marks_late_steps_and_what_is_over_the_budget(client, project):
    MilestoneFactory(project=project)
    project.budget = Decimal(1000)
    project.save()
    spent = {"amount": Decimal("-1200.50"), "purpose": "购置灯具"}
    FundEntryFactory(project=project, fund__organization=project.organization, **spent)
    text = client.get(address(project)).text
    for words in ("已逾期", "1,200.50元", "超出预算200.50元", "购置灯具"):
        assert words in text


def test_steps_without_a_place_stand_by_their_days(client, project):
    late, soon = (
        MilestoneFactory(project=project, due_on=day) for day in (date(2019, 8, 1), date(2019, 7, 1))
    )
    assert list(project.milestones.all()) == [soon, late]
    rows = {
        "milestones-TOTAL_FORMS": "3",
        "milestones-INITIAL_FORMS": "2",
        "milestones-0-id": soon.pk,
        "milestones-0-title": "清点灯具",
        "milestones-0-due_on": "2019-07-01",
        "milestones-0-order": "",
        "milestones-1-id": late.pk,
        "milestones-1-title": late.title,
        "milestones-1-due_on": "2019-08-01",
        "milestones-1-order": "0",
        "milestones-2-title": "验收",
        "milestones-2-due_on": "2019-09-01",
        "milestones-2-order": "",
    }
    post(client, project, **EMPTY | rows)
    assert [step.title for step in project.milestones.all()] == ["清点灯具", late.title, "验收"]


def test_list_finds_quiet_late_and_offered_projects(client, tree, project, offered):
    late = MilestoneFactory(project__organization=tree.community, project__decided_on=MAY).project
    for key, found in (("quiet", project), ("overdue", late), ("offered", offered)):
        rows = client.get(LIST, {"progress": key}).context["cl"].result_list
        assert list(rows) == [found], key
    assert "张榜中" in client.get(LIST).text


def test_ticked_demands_become_a_project(client, tree):
    category = CategoryFactory(kind="project")
    demands = [ListItemFactory(organization=tree.community, demand=True) for _ in range(2)]
    ticked = {"action": "found_project", "_selected_action": [demand.pk for demand in demands]}
    page = client.post(DEMANDS, ticked).url
    form = client.get(page).context["form"]
    assert form["title"].value() == f"{demands[0]}等2项需求"
    assert "请选择类别。" in client.post(page, {"title": "修灯"}).text
    sent = {"title": "修灯", "category": category.pk, "organization": tree.community.pk, "goal": "修好"}
    answer = client.post(page, sent | {"decided_on": "2019-06-03"})
    project = Project.objects.get()
    assert answer.url == address(project)
    assert set(project.demands.all()) == set(demands)
    assert (project.organization, project.decided_on) == (tree.community, date(2019, 6, 3))


def test_project_is_founded_from_demands_that_one_sees_and_filed_where_one_may(client, tree):
    own, foreign = (ListItemFactory(organization=o, demand=True) for o in (tree.community, tree.cousin))
    resource = ListItemFactory(organization=tree.community)
    for key in (foreign.pk, resource.pk, "x", 9**30):
        assert client.get(FOUND, {"demand": [own.pk, key]}).status_code == 404
    category = CategoryFactory(kind="project")
    sent = {"title": "修灯", "category": category.pk, "organization": tree.area.pk}
    assert client.post(f"{FOUND}?demand={own.pk}", sent).status_code == 200
    assert not Project.objects.exists()


def test_claim_becomes_a_project_on_its_form(client, tree):
    claim = ClaimFactory(organization=tree.community)
    sent = {"title": "修灯", "category": CategoryFactory(kind="project").pk, "decided_on": "2019-06-03"}
    client.post(act_address(claim, projects.FOUND), sent)
    claim.refresh_from_db()
    assert claim.project.title == "修灯"
    assert claim.project.partners.get().unit == claim.parties.get().unit


def test_contact_of_a_bid_is_masked_and_a_sibling_s_bid_is_not_there(client, tree, offered):
    own = BidFactory(project=offered, contact_name="张三", contact_phone="13805321234")
    text = client.get(address(own)).text
    assert "138****1234" in text
    assert "13805321234" not in text
    assert client.get(address(BidFactory(project__organization=tree.sister))).status_code == 404


def test_publishing_what_is_on_offer_says_that_it_is_shown(client, tree):
    project = ProjectFactory(
        organization=tree.community, decided_on=None, offered_on=MAY, goal="好", review="submitted"
    )
    told = messages(post(client, project, "_publish", **EMPTY))
    assert any("已发布并张榜" in words for words in told)
    assert Project.objects.publicly_offered().get() == project


def test_form_and_lists_ask_the_same_number_of_queries_at_any_length(client, tree):
    project = ProjectFactory(organization=tree.community, offered_on=date(2019, 5, 1))

    def enrich(count):
        for _ in range(count):
            MilestoneFactory(project=project)
            NotePhotoFactory(note=ProgressNoteFactory(project=project))
            BidFactory(project=project, unit=UnitFactory())
            FundEntryFactory(project=project, amount=-1)

    enrich(1)
    pages = [address(project), LIST, reverse("admin:partnerships_bid_changelist")]
    few = [queries(client, page) for page in pages]
    enrich(29)
    assert [queries(client, page) for page in pages] == few
