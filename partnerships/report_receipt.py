"""What a resident keeps of a report: the receipt's address, and a code to be told on the telephone."""

from __future__ import annotations

import re

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from lib.keys import is_key
from partnerships.models import ProblemReport

# Without letters and digits that are taken for one another.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CHECKED = 4
_CODE = re.compile(rf"FY(\d{{1,18}})-([{_LETTERS}]{{{_CHECKED}}})")


def code_of(key: int) -> str:
    """FY12-7K3Q: nobody finds the next one by counting."""
    digest = salted_hmac("partnerships.report_receipt.code", str(key), algorithm="sha256").digest()
    return f"FY{key}-{''.join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_CHECKED])}"


def key_of(code: str) -> int | None:
    """Of the report with this code, however it was typed; None for any other text."""
    found = _CODE.fullmatch(code.strip().upper().replace(" ", ""))
    return int(found[1]) if found and is_key(found[1]) and code_of(int(found[1])) == found[0] else None


def address_of(key: int) -> str:
    return reverse("partnerships:problem_report_receipt", args=[_signer().sign(key)])


def report_of(token: str) -> ProblemReport | None:
    """None for any text that was not given. One query."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    return ProblemReport.objects.select_related("organization", "problem").filter(pk=key).first()


def _signer():
    return Signer(salt="partnerships.report_receipt", sep=".")
