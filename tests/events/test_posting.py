"""包联: who answers for whom, visited this quarter or not; how a posting ends; when names are erased."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.models import Visit
from events.postings import unvisited, visited, with_last_visit
from lib.days import today
from orgs.enums import PostingRole, PostingState, Role
from orgs.models import Posting
from orgs.moves import Refused
from orgs.personal.retention import erase
from orgs.workflow import postings
from tests.events.people_factories import VisitFactory
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.place_factories import PostingFactory
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db

AT = date(2019, 5, 20)
LIST = reverse("admin:orgs_posting_changelist")


def visit(posting, day):
    return VisitFactory(posting=posting, unit=posting.unit, organization=posting.organization, visited_on=day)


@pytest.mark.parametrize(
    ("day", "is_visited"),
    [
        (date(2019, 3, 31), False),
        (date(2019, 4, 1), True),
        (AT, True),
        (date(2019, 5, 21), False),  # on that day nobody knew of it
    ],
)
def test_visited_is_who_had_a_visit_in_the_quarter_by_that_day(day, is_visited):
    posting = PostingFactory()
    visit(posting, day)
    everybody = Posting.objects.all()
    assert list(visited(everybody, AT)) == [posting] * is_visited
    assert list(unvisited(everybody, AT)) == [posting] * (not is_visited)


def test_only_those_who_are_to_visit_and_hold_their_posting_are_behind():
    PostingFactory(role=PostingRole.FIRST_SECRETARY)
    PostingFactory(until=AT)
    PostingFactory(since=AT + timedelta(1))
    behind = PostingFactory(until=AT + timedelta(1))
    assert list(unvisited(Posting.objects.all(), AT)) == [behind]


def test_last_visit_is_the_latest_up_to_the_day():
    posting, never = PostingFactory(), PostingFactory()
    for day in (date(2019, 2, 1), date(2019, 5, 2), date(2019, 6, 1)):
        visit(posting, day)
    found = {each: each.last_visit for each in with_last_visit(Posting.objects.all(), AT)}
    assert found == {posting: date(2019, 5, 2), never: None}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], display_name="李干事")
    client.force_login(clerk)
    return clerk


def test_list_tells_who_was_not_visited_and_is_asked_for_them(client, tree, clerk):
    behind, done = PostingFactory.create_batch(2, organization=tree.community)
    visit(done, today())
    page = client.get(LIST).text
    assert "本季度未走访" in page
    assert "本季度已走访" in page
    rows = {value: client.get(LIST, {"visited": value}).context["cl"].result_list for value in ("no", "yes")}
    assert {value: list(found) for value, found in rows.items()} == {"no": [behind], "yes": [done]}


def test_list_asks_as_much_for_thirty_as_for_one(client, tree, clerk):
    visit(PostingFactory(organization=tree.community), today())
    few = queries(client, LIST)
    for _ in range(29):
        visit(PostingFactory(organization=tree.community), today())
    assert queries(client, LIST) == few


def test_posting_ends_on_its_day_and_stays_as_history(client, tree, clerk):
    posting = PostingFactory(organization=tree.community)
    address = reverse("admin:orgs_posting_act", args=[posting.pk, "end"])
    assert "不能早于开始日期" in client.post(address, {"on": "2018-12-31"}).text
    assert client.post(address, {"on": str(today())}).status_code == 302
    posting.refresh_from_db()
    assert (posting.until, posting.state()) == (today(), PostingState.ENDED)
    assert posting not in Posting.objects.held()
    assert posting in Posting.objects.held(today() - timedelta(1))
    with pytest.raises(Refused, match="已结束"):
        postings.end(posting, clerk, on=today())


def test_posting_with_visits_is_ended_and_not_deleted(client, tree):
    posting = PostingFactory(organization=tree.community)
    visit(posting, AT)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE))
    page = client.post(reverse("admin:orgs_posting_delete", args=[posting.pk]), {"post": "yes"}, follow=True)
    assert "请点“结束”" in page.text
    assert Posting.objects.filter(pk=posting.pk).exists()


def test_who_holds_a_posting_of_another_branch_sees_it_and_does_not_change_it(client, tree, clerk):
    posting = PostingFactory(organization=tree.street, user=clerk)
    PostingFactory(organization=tree.street)
    assert list(Posting.objects.visible_to(clerk)) == [posting]
    assert not Posting.objects.managed_by(clerk)
    page = client.get(reverse("admin:orgs_posting_change", args=[posting.pk]))
    assert f"{reverse('admin:events_visit_add')}?posting={posting.pk}" in page.text


def test_accounts_are_chosen_among_those_of_the_branch(client, tree, clerk):
    colleague, stranger = (
        UserFactory(organizations=[tree.community]),
        UserFactory(organizations=[tree.sister]),
    )
    form = client.get(reverse("admin:orgs_posting_add")).context["adminform"].form
    offered = set(form.fields["user"].queryset)
    assert colleague in offered
    assert stranger not in offered


def test_pages_of_units_and_organisations_tell_who_answers_for_them(client, tree, clerk):
    unit = UnitFactory(community=tree.community)
    PostingFactory(organization=tree.community, unit=unit, person_name="王某某")
    PostingFactory(organization=tree.community, unit=unit, person_name="从前的", until=today())
    PostingFactory(organization=tree.sister, unit=unit, person_name="邻居的")
    PostingFactory(organization=tree.community, unit=None, target=tree.community, person_name="赵某某")
    page = client.get(reverse("admin:orgs_unit_change", args=[unit.pk])).text
    assert "王某某" in page
    assert "从前的" not in page
    assert "邻居的" not in page
    assert f"{reverse('admin:events_visit_add')}?unit={unit.pk}" in page
    page = client.get(reverse("admin:orgs_organization_change", args=[tree.community.pk])).text
    assert "赵某某" in page
    assert f"{reverse('admin:events_visit_add')}?visited={tree.community.pk}" in page


def test_names_are_erased_on_day_n_and_the_records_stay(client, tree, clerk, settings):
    """Promise 34: of postings that are long over, and of who visited long ago."""
    settings.CONTACT_KEEP_DAYS = 30
    over = PostingFactory(organization=tree.community, until=today() - timedelta(30))
    held = PostingFactory(organization=tree.community, until=today() - timedelta(29))
    old = visit(over, today() - timedelta(30))
    late = visit(held, today() - timedelta(29))
    erase()
    names = dict(Posting.objects.values_list("pk", "person_name"))
    assert names == {over.pk: "", held.pk: "示例干部"}
    assert dict(Visit.objects.values_list("pk", "visitor_name")) == {old.pk: "", late.pk: "示例干部"}
    form = client.get(reverse("admin:orgs_posting_change", args=[over.pk])).context["adminform"].form
    assert not form.fields["person_name"].required
    assert with_last_visit(Posting.objects.all()).get(pk=over.pk).last_visit == old.visited_on
