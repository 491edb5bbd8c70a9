"""The public page of a project tells its story in order, and nothing that residents may not see."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lib.days import today
from partnerships.enums import BidState
from tests.events.factories import ActivityFactory
from tests.orgs.factories import UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory
from tests.partnerships.loop_factories import (
    BidFactory,
    ClaimFactory,
    FundEntryFactory,
    MilestoneFactory,
    NotePhotoFactory,
    ProgressNoteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(tree):
    demand = ListItemFactory(organization=tree.community, demand=True, title="楼道灯不亮")
    return ProjectFactory(
        organization=tree.community,
        agreement=AgreementFactory(organization=tree.community),
        demands=[demand],
        finished=True,
        goal="修好全部楼道灯",
        result="三百户受益",
        budget=Decimal(10000),
    )


def spend(project, amount, **fund):
    FundEntryFactory(fund__organization=project.organization, project=project, amount=amount, **fund)


def enrich(project):
    """One more of everything that the page tells."""
    place = {"organization": project.organization}
    project.demands.add(ListItemFactory(demand=True, **place))
    project.partners.create(unit=UnitFactory())
    claim = ClaimFactory(project=project, rated=True, rating_comment="很及时", **place)
    MilestoneFactory(project=project)
    for about in ({"claim": claim}, {"project": project}):
        NotePhotoFactory(note=ProgressNoteFactory(is_public=True, **about))
    ProblemFactory(project=project, solved=True, public=True, **place)
    ActivityFactory(project=project, **place)
    spend(project, Decimal(-100))


def test_page_tells_the_story_in_order(client, project, tree):
    unit = UnitFactory(name="供电所")
    claim = ClaimFactory(
        organization=tree.community,
        item=project.demands.get(),
        project=project,
        units=[unit],
        rated=True,
        rating_comment="很及时",
    )
    MilestoneFactory(project=project, title="清点灯具", done_on=date(2019, 6, 5))
    ProgressNoteFactory(claim=claim, text="先修好一号楼。", is_public=True, noted_on=date(2019, 6, 4))
    photo = NotePhotoFactory(
        note=ProgressNoteFactory(
            project=project, text="全部装好了。", is_public=True, noted_on=date(2019, 6, 9)
        )
    )
    spend(project, Decimal(-2500))

    text = client.get(project.get_absolute_url()).text

    story = ["楼道灯不亮", "供电所", "修好全部楼道灯", "清点灯具", "先修好一号楼。", "全部装好了。"]
    story += [
        f"/notes/photos/{photo.pk}/small.jpg",
        "三百户受益",
        "很及时",
        "10,000元",
        "占预算的25%",
        "7,500元",
    ]
    places = [text.find(words, text.find('class="journey"')) for words in story]
    assert -1 not in places
    assert places == sorted(places)
    assert 'loading="lazy"' in text


def test_page_hides_what_residents_may_not_see(client, project, tree):
    hidden = UnitFactory(name="不公开的单位", private=True)
    ClaimFactory(organization=tree.community, project=project, units=[hidden], contact_name="张三丰")
    pending = ClaimFactory(
        organization=tree.community, project=project, pending=True, unit_name="还没核对的店"
    )
    ProgressNoteFactory(project=project, text="内部的话")
    ProgressNoteFactory(claim=pending, text="没有确认的认领的进展", is_public=True)
    spend(project, Decimal(-9999), fund__is_public=False)
    text = client.get(project.get_absolute_url()).text
    for words in ("不公开的单位", "张三丰", "还没核对的店", "内部的话", "没有确认的认领的进展", "9,999"):
        assert words not in text


def test_page_of_a_project_that_was_offered_tells_who_bid_and_no_contact(client, tree):
    offered = {"offered_on": date(2019, 5, 1), "offered_until": date(2019, 5, 10)}
    project = ProjectFactory(organization=tree.community, **offered)
    BidFactory(project=project, status=BidState.CHOSEN, contact_phone="13812345678")
    BidFactory(project=project, status=BidState.DECLINED, unit_name="没选中的单位", reason="方案太简单")
    text = client.get(project.get_absolute_url()).text
    assert "2019年5月1日张榜，2家单位揭榜申请" in text
    assert not [words for words in ("没选中的单位", "方案太简单", "138") if words in text]


def test_late_step_is_marked(client, tree):
    project = ProjectFactory(organization=tree.community, running=True)
    MilestoneFactory(project=project, due_on=today() - timedelta(days=1))
    assert "还没有完成" in client.get(project.get_absolute_url()).text


def test_story_asks_the_same_number_of_queries_at_any_length(client, project):
    enrich(project)
    few = queries(client, project.get_absolute_url())
    for _ in range(29):
        enrich(project)
    assert queries(client, project.get_absolute_url()) == few <= MOST
