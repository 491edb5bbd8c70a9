"""Pictures of every make come out right, or are refused in words; and none takes the machine's memory."""

import io
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from lib.pictures import prepare, validate_picture
from tests.lib.pictures import photo, png, upload

ROOT = Path(__file__).resolve().parents[2]
RED, WHITE = (254, 0, 0), (255, 255, 255)
HEIC = "这是 HEIC 照片，网页不能显示。请在手机“设置”“相机”“格式”里选“兼容性最佳”再拍，或转成 JPG 后再上传。"
NO_PHOTO = "这不是能用的照片，请上传完好的 JPG、PNG 或 WebP 文件。"


def written(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def prepared(content, name="现场.jpg"):
    """The larger size of what was uploaded."""
    picture = upload(content, name)
    validate_picture(picture)
    return Image.open(io.BytesIO(prepare(picture).full.read()))


def refusal(content, name="现场.jpg"):
    with pytest.raises(ValidationError) as refused:
        validate_picture(upload(content, name))
    (message,) = refused.value.messages
    return message


def near(found, expected):
    return all(abs(one - other) < 12 for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_taken(kind):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    content = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    assert near(prepared(content).getpixel((20, 15)), RED)


def test_cmyk_is_turned_to_the_screen_s_colours():
    picture = prepared(written(Image.new("CMYK", (40, 30), (0, 255, 255, 0)), "JPEG"))
    assert picture.mode == "RGB"
    assert near(picture.getpixel((20, 15)), RED)


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (32768, 128), (65535, 255)])
def test_16_bits_of_grey_are_scaled(value, expected):
    content = written(Image.new("I;16", (40, 30), value), "PNG")
    assert near(prepared(content).getpixel((20, 15)), (expected,) * 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA"])
def test_every_mode_keeps_its_looks(mode):
    source = Image.new("L", (40, 30), 0)
    source.paste(255, (0, 0, 20, 30))
    shown = prepared(written(source.convert(mode), "PNG")).convert("L")
    assert shown.getpixel((5, 15)) > 240
    assert shown.getpixel((35, 15)) < 15


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_shines_through_is_white(mode):
    picture = Image.new("RGBA", (40, 30), (200, 0, 0, 0)).convert(mode)
    assert near(prepared(written(picture, "PNG")).getpixel((20, 15)), WHITE)


def test_see_through_colour_of_a_palette_is_white():
    picture = Image.new("P", (40, 30), 0)
    picture.putpalette([200, 0, 0, 0, 0, 200])
    assert near(prepared(written(picture, "PNG", transparency=0)).getpixel((20, 15)), WHITE)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (1601, 3)])
def test_strange_proportions(size):
    picture = prepared(photo(size, kind="PNG"), "a.png")
    assert max(picture.size) <= 1600
    assert min(picture.size) >= 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_part_of_a_picture_is_refused(kind, part):
    whole = written(Image.effect_noise((640, 480), 60).convert("RGB"), kind)
    assert refusal(whole[: int(len(whole) * part)]) == NO_PHOTO


def test_bytes_turned_over_are_refused_or_drawn_but_never_fail():
    """Damage at many places: what can still be drawn is taken, everything else is told."""
    answers = set()
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = bytearray(photo((96, 64), kind=kind))
        for at in range(0, len(whole), max(1, len(whole) // 150)):
            damaged = bytes(whole[:at]) + bytes([whole[at] ^ 0xFF]) + bytes(whole[at + 1 :])
            try:
                prepared(damaged)
                answers.add("drawn")
            except ValidationError as refused:
                answers.update(refused.messages)
    assert {"drawn", NO_PHOTO} <= answers


def test_notes_that_explode_are_refused():
    """A PNG's compressed text of 200 MB."""
    text = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    assert len(text) < 1_000_000
    assert refusal(png(photo(kind="PNG"), zTXt=text), "a.png") == NO_PHOTO


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_picture_of_an_apple_phone_is_named(brand):
    assert refusal(b"\0\0\0\x18ftyp" + brand + bytes(100), "IMG_0001.HEIC") == HEIC


@pytest.mark.parametrize("size", [(4600, 4500), (16_000, 5_000)], ids=str)
def test_large_webp_is_refused_for_its_decoder_takes_four_times_the_memory(size):
    content = written(Image.new("RGB", size), "WEBP", method=0)
    assert refusal(content, "a.webp") == "照片的像素太多，请用手机或看图软件缩小后再上传。"


def test_memory_of_the_largest_picture_is_bounded(tmp_path):
    """Promise 16: what is decoded at all stays below 900 MB, its process included."""
    paths = []
    for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB")):
        options = {"PNG": {"compress_level": 1}, "JPEG": {"progressive": True}}[kind]
        paths.append(tmp_path / f"{mode}.{kind.lower()}")
        paths[-1].write_bytes(written(Image.new(mode, (7700, 7700)), kind, **options))
    code = """
import pathlib, re, resource, sys, django
resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
django.setup()
from django.core.files import File
from lib.pictures import prepare, validate_picture
for path in sys.argv[1:]:
    with File(open(path, "rb")) as file:
        validate_picture(file)
        prepare(file)
print(re.search(r"VmHWM:\\s+([0-9]+)", pathlib.Path("/proc/self/status").read_text())[1])
"""
    run = [sys.executable, "-c", code, *map(str, paths)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert 100 < int(done.stdout) // 1024 < 900
