"""Which template an agreement is printed from: that of the nearest branch, else the one made by program."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document

from orgs.models import Organization
from orgs.scope import SEGMENT
from partnerships.document.default import default_template
from partnerships.document.fields import sample, values
from partnerships.document.rendering import Unusable, filled
from partnerships.models import AgreementPaper

if TYPE_CHECKING:
    from partnerships.models import Agreement

_NOTHING_TO_FILL_IN = (
    "模板里没有一处自动填写的字段，每份协议都会印成一样。请照“可以用的字段”写上，如 {{ 协议名称 }}。"
)


def agreement_document(agreement: Agreement) -> bytes:
    """The .docx. Raises `Unusable` where the office's template cannot be filled in any more."""
    return filled(template_for(agreement.organization), values(agreement))


def try_out(template: bytes) -> None:
    """Fill the template in with made-up values. Raises `Unusable`."""
    filled(template, sample())
    if "{{" not in "".join(Document(BytesIO(template)).element.body.itertext()):
        raise Unusable(_NOTHING_TO_FILL_IN)


def template_for(organization: Organization) -> bytes:
    """One query. FileNotFoundError where the stored template is gone."""
    paper = nearest_paper(organization)
    if paper is None:
        return default_template()
    with paper.file.open("rb") as file:
        return file.read()


def nearest_paper(organization: Organization) -> AgreementPaper | None:
    """The template of the organisation, or of the nearest one above it that has one. One query."""
    path = organization.path
    above = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    return AgreementPaper.objects.filter(organization__path__in=above).order_by("organization__path").last()
