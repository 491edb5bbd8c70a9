"""走访: the form, filled in from where one comes; nobody's household is named."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.models import Visit
from lib.days import today
from orgs.enums import Role
from tests.events.people_factories import VisitFactory, VisitNeedFactory
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.place_factories import PostingFactory
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db

ADD, LIST = reverse("admin:events_visit_add"), reverse("admin:events_visit_changelist")


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], display_name="李干事")
    client.force_login(clerk)
    return clerk


def initial(client, **query):
    return client.get(ADD, query).context["adminform"].form.initial


def send(client, tree, needs=(), **fields):
    data = {"visited_on": str(today()), "visitor_name": "李干事", "organization": tree.community.pk}
    rows = {"needs-TOTAL_FORMS": len(needs), "needs-INITIAL_FORMS": 0}
    for number, text in enumerate(needs):
        rows |= {f"needs-{number}-text": text, f"needs-{number}-kind": "demand", f"needs-{number}-answer": ""}
    return client.post(ADD, data | rows | fields)


def errors(response):
    assert response.status_code == 200
    assert 'value="李干事"' in response.text  # nothing typed is lost
    return dict(response.context["adminform"].form.errors)


def test_form_begins_with_today_and_the_clerk(client, tree, clerk):
    found = initial(client)
    assert (found["visited_on"], found["visitor_name"]) == (today(), "李干事")
    assert str(found["organization"]) == str(tree.community.pk)


def test_form_comes_filled_in_from_a_unit_and_from_a_posting(client, tree, clerk):
    unit = UnitFactory(community=tree.community)
    assert str(initial(client, unit=unit.pk)["unit"]) == str(unit.pk)
    assert "posting" not in initial(client, unit=unit.pk)
    own = PostingFactory(organization=tree.community, unit=unit, user=clerk, person_name="李小干")
    found = initial(client, unit=unit.pk)
    assert (found["posting"], found["visitor_name"]) == (own.pk, "李小干")
    found = initial(client, posting=own.pk)
    assert (found["unit"], found["visitor_name"]) == (unit.pk, "李小干")


def test_form_takes_no_posting_of_another_branch_from_its_address(client, tree, clerk):
    other = PostingFactory(organization=tree.sister, person_name="别处的")
    found = initial(client, posting=other.pk)
    assert "unit" not in found
    assert found["visitor_name"] == "李干事"


def test_visit_is_written_down_with_its_needs(client, tree, clerk):
    unit = UnitFactory()
    sent = send(client, tree, ["想请老党员讲课", ""], unit=unit.pk, findings="食堂想请老人包粽子。")
    assert sent.status_code == 302
    visit = Visit.objects.get()
    assert (visit.unit, visit.organization, str(visit)) == (unit, tree.community, unit.name)
    assert [need.text for need in visit.needs.all()] == ["想请老党员讲课"]


def test_posting_alone_says_whom(client, tree, clerk):
    posting = PostingFactory(organization=tree.community)
    assert send(client, tree, posting=posting.pk).status_code == 302
    assert Visit.objects.get().unit == posting.unit


def test_wrong_visits_are_refused_in_words(client, tree, clerk):
    posting = PostingFactory(organization=tree.community, since=today() - timedelta(5))
    other = UnitFactory()
    told = errors(send(client, tree))
    assert "请填写走访了谁" in str(told)
    told = errors(send(client, tree, posting=posting.pk, unit=other.pk))
    assert f"这项包联的是“{posting.unit}”" in str(told["posting"])
    early = str(today() - timedelta(6))
    assert "还没有开始或者已经结束" in str(errors(send(client, tree, posting=posting.pk, visited_on=early)))
    late = str(today() + timedelta(1))
    assert "日期不能晚于今天" in str(errors(send(client, tree, unit=other.pk, visited_on=late)))
    assert not Visit.objects.exists()


@pytest.mark.parametrize("words", ["李奶奶眼睛不好。", "3号楼2单元501漏水。", "电话13800001234。"])
def test_households_are_not_named(client, tree, clerk, words):
    assert "findings" in errors(send(client, tree, households=3, findings=words))
    sent = send(client, tree, [words], households=3)
    assert sent.status_code == 200
    assert sent.context["problems"]
    assert not Visit.objects.exists()
    assert send(client, tree, ["一位老人想有老花镜"], households=3).status_code == 302
    assert str(Visit.objects.get()) == "居民3户"


def test_old_visit_whose_visitor_was_erased_is_still_saved(client, tree, clerk):
    visit = VisitFactory(organization=tree.community, visitor_name="", visited_on=date(2019, 5, 14))
    address = reverse("admin:events_visit_change", args=[visit.pk])
    data = {"visited_on": "2019-05-14", "unit": visit.unit.pk, "organization": tree.community.pk}
    rows = {"needs-TOTAL_FORMS": 0, "needs-INITIAL_FORMS": 0}
    assert client.post(address, data | rows | {"note": "补记"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.note, visit.visitor_name) == ("补记", "")


def test_unit_s_page_tells_its_visits_to_staff_of_the_branch_and_never_to_residents(client, tree, clerk):
    unit = UnitFactory(community=tree.community)
    visit = VisitFactory(organization=tree.community, unit=unit, findings="缺停车位")
    VisitNeedFactory(visit=visit, text="想要充电桩")
    VisitFactory(organization=tree.sister, unit=unit, findings="邻居写的")
    page = client.get(reverse("admin:orgs_unit_change", args=[unit.pk])).text
    for told in ("缺停车位", "想要充电桩（待转办）", reverse("admin:events_visit_change", args=[visit.pk])):
        assert told in page
    assert "邻居写的" not in page
    public = client.get(unit.get_absolute_url()).text
    assert "缺停车位" not in public
    assert "走访" not in public


def test_who_only_reads_gets_no_buttons(client, tree):
    need = VisitNeedFactory(visit__organization=tree.community)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    page = client.get(reverse("admin:events_visit_change", args=[need.visit.pk])).text
    assert "有需求待转办" in page
    assert "/act/" not in page
    unit = client.get(reverse("admin:orgs_unit_change", args=[need.visit.unit.pk])).text
    assert "记一次走访" not in unit


def test_list_is_asked_for_open_needs_with_as_many_queries_for_thirty(client, tree, clerk):
    waiting = VisitNeedFactory(visit__organization=tree.community).visit
    VisitNeedFactory(visit__organization=tree.community, answer="当场说明了。")
    few = queries(client, LIST)
    assert list(client.get(LIST, {"state": "open"}).context["cl"].result_list) == [waiting]
    for _ in range(28):
        VisitNeedFactory(visit__organization=tree.community)
    assert queries(client, LIST) == few
