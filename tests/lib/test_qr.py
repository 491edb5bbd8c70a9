import re

import cv2
import numpy as np
import pytest

from lib import qr

ADDRESS = "https://dangjian.example/activities/50000/"


def decoded(png: bytes) -> str:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


@pytest.mark.parametrize("text", [ADDRESS, ADDRESS + "tickets-" * 9])
def test_a_reader_finds_in_the_picture_what_was_put_in(text):
    assert decoded(qr.png(text)) == text


def test_the_drawing_has_the_modules_of_the_picture():
    picture = cv2.imdecode(np.frombuffer(qr.png(ADDRESS, scale=1), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert f'viewBox="0 0 {picture.shape[0]} {picture.shape[0]}"' in qr.svg(ADDRESS)
    drawn = sum(int(length) for length in re.findall(r"h(\d+)", qr.svg(ADDRESS).split("stroke", 1)[1]))
    assert drawn == (picture == 0).sum()


def test_the_drawing_has_a_name_that_ends_no_attribute_and_no_style_of_its_own():
    drawn = qr.svg(ADDRESS, '活动"<b>')
    assert 'role="img" aria-label="活动&quot;&lt;b&gt;"' in drawn
    assert "style" not in drawn
