"""Lists and the start page: what waits for review, and many at once."""

import pytest
from django.urls import reverse

from orgs.enums import ReviewState, Role
from partnerships.models import Agreement, Resource
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory, ListItemFactory

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReviewState
LIST = "admin:partnerships_agreement_changelist"


@pytest.fixture
def rows(tree):
    """One agreement in each state, and a stranger's."""
    AgreementFactory(organization=tree.cousin, review=SUBMITTED, title="外待审核")
    return {
        state: AgreementFactory(organization=tree.community, review=state, title=state.label)
        for state in ReviewState
    }


def sign_in(client, tree, role):
    user = UserFactory(organizations=[tree.community], organizations__role=role)
    client.force_login(user)
    return user


def act(client, action, chosen, **query):
    data = {"action": action, "_selected_action": [row.pk for row in chosen]}
    response = client.post(reverse(LIST, query=query), data, follow=True)
    return response, [str(message) for message in response.context["messages"]]


def test_filter_and_column_tell_the_state(client, tree, rows):
    sign_in(client, tree, Role.VIEW)
    for state, row in rows.items():
        response = client.get(reverse(LIST), {"review": state})
        assert list(response.context["cl"].queryset) == [row]
        assert f'">{state.label}</span></td>' in response.content.decode()
    filters = {each.title: each for each in client.get(reverse(LIST)).context["cl"].filter_specs}
    choices = [word for _, word in filters["审核状态"].lookup_choices]
    assert choices == ["待审核", "已退回", "草稿", "已发布"]


def test_chosen_rows_are_published_and_the_others_counted(client, tree, rows):
    sign_in(client, tree, Role.REVIEW)
    _, told = act(client, "publish_selected", rows.values())
    assert told == ["1条已发布，3条不是等您审核的，没有动。"]
    assert Agreement.objects.filter(review=PUBLISHED).count() == 2


def test_chosen_rows_of_a_filtered_list_are_counted_right(client, tree, rows):
    sign_in(client, tree, Role.REVIEW)
    _, told = act(client, "publish_selected", [rows[SUBMITTED]], review="submitted")
    assert told == ["1条已发布。"]


def test_chosen_rows_are_submitted(client, tree, rows):
    sign_in(client, tree, Role.ENTER)
    _, told = act(client, "submit_selected", rows.values())
    assert told == ["2条已提交审核，2条不是您能提交的草稿或退回的记录，没有动。"]


def test_forged_actions_of_who_may_not(client, tree, rows):
    sign_in(client, tree, Role.ENTER)
    act(client, "publish_selected", rows.values())
    sign_in(client, tree, Role.VIEW)
    act(client, "submit_selected", rows.values())
    sign_in(client, tree, Role.REVIEW)
    act(client, "publish_selected", Agreement.objects.filter(organization=tree.cousin))
    states = Agreement.objects.order_by("pk").values_list("review", flat=True)
    assert sorted(states) == sorted([*ReviewState.values, "submitted"])


def test_agreement_that_one_s_own_branch_only_signed_is_not_published(client, tree):
    """Seen, since an organisation of the branch signed it; reviewed where it is filed."""
    sign_in(client, tree, Role.REVIEW)
    signed = AgreementFactory(
        organization=tree.cousin, parties=[tree.cousin, tree.community], review=SUBMITTED
    )
    _, told = act(client, "publish_selected", [signed])
    assert told == ["1条不是等您审核的，没有动。"]
    signed.refresh_from_db()
    assert signed.review == SUBMITTED


def offered(client):
    page = client.get(reverse(LIST)).context["action_form"]
    return [] if page is None else [name for name, _ in page.fields["action"].choices if name]


def test_actions_are_offered_by_role(client, tree, rows):
    sign_in(client, tree, Role.VIEW)
    assert offered(client) == []
    sign_in(client, tree, Role.ENTER)
    assert offered(client) == ["submit_selected"]
    sign_in(client, tree, Role.REVIEW)
    assert offered(client) == ["submit_selected", "publish_selected"]


# The start page


def tasks(client):
    groups = client.get("/admin/").context["groups"]
    found = [task for group in groups for task in group.tasks]
    return {task.title: ([str(line.row) for line in task.lines], task.url) for task in found}


def test_start_page_of_a_reviewer_begins_with_what_waits(client, tree, rows):
    sign_in(client, tree, Role.REVIEW)
    found = tasks(client)
    assert next(iter(found)) == "待我审核的共建协议（1条）"
    titles, url = found["待我审核的共建协议（1条）"]
    assert titles == ["待审核"]
    assert list(client.get(url).context["cl"].queryset) == [rows[SUBMITTED]]


def test_start_page_of_who_enters_tells_what_came_back(client, tree, rows):
    sign_in(client, tree, Role.ENTER)
    found = tasks(client)
    assert found["被退回的共建协议（1条）"][0] == ["已退回"]
    assert found["共建协议草稿（1条）"][0] == ["草稿"]
    assert not any(title.startswith("待我审核") for title in found)


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (SUBMITTED, "待我审核的共建协议（1条）"),
        (RETURNED, "被退回的共建协议（1条）"),
        (DRAFT, "共建协议草稿（1条）"),
    ],
)
def test_what_waits_for_a_partner_of_the_agreement_is_in_nobody_elses_list(client, tree, rows, state, title):
    AgreementFactory(organization=tree.cousin, review=state, parties=[tree.cousin, tree.community])
    sign_in(client, tree, Role.REVIEW)
    _, url = tasks(client)[title]
    assert list(client.get(url).context["cl"].queryset) == [rows[state]]
    assert client.get(reverse(LIST, query={"review": state})).context["cl"].result_count == 2


def test_start_page_counts_all_and_shows_the_first(client, tree):
    for _ in range(8):
        ListItemFactory(organization=tree.community, resource=True, review=SUBMITTED)
    sign_in(client, tree, Role.REVIEW)
    titles, url = tasks(client)["待我审核的资源（8条）"]
    assert len(titles) == 4
    assert client.get(url).context["cl"].result_count == Resource.objects.count() == 8


def test_start_page_of_who_only_reads_asks_for_nothing(client, tree, rows):
    sign_in(client, tree, Role.VIEW)
    assert not any("审核" in title or "退回" in title or "草稿" in title for title in tasks(client))
