"""The form of what residents see, as who enters and who reviews use it."""

import pytest
from django.urls import reverse

from orgs import review
from orgs.enums import ReviewState, Role
from orgs.models import BranchSetting, ReviewStep
from partnerships.models import Agreement, Problem
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.agreement_form import filled, scan, submit
from tests.partnerships.factories import AgreementFactory, ListItemFactory
from tests.partnerships.review_form import address, buttons, messages, post, problem, sign_in, state

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED, PUBLISHED = ReviewState
ADD = "admin:partnerships_problem_add"
NEW = {"title": "楼道灯不亮", "source": "resident", "raised_on": "2019-05-14", "is_public": "on"}
NEW |= {"solved_on": "2019-06-05", "result": "已换灯。"}


@pytest.fixture
def clerk(client, tree):
    return sign_in(client, tree.community, Role.ENTER)


@pytest.fixture
def reviewer(client, tree):
    return sign_in(client, tree.area, Role.REVIEW)


def add(client, tree, *buttons, **fields):
    return client.post(
        reverse(ADD), NEW | {"organization": tree.community.pk} | fields | dict.fromkeys(buttons, "1")
    )


# New ones


@pytest.mark.parametrize(
    ("button", "expected"), [("_save", DRAFT), ("_submit", SUBMITTED), ("_addanother", DRAFT)]
)
def test_new_one_of_who_enters(client, tree, clerk, button, expected):
    assert buttons(client.get(reverse(ADD))) == ["_save", "_submit", "_addanother"]
    add(client, tree, button)
    record = Problem.objects.get()
    assert record.review == expected
    assert not Problem.objects.public().exists()
    assert record.number


@pytest.mark.parametrize(
    ("button", "expected"), [("_save", DRAFT), ("_publish", PUBLISHED), ("_addanother", DRAFT)]
)
def test_new_one_of_a_reviewer(client, tree, reviewer, button, expected):
    assert buttons(client.get(reverse(ADD))) == ["_save", "_publish", "_addanother"]
    add(client, tree, button)
    record = Problem.objects.get()
    assert record.review == expected
    published = [step.user for step in review.steps_of(record)]
    assert published == ([reviewer] if expected == PUBLISHED else [])


def test_new_one_with_its_parties_is_submitted(client, tree, clerk):
    parties = [{"organization": tree.community.pk}, {"unit": UnitFactory().pk}]
    assert submit(client, filled(tree.community, parties, _submit="1")).status_code == 302
    agreement = Agreement.objects.get()
    assert (agreement.review, agreement.parties.count()) == (SUBMITTED, 2)


def test_new_one_where_nothing_is_reviewed_is_published_as_before(client, tree, clerk):
    BranchSetting.objects.create(organization=tree.street, unreviewed=["partnerships.Problem"])
    page = client.get(reverse(ADD))
    assert buttons(page) == []
    assert 'name="_save"' in page.content.decode()
    add(client, tree, "_save")
    assert Problem.objects.get().review == PUBLISHED


def test_new_one_of_a_superuser_is_published_as_before(client, tree):
    client.force_login(UserFactory(superuser=True))
    assert buttons(client.get(reverse(ADD))) == []
    add(client, tree, "_save")
    assert Problem.objects.get().review == PUBLISHED


def test_forged_publication_is_refused_and_nothing_saved(client, tree, clerk):
    assert add(client, tree, "_publish").status_code == 403
    assert not Problem.objects.exists()
    record = problem(tree, SUBMITTED)
    assert post(client, record, "_publish", title="改了").status_code == 403
    record.refresh_from_db()
    assert (record.review, record.title) == (SUBMITTED, "楼道灯不亮")


def test_forged_state_is_refused(client, tree, clerk):
    response = add(client, tree, "_save", review="published")
    assert not Problem.objects.filter(review=PUBLISHED).exists()
    assert response.status_code in (200, 302)


def test_who_reviews_elsewhere_submits_here(client, tree):
    user = sign_in(client, tree.sister, Role.REVIEW)
    user.assignments.create(organization=tree.community, role=Role.ENTER)
    response = client.post(
        reverse(ADD), NEW | {"organization": tree.community.pk, "_publish": "1"}, follow=True
    )
    assert Problem.objects.get().review == SUBMITTED
    assert any("没有审核权限，已提交审核" in told for told in messages(response))


# Those that are there


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        (DRAFT, "_save", DRAFT),
        (DRAFT, "_submit", SUBMITTED),
        (RETURNED, "_save", RETURNED),
        (RETURNED, "_submit", SUBMITTED),
        (SUBMITTED, "_save", SUBMITTED),
        (SUBMITTED, "_submit", SUBMITTED),
        (SUBMITTED, "_withdraw", DRAFT),
        (PUBLISHED, "_save", SUBMITTED),
        (PUBLISHED, "_submit", SUBMITTED),
        (PUBLISHED, "_withdraw", SUBMITTED),
        (PUBLISHED, "_continue", SUBMITTED),
    ],
)
def test_who_enters_saves(client, tree, clerk, before, button, after):
    record = problem(tree, before)
    post(client, record, button, title="楼道灯又不亮")
    record.refresh_from_db()
    assert (record.title, record.review) == ("楼道灯又不亮", after)
    assert Problem.objects.public().exists() is False


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        (DRAFT, "_save", DRAFT),
        (DRAFT, "_publish", PUBLISHED),
        (RETURNED, "_publish", PUBLISHED),
        (SUBMITTED, "_save", SUBMITTED),
        (SUBMITTED, "_publish", PUBLISHED),
        (PUBLISHED, "_save", PUBLISHED),
        (PUBLISHED, "_publish", PUBLISHED),
    ],
)
def test_reviewer_saves(client, tree, reviewer, before, button, after):
    record = problem(tree, before)
    post(client, record, button, title="楼道灯又不亮")
    record.refresh_from_db()
    assert (record.title, record.review) == ("楼道灯又不亮", after)


@pytest.mark.parametrize("role", [Role.ENTER, Role.REVIEW])
@pytest.mark.parametrize("stands", ReviewState, ids=list(ReviewState.values))
def test_every_offered_button_does_something_allowed(client, tree, role, stands):
    sign_in(client, tree.community, role)
    offered = buttons(client.get(address(problem(tree, stands))))
    for button in offered:
        response = post(client, problem(tree, stands), button, review_reason="改一下")
        assert response.status_code == 200
        assert "还没有保存" not in response.content.decode()


def test_what_residents_never_see_needs_no_review(client, tree, clerk):
    record = problem(tree, PUBLISHED)
    post(client, record, "_save", note="已电话回访。")
    item = ListItemFactory(organization=tree.community, resource=True)
    page = reverse("admin:partnerships_resource_change", args=[item.pk])
    form = client.get(page).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    client.post(page, sent | {"contact_phone": "0532-80000000"})
    for each in (record, item):
        each.refresh_from_db()
        assert each.review == PUBLISHED
    assert (record.note, item.contact_phone) == ("已电话回访。", "0532-80000000")
    assert not ReviewStep.objects.exists()


def test_saving_without_a_change_asks_for_no_review(client, tree, clerk):
    record = problem(tree, PUBLISHED)
    post(client, record, "_save")
    assert state(record) == PUBLISHED


def test_form_says_beforehand_that_it_will_be_hidden(client, tree, clerk):
    words = "这条记录已发布。您保存后要重新审核，审核前公众看不到。"
    assert words in client.get(address(problem(tree, PUBLISHED))).content.decode()
    assert words not in client.get(address(problem(tree, SUBMITTED))).content.decode()


def test_form_of_a_reviewer_says_nothing_of_the_kind(client, tree, reviewer):
    page = client.get(address(problem(tree, PUBLISHED)))
    assert "重新审核" not in page.content.decode()
    assert buttons(page) == []


def test_change_saved_while_another_publishes_does_not_unpublish_unseen(client, tree, clerk):
    """The state that a form was read with is not written back."""
    record = problem(tree, SUBMITTED)
    form = client.get(address(record)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    Problem.objects.filter(pk=record.pk).update(review=PUBLISHED)
    client.post(address(record), sent | {"_save": "1"})
    assert state(record) == PUBLISHED
    client.post(address(record), sent | {"_save": "1", "title": "改了"})
    assert [step.state for step in review.steps_of(record)] == [PUBLISHED, SUBMITTED]


def test_scans_need_no_review_and_parties_do(client, tree, clerk):
    agreement = AgreementFactory(organization=tree.community, parties=[tree.community, UnitFactory()])
    rows = {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 0, "attachments-0-file": scan()}
    assert change_parties(client, agreement, **rows).status_code == 302
    assert (state(agreement), agreement.attachments.count()) == (PUBLISHED, 1)
    attached = {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 1}
    attached["attachments-0-id"] = agreement.attachments.get().pk
    attached |= {"parties-0-signatory_post": "党委书记"}
    assert change_parties(client, agreement, **attached).status_code == 302
    assert state(agreement) == SUBMITTED


def change_parties(client, agreement, **fields):
    """Send the agreement's form as it stands, but for `fields`."""
    form = client.get(address(agreement)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    parties = list(agreement.parties.all())
    sent |= {"parties-TOTAL_FORMS": len(parties), "parties-INITIAL_FORMS": len(parties)}
    for place, party in enumerate(parties):
        values = {
            "id": party.pk,
            "organization": party.organization_id,
            "unit": party.unit_id,
            "order": place + 1,
        }
        sent |= {f"parties-{place}-{name}": value for name, value in values.items() if value}
    return client.post(address(agreement), sent | fields)
