"""The activity's form: many photos at once, impossible times, closing."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events.models import Activity
from lib.held import FOLDER
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.lib.pictures import bomb
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory

pytestmark = pytest.mark.django_db

ADD = "admin:events_activity_add"
TOO_EARLY = {"ends_at_0": "2019-06-05", "ends_at_1": "08:30"}


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def picture(name, size=(64, 48)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#b8322a").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def filled(organization, **fields):
    data = {"title": "邻里端午", "kind": "culture", "organization": organization.pk}
    return data | {"starts_at_0": "2019-06-05", "starts_at_1": "09:30"} | fields


def errors(response):
    assert 'value="邻里端午"' in response.content.decode()
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_many_photos_at_once(client, clerk, tree):
    photos = [picture("甲.jpg"), picture("乙.jpg", (48, 64)), picture("丙.jpg")]
    assert client.post(reverse(ADD), filled(tree.community, new_photos=photos)).status_code == 302
    stored = Activity.objects.get().photos.all()
    assert [(photo.order, photo.width, photo.height) for photo in stored] == [
        (1, 64, 48),
        (2, 48, 64),
        (3, 64, 48),
    ]


def test_more_photos_come_after_those_that_are_there(client, clerk, tree):
    photo = ActivityPhotoFactory(activity__organization=tree.community, order=5)
    rows = {"photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk}
    rows |= {"photos-0-caption": "包粽子", "photos-0-order": 5, "new_photos": [picture("新.jpg")]}
    address = reverse("admin:events_activity_change", args=[photo.activity_id])
    assert client.post(address, filled(tree.community, **rows)).status_code == 302
    stored = photo.activity.photos.all()
    assert [(each.order, each.caption) for each in stored] == [(5, "包粽子"), (6, "")]


def test_file_that_is_no_picture_is_named_beside_the_field(client, clerk, tree):
    photos = [picture("甲.jpg"), SimpleUploadedFile("乙.jpg", b"MZ\x90\x00", "image/jpeg")]
    response = client.post(reverse(ADD), filled(tree.community, new_photos=photos))
    assert errors(response) == {
        "new_photos": ["乙.jpg：这不是能用的照片，请上传完好的 JPG、PNG 或 WebP 文件。"]
    }
    assert not Activity.objects.exists()


def held(response):
    return [token for token, _ in response.context["adminform"].form.fields["new_photos"].widget.held]


def kept(settings):
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    return list(folder.iterdir()) if folder.exists() else []


def test_photos_are_kept_when_something_else_is_wrong(
    client, clerk, tree, settings, django_capture_on_commit_callbacks
):
    photos = [picture("甲.jpg"), picture("乙.jpg", (48, 64))]
    wrong = client.post(reverse(ADD), filled(tree.community, new_photos=photos, **TOO_EARLY))
    page = wrong.content.decode()
    assert "已上传，保存时一并存入" in page
    assert "甲.jpg" in page
    # Once more wrong: held files are held again, under the same tokens.
    again = filled(tree.community, **TOO_EARLY) | {"new_photos-held": held(wrong)}
    assert held(client.post(reverse(ADD), again)) == held(wrong)
    assert len(kept(settings)) == 2

    right = filled(tree.community, new_photos=[picture("丙.jpg")]) | {"new_photos-held": held(wrong)}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse(ADD), right).status_code == 302
    sizes = Activity.objects.get().photos.values_list("width", "height")
    assert list(sizes) == [(64, 48), (48, 64), (64, 48)]
    assert not kept(settings)


def test_right_photos_are_kept_beside_a_wrong_one(client, clerk, tree):
    photos = [SimpleUploadedFile("乙.jpg", b"MZ", "image/jpeg"), picture("甲.jpg")]
    wrong = client.post(reverse(ADD), filled(tree.community, new_photos=photos))
    assert list(errors(wrong)) == ["new_photos"]
    right = filled(tree.community) | {"new_photos-held": [*held(wrong), "forged"]}
    assert client.post(reverse(ADD), right).status_code == 302
    assert Activity.objects.get().photos.count() == 1


def test_end_before_the_start_is_refused_beside_it(client, clerk, tree):
    response = client.post(reverse(ADD), filled(tree.community, **TOO_EARLY))
    assert errors(response) == {"ends_at": ["结束时间不能早于开始时间。"]}
    assert 'value="08:30' in response.content.decode()


def test_closing_asks_for_attendance(client, clerk, tree):
    activity = ActivityFactory(organization=tree.community)
    address = reverse("admin:events_activity_act", args=[activity.pk, "close"])
    response = client.post(address, {"summary": "包了粽子。"})
    assert response.context["form"].errors == {"attendance": ["请填写参加人数。"]}
    assert "包了粽子。" in response.content.decode()


def test_publishing_notes_the_time(client, clerk, tree):
    client.post(reverse(ADD), filled(tree.community, _publish="1"))
    assert Activity.objects.get().published_at


def test_200_megapixel_picture_of_1_mb_is_refused_in_words(client, clerk, tree):
    """Promise 16, through the page: the picture is named, and what was typed is still there."""
    photos = [SimpleUploadedFile("大图.png", bomb(20_000, 10_000), "image/png")]
    response = client.post(reverse(ADD), filled(tree.community, new_photos=photos))
    assert errors(response) == {"new_photos": ["大图.png：照片的像素太多，请用手机或看图软件缩小后再上传。"]}


def test_agreement_of_an_activity_is_one_that_the_clerk_sees(client, clerk, tree):
    own, hidden = (AgreementFactory(organization=place) for place in (tree.community, tree.cousin))
    refused = client.post(reverse(ADD), filled(tree.community, agreement=hidden.pk))
    assert errors(refused) == {"agreement": ["没有这个所属协议，或不在您的管理范围内，请重新选择。"]}
    client.post(reverse(ADD), filled(tree.community, agreement=own.pk))
    assert Activity.objects.get().agreement == own
