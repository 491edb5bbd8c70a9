"""Agreements: signed party by party, amended with the old text kept, renewed, ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lib.templatetags.jiedao_text import day
from orgs import audit, review
from orgs.enums import AuditAct, ReviewState
from orgs.models import User
from orgs.moves import Move, Refused, moving, tell_begun
from partnerships.enums import AgreementStatus
from partnerships.models import Agreement, AgreementAmendment, AgreementParty

if TYPE_CHECKING:
    from django.http import HttpRequest

_STANDING = (AgreementStatus.PENDING, AgreementStatus.ACTIVE, AgreementStatus.EXPIRING)
_TO_RENEW = (AgreementStatus.ACTIVE, AgreementStatus.EXPIRING, AgreementStatus.EXPIRED)

SIGN = Move("sign", "登记签署", (AgreementStatus.DRAFT,))
RENEW = Move("renew", "续签", _TO_RENEW)
AMEND = Move("amend", "变更内容", _STANDING, needs_reason=True)
TERMINATE = Move("terminate", "终止协议", _STANDING, needs_reason=True)


@transaction.atomic
def sign(
    agreement: Agreement, by: User, request: HttpRequest | None = None, *, party: AgreementParty, on: date
) -> None:
    """One party, on a day. With the last one the agreement is signed and takes its number."""
    with moving(SIGN, agreement, by, request, f"{party.signatory}，{day(on)}") as row:
        signing = row.parties.filter(pk=party.pk, signed_on=None).first()
        if signing is None:
            raise Refused("这一方已经登记过签署日期。请刷新后再看。")
        signing.signed_on = on
        signing.save()
        row.signed_on = last_signature(row)
    _review_again(agreement, by, request)


def last_signature(agreement: Agreement) -> date | None:
    """The day on which the last party signed; None while somebody has not."""
    days = list(agreement.parties.values_list("signed_on", flat=True))
    return max(days) if days and all(days) else agreement.signed_on


def sign_off(agreement: Agreement, request: HttpRequest | None = None) -> bool:
    """Where all parties have signed though the agreement has no day yet: give it the last one's.

    Raises `Refused` where that breaks a rule; nothing is changed then.
    """
    if agreement.signed_on is not None or (latest := last_signature(agreement)) is None:
        return False
    agreement.signed_on = latest
    try:
        agreement.clean()
        agreement.fill_in()
        agreement.validate_constraints()
    except ValidationError as error:
        agreement.signed_on = agreement.effective_on = None
        raise Refused("".join(error.messages)) from error
    agreement.save()
    changes = [("签约日期", "", day(latest))]
    audit.log(AuditAct.CHANGE, request=request, record=agreement, changes=changes)
    return True


def renew(agreement: Agreement, by: User, request: HttpRequest | None = None) -> Agreement:
    """A draft of the same parties and content that renews it."""
    with moving(RENEW, agreement, by, request) as row:
        if successor := Agreement.objects.filter(renews=row).first():
            raise Refused(f"这份协议已有续签的协议“{successor}”，请打开那一份继续办理。")
        return _successor(row, by, request)


def _successor(row, by, request):
    at_once = by.is_superuser or not review.is_reviewed(Agreement, row.organization)
    successor = Agreement.objects.create(
        title=row.title,
        kind=row.kind,
        organization=row.organization,
        content=row.content,
        witness=row.witness,
        is_public=row.is_public,
        renews=row,
        review=ReviewState.PUBLISHED if at_once else ReviewState.DRAFT,
    )
    for party in row.parties.all():
        AgreementParty.objects.create(
            agreement=successor,
            organization=party.organization,
            unit=party.unit,
            order=party.order,
            signatory_post=party.signatory_post,
        )
    tell_begun(successor, "拟续签", by, request)
    return successor


@transaction.atomic
def amend(
    agreement: Agreement,
    by: User,
    request: HttpRequest | None = None,
    *,
    on: date,
    content: str,
    reason: str,
    document: UploadedFile | None = None,
) -> AgreementAmendment:
    """The text as it is from now on; what it was before is kept beside it."""
    with moving(AMEND, agreement, by, request, reason) as row:
        _refuse_amendment(row, on, content)
        amendment = AgreementAmendment(
            agreement=row,
            amended_on=on,
            before=row.content,
            after=content,
            reason=reason,
            document=document or "",
            user=by,
        )
        _judge(amendment)
        amendment.save()
        row.content = content
    _review_again(agreement, by, request)
    return amendment


def _refuse_amendment(row, on, content):
    if content.split() == row.content.split():
        raise Refused("新内容和原来的内容一样。请改好内容再办。")
    if on < row.signed_on:
        raise Refused(f"变更日期不能早于签约日期（{day(row.signed_on)}）。")
    last = row.amendments.last()
    if last is not None and on < last.amended_on:
        raise Refused(f"变更日期不能早于上一次变更（{day(last.amended_on)}）。")


def _judge(amendment):
    try:
        amendment.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error


@transaction.atomic
def terminate(
    agreement: Agreement,
    by: User,
    request: HttpRequest | None = None,
    *,
    on: date,
    reason: str,
    document: UploadedFile | None = None,
) -> None:
    """It is no longer in force from that day on."""
    with moving(TERMINATE, agreement, by, request, reason) as row:
        row.terminated_on, row.termination_reason = on, reason
        if document:
            row.termination_document = document
    _review_again(agreement, by, request)


def _review_again(agreement, by, request):
    """What residents read was changed by somebody who may not publish: as when it is changed in the form."""
    if agreement.review == ReviewState.PUBLISHED and not review.may_publish(
        by, Agreement, agreement.organization
    ):
        review.reopen(agreement, by, request)
