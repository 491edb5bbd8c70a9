"""照片: many at once, upright, ordered, captioned, with a cover; saved in one step."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from lib.pictures import prepare
from orgs.enums import ReviewState, Role
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.orgs.factories import UserFactory

pytestmark = pytest.mark.django_db
_ORIENTATION, _TURNED = 0x0112, 6  # EXIF: the camera was held upright, the picture lies on its side


@pytest.fixture
def activity(client, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW))
    return ActivityFactory(organization=tree.community)


def page(activity):
    return reverse("admin:events_activity_photos", args=[activity.pk])


def turned(name, size=(64, 48)):
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[_ORIENTATION] = _TURNED
    Image.new("RGB", size, "#b8322a").save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def rows(*photos, **fields):
    """What the page sends of those that are there, in the order given."""
    data = {"act_token": "t1", "cover": ""}
    for number, photo in enumerate(photos, start=1):
        data |= {f"order_{photo.pk}": number, f"caption_{photo.pk}": photo.caption}
    return data | fields


def test_many_from_a_phone_are_upright_and_stored_once(client, activity):
    """Promise S5: portrait photographs stay portrait; a second submission stores nothing."""
    for _ in range(2):
        sent = rows(new_photos=[turned("甲.jpg"), turned("乙.jpg"), turned("丙.jpg")])
        assert client.post(page(activity), sent).status_code == 302
    stored = activity.photos.all()
    assert [(photo.order, photo.width, photo.height) for photo in stored] == [(n, 48, 64) for n in (1, 2, 3)]
    with stored[0].image.open() as file, Image.open(file) as picture:
        assert picture.size == (48, 64)
        assert not picture.getexif()


def test_pictures_are_decoded_before_the_transaction(client, activity, monkeypatch):
    """On SQLite everybody else's saving would wait for thirty photographs of a phone."""
    before, seen = len(connection.savepoint_ids), []

    def spied(file):
        seen.append(len(connection.savepoint_ids))
        return prepare(file)

    monkeypatch.setattr("lib.photos.prepare", spied)
    client.post(page(activity), rows(new_photos=[turned("甲.jpg"), turned("乙.jpg")]))
    assert seen == [before, before]
    assert activity.photos.count() == 2


def test_order_words_cover_and_deletion_in_one_step(client, activity):
    first, second, third = (ActivityPhotoFactory(activity=activity, order=n) for n in (1, 2, 3))
    sent = rows(third, first, second, cover=third.pk)
    sent |= {f"caption_{third.pk}": "包粽子", f"delete_{second.pk}": "on"}
    client.post(page(activity), sent)
    activity.refresh_from_db()
    assert [(photo.pk, photo.order, photo.caption) for photo in activity.photos.all()] == [
        (third.pk, 1, "包粽子"),
        (first.pk, 2, "活动现场"),
    ]
    assert activity.cover == third
    client.post(
        page(activity), rows(third, first, cover=third.pk, act_token="t2") | {f"delete_{third.pk}": "on"}
    )
    activity.refresh_from_db()
    assert activity.cover is None


def test_cover_of_another_activity_is_refused(client, activity):
    foreign = ActivityPhotoFactory()
    response = client.post(page(activity), rows(cover=foreign.pk))
    assert response.context["form"].errors["cover"]


def test_photo_that_came_meanwhile_keeps_its_place(client, activity):
    first = ActivityPhotoFactory(activity=activity, order=1)
    sent = rows(first)
    later = ActivityPhotoFactory(activity=activity, order=2)
    client.post(page(activity), sent)
    assert list(activity.photos.all()) == [first, later]


def test_wrong_caption_loses_no_photo(client, activity):
    photo = ActivityPhotoFactory(activity=activity)
    sent = rows(photo, new_photos=[turned("甲.jpg")]) | {f"caption_{photo.pk}": "联系13800001234"}
    response = client.post(page(activity), sent)
    assert list(response.context["form"].errors) == [f"caption_{photo.pk}"]
    assert "已上传，保存时一并存入" in response.content.decode()
    token = response.context["form"].fields["new_photos"].widget.held[0][0]
    client.post(page(activity), rows(photo, act_token="t2") | {"new_photos-held": token})
    assert activity.photos.count() == 2


def test_what_a_clerk_changes_is_reviewed_again(client, activity, tree):
    photo = ActivityPhotoFactory(activity=activity, order=1)
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.ENTER))
    client.post(page(activity), rows(photo))
    activity.refresh_from_db()
    assert activity.review == ReviewState.PUBLISHED  # nothing was changed
    client.post(page(activity), rows(photo, act_token="t2") | {f"caption_{photo.pk}": "包粽子"})
    activity.refresh_from_db()
    assert activity.review == ReviewState.SUBMITTED


def test_who_only_views_changes_nothing(client, activity, tree):
    client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.VIEW))
    assert client.get(page(activity)).status_code == client.post(page(activity)).status_code == 403
