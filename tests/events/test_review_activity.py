"""An activity between draft and publication: its status and its review."""

import pytest
from django.urls import reverse

from events.enums import ActivityStatus
from events.models import Activity, ActivityPhoto
from orgs import review
from orgs.enums import ReviewState, Role
from orgs.models import BranchSetting
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD = "admin:events_activity_add"


def sign_in(client, tree, role):
    user = UserFactory(organizations=[tree.community], organizations__role=role)
    client.force_login(user)
    return user


def filled(tree, **fields):
    data = {"title": "邻里端午", "kind": "culture", "organization": tree.community.pk}
    return data | {"starts_at_0": "2019-06-05", "starts_at_1": "09:30"} | fields


def change(activity):
    return reverse("admin:events_activity_change", args=[activity.pk])


def act(activity, verb):
    return reverse("admin:events_activity_act", args=[activity.pk, verb])


def rows(activity):
    """The management form of the photos."""
    number = activity.photos.count()
    return {"photos-TOTAL_FORMS": number, "photos-INITIAL_FORMS": number}


def test_publishing_announces_a_plan(client, tree):
    sign_in(client, tree, Role.REVIEW)
    client.post(reverse(ADD), filled(tree, is_public="on", _publish="1"))
    activity = Activity.objects.get()
    assert (activity.review, activity.status) == (ReviewState.PUBLISHED, ActivityStatus.PUBLISHED)
    assert activity.published_at
    assert client.get(activity.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", [ActivityStatus.POSTPONED, ActivityStatus.CANCELLED])
def test_publishing_leaves_what_became_of_it(tree, status):
    reviewer = UserFactory(organizations=[tree.community])
    activity = ActivityFactory(organization=tree.community, status=status, review=ReviewState.SUBMITTED)
    review.publish(activity, reviewer)
    activity.refresh_from_db()
    assert activity.status == status


def test_many_plans_are_announced_at_once(tree):
    reviewer = UserFactory(organizations=[tree.community])
    for _ in range(2):
        ActivityFactory(organization=tree.community, draft=True, review=ReviewState.SUBMITTED)
    assert review.publish_all(Activity.objects.all(), reviewer) == 2
    assert Activity.objects.public().count() == 2
    assert not Activity.objects.filter(published_at=None).exists()


def test_plan_is_a_draft_for_the_review_too(client, tree):
    client.force_login(UserFactory(superuser=True))
    client.post(reverse(ADD), filled(tree))
    activity = Activity.objects.get()
    assert activity.review == ReviewState.DRAFT
    assert ActivityFactory(draft=True).review == ReviewState.DRAFT


@pytest.mark.parametrize("role", [Role.ENTER, Role.REVIEW])
@pytest.mark.parametrize("status", ["published", "closed", "cancelled", "draft"])
def test_status_is_no_field_of_the_form(client, tree, role, status):
    sign_in(client, tree, role)
    activity = ActivityFactory(organization=tree.community, title="邻里端午")
    sent = filled(tree, status=status, attendance=9) | rows(activity)
    refused = client.post(change(activity), sent)
    assert "不能填的栏目（状态）" in refused.content.decode()
    assert 'value="邻里端午"' in refused.content.decode()
    activity.refresh_from_db()
    assert (activity.status, activity.attendance) == (ActivityStatus.PUBLISHED, None)


@pytest.mark.parametrize("verb", ["postpone", "reschedule", "cancel", "close"])
def test_who_enters_leaves_the_status_as_it_is(client, tree, verb):
    sign_in(client, tree, Role.ENTER)
    activity = ActivityFactory(organization=tree.community)
    sent = {"reason": "下雨", "attendance": 9, "starts_at_0": "2019-06-05", "starts_at_1": "09:30"}
    assert client.post(act(activity, verb), sent).status_code == 403
    activity.refresh_from_db()
    assert (activity.status, activity.attendance) == (ActivityStatus.PUBLISHED, None)


@pytest.mark.parametrize(("verb", "status"), [("cancel", "cancelled"), ("close", "closed")])
def test_where_nothing_is_reviewed_who_enters_says_what_becomes_of_it(client, tree, verb, status):
    BranchSetting.objects.create(organization=tree.street, unreviewed=["events.Activity"])
    sign_in(client, tree, Role.ENTER)
    activity = ActivityFactory(organization=tree.community)
    assert client.post(act(activity, verb), {"reason": "下雨", "attendance": 9}).status_code == 302
    activity.refresh_from_db()
    assert activity.status == status


def test_reviewer_closes(client, tree):
    sign_in(client, tree, Role.REVIEW)
    activity = ActivityFactory(organization=tree.community)
    client.post(act(activity, "close"), {"attendance": 9})
    activity.refresh_from_db()
    assert (activity.status, activity.review) == (ActivityStatus.CLOSED, ReviewState.PUBLISHED)


def test_changed_photo_of_a_published_activity_waits_for_review(client, tree):
    sign_in(client, tree, Role.ENTER)
    photo = ActivityPhotoFactory(activity__organization=tree.community, activity__title="邻里端午")
    activity = photo.activity
    form = client.get(change(activity)).context["adminform"].form
    sent = {name: form[name].value() for name in ("title", "kind", "place", "is_public")}
    sent |= {"organization": tree.community.pk, "starts_at_0": "2019-05-14", "starts_at_1": "14:00:00"}
    sent |= rows(activity) | {"photos-0-id": photo.pk, "photos-0-order": 0, "photos-0-caption": "现场"}
    photo.caption = "现场"
    photo.save()
    assert client.post(change(activity), sent).status_code == 302
    activity.refresh_from_db()
    assert activity.review == ReviewState.PUBLISHED  # nothing was changed
    assert client.post(change(activity), sent | {"photos-0-caption": "包粽子"}).status_code == 302
    activity.refresh_from_db()
    assert activity.review == ReviewState.SUBMITTED
    address = reverse("events:activity_photo", args=[photo.pk, "full"])
    assert client.get(address).status_code == 404
    assert not ActivityPhoto.objects.public().exists()
