"""Keys of the pages of funds, and of what residents report."""

from django.core.files.base import ContentFile

from partnerships import report_receipt
from tests.partnerships.loop_factories import FundEntryFactory, FundFactory, ProblemReportFactory


def _report(place, is_public):
    """Whoever has the receipt's address may open it; nobody makes one of a row's key."""
    report = ProblemReportFactory(organization=place)
    return {"token": report_receipt.address_of(report.pk).split("/")[-2] if is_public else report.pk}


def _fund(place, is_public):
    return {"pk": FundFactory(organization=place, is_public=is_public).pk}


def _document(place, is_public):
    fund = FundFactory(organization=place, is_public=is_public)
    paper = ContentFile(b"%PDF-1.4\n%%EOF\n", name="document.pdf")
    return {"pk": FundEntryFactory(fund=fund, document=paper).pk}


PAGES = [
    (r"problems/report/<", _report),
    (r"funds/<int:pk>/", _fund),
    (r"funds/documents/", _document),
]
