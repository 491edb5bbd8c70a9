"""An agreement's amendments as pages tell them: the old text beside the new one."""

from __future__ import annotations

from typing import NamedTuple

from lib.differences import Row, side_by_side
from partnerships.models import Agreement, AgreementAmendment


class Told(NamedTuple):
    amendment: AgreementAmendment
    rows: list[Row]
    has_document: bool  # for who may read it


def told(agreement: Agreement, *, with_documents: bool) -> list[Told]:
    """The first one first. One query."""
    return [
        Told(each, side_by_side(each.before, each.after), with_documents and bool(each.document))
        for each in agreement.amendments.all()
    ]
