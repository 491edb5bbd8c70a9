"""Promise 11: what somebody sees follows the tree and the roles at once, also in a session that is open."""

import pytest
from django.urls import reverse

from orgs.enums import ReviewState, Role
from orgs.models import TrashedRecord
from partnerships.models import Agreement, Problem
from tests.events.factories import ActivityPhotoFactory
from tests.jiedao import registry
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.import_batches import make_batch
from tests.orgs.two_editors import signed_in
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory, ProblemFactory

pytestmark = pytest.mark.django_db


def addresses_of(place):
    """Pages, files, an import and the bin of the place."""
    agreement = AgreementFactory(organization=place)
    photo = ActivityPhotoFactory(activity__organization=place, activity__draft=True)
    batch = make_batch(UserFactory(organizations=[place]), organization=place)
    return [
        *(
            reverse(f"admin:partnerships_agreement_{page}", args=[agreement.pk])
            for page in ("change", "history")
        ),
        AgreementAttachmentFactory(agreement=agreement).get_absolute_url(),
        reverse("admin:activity_photo_file", args=[photo.pk, "small"]),
        reverse("admin:orgs_unit_import_file", args=[batch.pk]),
        reverse("admin:orgs_trashedrecord_change", args=[registry.ROWS[TrashedRecord](place).pk]),
        f"{reverse('admin:monthly_report')}?month=2019-06&organization={place.pk}",
    ]


def statuses(client, addresses):
    found = set()
    for address in addresses:
        response = client.get(address)
        found.add(response.status_code)
        if response.streaming:
            b"".join(response)
    return found


def listed(client, model=Agreement):
    page = client.get(reverse(registry.url_name(model, "changelist")))
    return [row.pk for row in page.context["cl"].result_list]


def test_moved_organization_moves_sight_of_open_sessions_at_once(tree):
    losing, gaining = (
        signed_in(UserFactory(organizations=[area], organizations__role=Role.MANAGE))
        for area in (tree.other_area, tree.area)
    )
    addresses = addresses_of(tree.cousin)
    (key,) = listed(losing)
    assert (statuses(losing, addresses), statuses(gaining, addresses)) == ({200}, {404})
    tree.cousin.parent = tree.area
    tree.cousin.save()
    assert (statuses(losing, addresses), statuses(gaining, addresses)) == ({404}, {200})
    assert (listed(losing), listed(gaining)) == ([], [key])


def test_moved_unit_moves_with_its_contact(tree):
    unit = UnitFactory(community=tree.cousin, is_public=False, contact_phone="13805321234")
    losing, gaining = (signed_in(UserFactory(organizations=[n])) for n in (tree.cousin, tree.community))
    pages = [reverse(f"admin:orgs_unit_{page}", args=[unit.pk]) for page in ("change", "personal")]
    assert losing.post(pages[1]).status_code == 200
    unit.community = tree.community
    unit.save()
    assert losing.get(pages[0]).status_code == losing.post(pages[1]).status_code == 404
    assert gaining.get(pages[0]).status_code == gaining.post(pages[1]).status_code == 200


def test_lesser_role_holds_from_the_next_click_on(tree):
    user = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    client, problem = signed_in(user), ProblemFactory(organization=tree.community)
    change = reverse("admin:partnerships_problem_change", args=[problem.pk])
    assert client.get(reverse("admin:orgs_user_changelist")).status_code == 200
    user.assignments.update(role=Role.VIEW)
    assert client.get(reverse("admin:orgs_user_changelist")).status_code == 403
    assert client.get(change).status_code == 200
    assert client.post(change, {"title": "改了"}).status_code == 403


@pytest.mark.parametrize("role", Role)
def test_nobody_s_clerk_sees_nothing_from_the_next_click_on(tree, role):
    """No branch any more: back to the sign-in page, whatever was open."""
    user = UserFactory(organizations=[tree.community], organizations__role=role)
    client, addresses = signed_in(user), addresses_of(tree.community)
    scan = addresses.pop(2)
    assert statuses(client, [scan]) == {200}
    user.assignments.all().delete()
    for address in (*addresses, reverse("admin:index"), reverse("admin:partnerships_agreement_changelist")):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))
    assert client.get(scan).status_code == 404
    assert client.post(reverse("admin:personal"), {"person": "13805321234"}).status_code == 302


def test_each_branch_is_under_its_own_role(tree):
    """Reads one, enters in another, manages a third: lists hold all, acts go by the place."""
    user = UserFactory()
    held = {tree.community: Role.VIEW, tree.sister: Role.ENTER, tree.cousin: Role.MANAGE}
    for place, role in held.items():
        user.assignments.create(organization=place, role=role)
    client = signed_in(user)
    rows = {n: ProblemFactory(organization=n, review=ReviewState.SUBMITTED) for n in (*held, tree.stranger)}
    assert set(listed(client, Problem)) == {rows[place].pk for place in held}

    def status(place, page):
        return client.get(reverse(f"admin:partnerships_problem_{page}", args=[rows[place].pk])).status_code

    assert {place: status(place, "change") for place in held} == dict.fromkeys(held, 200)
    # 302: numbered, and not the last one.
    assert [status(place, "delete") for place in rows] == [403, 302, 200, 404]
    data = {"action": "publish_selected", "_selected_action": [row.pk for row in rows.values()]}
    client.post(reverse("admin:partnerships_problem_changelist"), data)
    published = Problem.objects.filter(review=ReviewState.PUBLISHED)
    assert [problem.organization for problem in published] == [tree.cousin]
    accounts = [UserFactory(organizations=[place]) for place in held]
    pages = [client.get(reverse("admin:orgs_user_change", args=[each.pk])) for each in accounts]
    assert [page.status_code for page in pages] == [404, 404, 200]
    restores = [reverse("admin:orgs_trashedrecord_restore", args=[_thrown_away(place).pk]) for place in held]
    assert [client.post(address).status_code for address in restores] == [404, 404, 302]


def _thrown_away(place):
    return registry.ROWS[TrashedRecord](place)
