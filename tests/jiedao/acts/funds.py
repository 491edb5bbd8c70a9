"""The books of funds."""

from __future__ import annotations

from django.core.files.base import ContentFile

from orgs.enums import AuditAct, Role
from partnerships.models import FundEntry
from tests.jiedao.acts.attempt import Attempt, act, is_logged, page
from tests.partnerships.loop_factories import FundEntryFactory


def _written(verb, change, **asked):
    """Beside an income of 1,000 yuan."""

    def make(place):
        first = FundEntryFactory(fund__organization=place)
        typed = {"entry": first.pk} if verb == "counter" else {}
        entries = FundEntry.objects.filter(fund=first.fund, amount=change).exclude(pk=first.pk)
        return Attempt(page(first.fund, "act", verb), entries.exists, typed | asked)

    return make


_TOLD = {"day": "2019-06-05", "amount": "300", "purpose": "慰问困难家庭"}

act("记收入", Role.ENTER)(_written("receive", 300, **_TOLD))
act("记支出", Role.ENTER)(_written("spend", -300, **_TOLD))
act("冲销", Role.REVIEW)(_written("counter", -1000, reason="记错了"))


@act("导出收支", Role.VIEW)
def book(place):
    fund = FundEntryFactory(fund__organization=place).fund
    return Attempt(page(fund, "book_file"), is_logged(AuditAct.EXPORT), is_read=True)


@act("下载凭证", Role.VIEW)
def document(place):
    paper = ContentFile(b"%PDF-1.7", name="凭证.pdf")
    entry = FundEntryFactory(fund__organization=place, document=paper)
    return Attempt(entry.get_absolute_url(), is_logged(AuditAct.DOWNLOAD), is_read=True)
