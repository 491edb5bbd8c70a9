from datetime import date

import pytest
from django.urls import reverse

from tests.events.factories import ActivityFactory
from tests.orgs.factories import CategoryFactory, UnitFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import AgreementFactory, ListItemFactory, ProblemFactory, ProjectFactory

LIST = reverse("partnerships:project_list")


def titles(response) -> list[str]:
    return [project.title for project in response.context["listing"].rows]


@pytest.mark.parametrize("trait", ["private", "proposed", "cancelled"])
def test_project_that_is_not_public_is_nowhere(client, tree, trait):
    project = ProjectFactory(organization=tree.community, **{trait: True})
    assert project.title not in client.get(LIST).text
    assert client.get(project.get_absolute_url()).status_code == 404


def test_project_list_shows_who_leads_and_the_state(client, tree):
    lead, other = UnitFactory(name="牵头单位甲"), UnitFactory(name="参与单位乙")
    ProjectFactory(organization=tree.community, partners=[lead, other], running=True)
    text = client.get(LIST).text
    assert "牵头：牵头单位甲" in text
    assert "参与单位乙" not in text
    assert "进行中" in text


def test_project_list_of_a_community_a_category_and_a_time(client, tree):
    category = CategoryFactory(kind="project")
    wanted = ProjectFactory(organization=tree.community, category=category)
    ProjectFactory(organization=tree.cousin, category=category)
    ProjectFactory(organization=tree.community)
    ProjectFactory(organization=tree.community, category=category, decided_on=date(2019, 7, 1))
    query = {"community": tree.community.pk, "category": category.pk, "until": "2019-06-30"}
    assert titles(client.get(LIST, query)) == [wanted.title]


def test_project_list_held_to_a_unit_holds_those_in_which_it_takes_part(client, tree):
    lead, other = UnitFactory(), UnitFactory()
    project = ProjectFactory(organization=tree.community, partners=[lead, other])
    ProjectFactory(organization=tree.community, partners=[lead])
    assert titles(client.get(LIST, {"unit": other.pk})) == [project.title]


def test_project_detail_tells_all_that_is_public_of_it(client, tree):
    lead = UnitFactory(name="牵头单位甲")
    agreement = AgreementFactory(organization=tree.community)
    demand = ListItemFactory(organization=tree.community, demand=True)
    project = ProjectFactory(
        organization=tree.community,
        partners=[lead, tree.cousin],
        agreement=agreement,
        demands=[demand],
        finished=True,
        goal="修好楼道灯",
    )
    problem = ProblemFactory(organization=tree.community, project=project, solved=True, public=True)
    activity = ActivityFactory(organization=tree.community, project=project)
    text = client.get(project.get_absolute_url()).text
    expected = (
        f'<a href="{lead.get_absolute_url()}">牵头单位甲</a>',
        tree.cousin.name,
        agreement.title,
        demand.title,
        "修好楼道灯",
        "受益居民三百余人。",
        "2019年6月20日",
        "已完成",
        problem.title,
        activity.title,
        project.number,
    )
    assert [words for words in expected if words not in text] == []


def test_project_detail_hides_what_is_not_public(client, tree):
    agreement = AgreementFactory(organization=tree.community, private=True)
    demand = ListItemFactory(organization=tree.community, demand=True, withdrawn=True)
    hidden = UnitFactory(name="秘密单位", private=True)
    project = ProjectFactory(
        organization=tree.community, agreement=agreement, demands=[demand], partners=[hidden]
    )
    problem = ProblemFactory(organization=tree.community, project=project, solved=True)
    activity = ActivityFactory(organization=tree.community, project=project, draft=True)
    text = client.get(project.get_absolute_url()).text
    for title in (agreement.title, demand.title, "秘密单位", problem.title, activity.title):
        assert title not in text


def test_project_detail_shows_no_empty_column(client, tree):
    text = client.get(ProjectFactory(organization=tree.community).get_absolute_url()).text
    for label in ("开始日期", "完成日期", "所属协议", "项目成效", "牵头"):
        assert label not in text


def test_number_of_queries_does_not_grow_with_the_rows(client, tree):
    def decide(count):
        for _ in range(count):
            ProjectFactory(organization=tree.community, partners=UnitFactory.create_batch(2))

    def enrich(project, count):
        for _ in range(count):
            project.demands.add(ListItemFactory(organization=tree.community, demand=True))
            project.partners.create(unit=UnitFactory())
            ProblemFactory(organization=tree.community, project=project, solved=True, public=True)
            ActivityFactory(organization=tree.community, project=project)

    agreement = AgreementFactory(organization=tree.community)
    project = ProjectFactory(organization=tree.community, agreement=agreement, partners=[UnitFactory()])
    decide(1)
    enrich(project, 1)
    few = [queries(client, address) for address in (LIST, project.get_absolute_url())]
    decide(29)
    enrich(project, 29)
    assert [queries(client, address) for address in (LIST, project.get_absolute_url())] == few
    assert max(few) <= MOST
