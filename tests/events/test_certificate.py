"""证明 of hours: frozen as issued, checked by its code, revoked."""

import re
from datetime import date

import pytest
from django.urls import reverse

from events import volunteer_link as links
from events.enums import CertificateState
from events.models import HoursCertificate
from events.workflow import certificates, service
from orgs.enums import Role
from orgs.models.category import CategoryKind
from orgs.moves import Refused
from tests.events.people_factories import (
    HoursCertificateFactory,
    ServiceRecordFactory,
    VolunteerFactory,
)
from tests.orgs.factories import CategoryFactory, UserFactory

CHECK = reverse("events:certificate_check")
YEAR = {"since": date(2019, 1, 1), "until": date(2019, 12, 31)}


@pytest.fixture
def clerk(tree):
    return UserFactory(organizations=[tree.community], organizations__role=Role.REVIEW)


@pytest.fixture
def volunteer(tree):
    volunteer = VolunteerFactory(organization=tree.community, contact_name="示例甲", link_edition=1)
    item = CategoryFactory(kind=CategoryKind.VOLUNTEERING, name="助老")
    ServiceRecordFactory(volunteer=volunteer, hours="2.5", category=item)
    ServiceRecordFactory(volunteer=volunteer, hours=1, category=item, served_on=date(2019, 6, 1))
    ServiceRecordFactory(volunteer=volunteer, hours="0.5")
    ServiceRecordFactory(volunteer=volunteer, hours=9, served_on=date(2018, 6, 1))
    ServiceRecordFactory(volunteer=volunteer, hours=9, withdrawn_on=date(2019, 7, 1))
    return volunteer


@pytest.fixture
def certificate(volunteer, clerk):
    return certificates.issue(volunteer, clerk, **YEAR)


def detail(code):
    return reverse("events:certificate_detail", args=[code])


def test_certificate_counts_the_period_by_item(certificate):
    assert (certificate.hours, certificate.times) == (4, 3)
    assert certificate.lines == [["助老", 2, "3.5"], [certificates.OTHER, 1, "0.5"]]
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{12}", certificate.code)


def test_certificate_stays_as_it_was_issued(client, certificate, volunteer, clerk):
    """Later hours, a withdrawn one and a corrected name change nothing on it."""
    service.withdraw(volunteer.service_records.counted().first(), clerk, reason="记错。")
    ServiceRecordFactory(volunteer=volunteer, hours=8)
    type(volunteer).objects.filter(pk=volunteer.pk).update(contact_name="别的人")
    page = client.get(reverse("events:own_certificate", args=[links.token_of(volunteer), certificate.pk]))
    certificate.refresh_from_db()
    assert certificate.hours == 4
    assert "示例甲" in page.text
    assert "别的人" not in page.text


def test_the_same_again_is_the_same_paper(certificate, volunteer, clerk):
    assert certificates.issue(volunteer, clerk, **YEAR) == certificate
    ServiceRecordFactory(volunteer=volunteer, hours=1)
    assert certificates.issue(volunteer, clerk, **YEAR) != certificate


def test_no_hours_no_certificate(volunteer, clerk):
    with pytest.raises(Refused, match="没有服务记录"):
        certificates.issue(volunteer, clerk, since=date(2017, 1, 1), until=date(2017, 12, 31))
    assert HoursCertificate.objects.count() == 0


def test_code_answers_anybody_with_the_name_masked(client, certificate):
    page = client.get(detail(certificate.code))
    assert "这份证明有效" in page.text
    assert "示**" in page.text
    assert "示例甲" not in page.text
    assert "4.0小时" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.text


def test_code_is_found_however_it_is_typed(client, certificate):
    typed = certificate.printed_code.lower().replace("-", " － ")
    assert client.get(CHECK, {"code": typed}).url == detail(certificate.code)


@pytest.mark.parametrize("typed", ["1", "ABCDEFGHJK01", "'; --", "x" * 500])
def test_what_is_no_code_is_said_and_kept(client, db, typed):
    page = client.get(CHECK, {"code": typed})
    assert "验证码是12位字母和数字" in page.text
    assert page.context["typed"] == typed[:40]


def test_unknown_code_is_said(client, certificate):
    answer = client.get(detail("ABCDEFGHJK23"))
    assert answer.status_code == 404
    assert "没有这个验证码的证明" in answer.text


def test_revoked_certificate_says_so(client, certificate, clerk):
    certificates.revoke(certificate, clerk, reason="时长记错，已重开。")
    page = client.get(detail(certificate.code))
    assert "已经作废" in page.text
    assert "有效" not in page.text
    assert certificate.state() == CertificateState.REVOKED


def test_guessing_codes_has_to_wait(client, certificate, settings):
    """Promise 30: then right codes tell nothing either; other sources are not affected."""
    settings.PUBLIC_POSTS = 3
    for _ in range(3):
        client.get(detail("ABCDEFGHJK23"))
    assert client.get(detail(certificate.code)).status_code == 429
    assert client.get(detail(certificate.code), REMOTE_ADDR="192.0.2.9").status_code == 200


def test_right_codes_are_looked_up_as_often_as_wanted(client, certificate, settings):
    settings.PUBLIC_POSTS = 2
    assert {client.get(detail(certificate.code)).status_code for _ in range(4)} == {200}


def test_staff_issue_print_and_revoke(client, volunteer, clerk):
    client.force_login(clerk)
    issue = reverse("admin:events_volunteer_act", args=[volunteer.pk, "certify"])
    answer = client.post(issue, {"since": "2019.1.1", "until": "2019年12月31日"})
    made = HoursCertificate.objects.get()
    assert answer.url == reverse("admin:events_hourscertificate_change", args=[made.pk])
    assert made.printed_code in client.get(answer.url).text
    paper = client.get(reverse("admin:events_hourscertificate_print", args=[made.pk]))
    assert "示例甲" in paper.text
    revoke = reverse("admin:events_hourscertificate_act", args=[made.pk, "revoke"])
    assert client.post(revoke, {"reason": "开错了。"}).status_code == 302
    made.refresh_from_db()
    assert made.revoked_on is not None


def test_certificate_of_a_sibling_is_not_there(client, tree):
    """Promise 9: neither its form nor the paper."""
    other = HoursCertificateFactory(volunteer__organization=tree.sister)
    client.force_login(UserFactory(organizations=[tree.community]))
    for page in ("change", "print"):
        assert (
            client.get(reverse(f"admin:events_hourscertificate_{page}", args=[other.pk])).status_code == 404
        )
