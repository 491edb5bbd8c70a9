"""Activities in a browser: the poster on paper, the month on a phone."""

import re

import cv2
import numpy as np
import pytest

from tests.events.factories import ActivityFactory
from tests.orgs.place_factories import StationFactory
from tests.orgs.tree import plant

A4 = (210, 297)
SHEET = {"width": 688, "height": 1032}  # A4 within the poster's margins, in pixels of paper
# Parts of the poster that stand below the sheet; the poster itself, when it holds more than it shows.
CUT = """() => {
    const poster = document.querySelector(".poster")
    const bottom = poster.getBoundingClientRect().bottom + 1
    const below = [...poster.children].filter((part) => part.getBoundingClientRect().bottom > bottom)
    const isCut = poster.scrollHeight > poster.clientHeight + 1
    return [...below, ...(isCut ? [poster] : [])].map((part) => part.className)
}"""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]


@pytest.fixture
def community(transactional_db):
    return plant().community


def longest(community):
    """As long as can be entered, everywhere."""
    station = StationFactory(organization=community, name="站" * 100, address="址" * 200)
    return ActivityFactory(
        organization=community, upcoming=True, title="题" * 200, station=station, place="楼" * 100,
        body="介绍" * 3_000, series="系" * 50, issue_number=99, takes_signups=True,
    )  # fmt: skip


def short(community):
    return ActivityFactory(organization=community, upcoming=True, title="义诊", place="")


@pytest.mark.parametrize("make", [short, longest])
def test_poster_is_one_page_of_a4_whose_code_leads_to_the_activity(desktop, community, live_server, make):
    """Promise R25: a QR poster on one A4 page whose code decodes."""
    activity = make(community)
    desktop.goto(f"{activity.get_absolute_url()}poster/")
    paper = desktop.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    (sheet,) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [float(side) / 72 * 25.4 for side in sheet] == pytest.approx(A4, abs=1)
    desktop.emulate_media(media="print")
    desktop.set_viewport_size(SHEET)
    picture = desktop.screenshot(scale="css")
    picture = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    text, corners, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == f"{live_server.url}{activity.get_absolute_url()}"
    assert np.ptp(corners[0][:, 0]) / 96 * 25.4 > 40  # mm, for a telephone some steps away
    assert desktop.evaluate(CUT) == []


@pytest.mark.parametrize("address", ["/activities/month/", "/activities/", "/activities/series/讲堂/"])
def test_pages_of_activities_are_no_wider_than_a_small_phone(new_page, community, axe, address):
    """Promise R1: no sideways scrolling at 320 pixels."""
    for n in range(5):
        ActivityFactory(organization=community, upcoming=True, title=f"讲堂{n}" * 9, series="讲堂")
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []
