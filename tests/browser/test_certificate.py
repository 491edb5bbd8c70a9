"""The certificate of hours as it comes out of the printer."""

import re
from datetime import date

import cv2
import pytest
from django.urls import reverse

from events import volunteer_link as links
from events.workflow import certificates
from orgs.models.category import CategoryKind
from tests.events.people_factories import ServiceRecordFactory, VolunteerFactory
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.orgs.tree import plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

A4 = [210, 297]  # mm


@pytest.fixture
def longest(transactional_db):
    """More service items than have a line of their own, each as long as can be entered."""
    volunteer = VolunteerFactory(organization=plant().community, contact_name="名" * 50, link_edition=1)
    for number in range(certificates.LINES + 3):
        item = CategoryFactory(kind=CategoryKind.VOLUNTEERING, name=f"{number:02}" + "服" * 28)
        ServiceRecordFactory(volunteer=volunteer, category=item, hours=1)
    year = {"since": date(2019, 1, 1), "until": date(2019, 12, 31)}
    return certificates.issue(volunteer, UserFactory(superuser=True), **year)


def test_certificate_is_one_page_of_a4_whose_code_leads_to_its_check(desktop, longest, live_server, tmp_path):
    token = links.token_of(longest.volunteer)
    desktop.goto(reverse("events:own_certificate", args=[token, longest.pk]))
    paper = desktop.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    (sheet,) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [float(side) / 72 * 25.4 for side in sheet] == pytest.approx(A4, abs=1)

    desktop.locator(".certificate .qr").screenshot(path=tmp_path / "code.png")
    read, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.imread(str(tmp_path / "code.png")))
    assert read == live_server.url + reverse("events:certificate_detail", args=[longest.code])
    assert len(longest.lines) == certificates.LINES + 1
