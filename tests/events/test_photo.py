import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from events.models import ActivityPhoto
from tests.events.factories import ActivityFactory, ActivityPhotoFactory
from tests.lib.pictures import GPS_TAG, bomb, phone_photo, photo, upload

pytestmark = pytest.mark.django_db


def stored(content, name="现场.jpg"):
    return ActivityPhoto.objects.create(activity=ActivityFactory(), image=upload(content, name))


def content_of(file):
    with file.open() as opened_file:
        return opened_file.read()


def opened(file):
    return Image.open(io.BytesIO(content_of(file)))


def refusal(content, name="现场.jpg"):
    picture = ActivityPhoto(activity=ActivityFactory(), image=upload(content, name))
    with pytest.raises(ValidationError) as refused:
        picture.full_clean(exclude=["small", "width", "height"])
    return refused.value.message_dict["image"]


def test_picture_of_a_phone_held_upright_is_stored_upright():
    picture = stored(phone_photo((64, 48), orientation=6))
    full = opened(picture.image)
    assert full.size == (picture.width, picture.height) == (48, 64)
    red, _, blue = full.getpixel((24, 5))
    assert red > 200 > blue, "the left half came to the top"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_phone_keeps_the_proportions(orientation):
    picture = stored(phone_photo((64, 48), orientation))
    assert (picture.width, picture.height) == ((64, 48) if orientation < 5 else (48, 64))


def test_original_carries_a_place_that_could_leak():
    assert Image.open(io.BytesIO(phone_photo())).getexif().get_ifd(GPS_TAG)


@pytest.mark.parametrize("size", ["image", "small"])
def test_place_maker_and_comment_are_gone(size):
    """Promise 17."""
    file = getattr(stored(phone_photo()), size)
    picture = opened(file)
    assert not dict(picture.getexif())
    assert "exif" not in picture.info
    assert b"PhoneMaker" not in content_of(file)
    assert b"secret comment" not in content_of(file)


def test_two_sizes_are_stored():
    picture = stored(photo((2400, 1200)))
    assert opened(picture.image).size == (1600, 800) == (picture.width, picture.height)
    assert opened(picture.small).size == (640, 320)


def test_small_picture_is_not_blown_up():
    picture = stored(photo((300, 200)))
    assert opened(picture.image).size == opened(picture.small).size == (300, 200)


@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "屏幕.png"), ("WEBP", "现场.webp"), ("JPEG", "现场.JPEG")]
)
def test_whatever_comes_in_is_stored_as_jpeg(kind, name):
    picture = stored(photo(kind=kind), name)
    assert opened(picture.image).format == opened(picture.small).format == "JPEG"
    assert picture.image.name.endswith(".jpg")


def test_transparent_picture_is_stored():
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(buffer, "PNG")
    assert opened(stored(buffer.getvalue(), "徽标.png").image).mode == "RGB"


def test_saving_the_caption_does_not_write_the_picture_again():
    picture = ActivityPhotoFactory()
    before = picture.image.name
    picture = ActivityPhoto.objects.get()
    picture.caption = "包粽子"
    picture.save()
    assert picture.image.name == before


@pytest.mark.parametrize("size", [(9_000, 7_000), (20_000, 10_000), (60_000, 60_000)], ids=str)
def test_bomb_is_refused_before_it_is_decoded(monkeypatch, size):
    """Promise 16."""
    content = bomb(*size)
    assert len(content) < 1_000_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("the picture was decoded"))
    assert refusal(content, "照片.png") == ["照片的像素太多，请用手机或看图软件缩小后再上传。"]


def test_picture_beyond_the_limit_of_size_is_refused(settings):
    settings.PICTURE_MAX_BYTES = 500
    assert refusal(photo((640, 480))) == ["照片不能超过500\xa0字节，请压缩后再上传。"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "图.svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "图.jpg"),
        (b"<!doctype html><script>alert(1)</script>", "图.png"),
        (b"MZ\x90\x00" + bytes(200), "图.jpg"),
        (b"\xff\xd8\xff", "图.jpg"),
        (photo()[:100], "图.jpg"),
        (photo(kind="GIF"), "图.gif"),
        (photo(kind="TIFF"), "图.jpg"),
    ],
    ids=["svg", "svg named jpg", "html named png", "exe named jpg", "three bytes", "cut off", "gif", "tiff"],
)
def test_what_is_no_photo_is_refused(content, name):
    """Promise 18."""
    assert refusal(content, name)


def test_half_a_photo_is_refused_with_a_message():
    whole = photo((640, 480))
    assert refusal(whole[: len(whole) // 2]) == ["这不是能用的照片，请上传完好的 JPG、PNG 或 WebP 文件。"]


def test_html_behind_a_picture_does_not_survive():
    """Promise 18."""
    picture = stored(photo(kind="PNG") + b"<script>alert(1)</script>", "图.png")
    assert b"<script>" not in content_of(picture.image)


def test_photo_of_a_draft_is_not_public():
    ActivityPhotoFactory(activity__draft=True)
    shown = ActivityPhotoFactory()
    assert list(ActivityPhoto.objects.public()) == [shown]


def test_alt_is_the_caption_or_names_the_activity():
    assert ActivityPhotoFactory(caption="包粽子").alt == "包粽子"
    assert ActivityPhotoFactory(caption="", activity__title="端午情活动").alt == "端午情活动的照片"
