"""Addresses that open something to whoever has them: their signed part is written down nowhere."""

import logging
import re

# What a Signer puts behind the value: a separator, and the HMAC-SHA256 in base64.
_SIGNED = re.compile(r"[^/\s?&=:.]+[.:][0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])")
_HIDDEN = "***"


def without_tokens(text: str) -> str:
    """/c/12-1.aBc…/photos/ → /c/***/photos/"""
    return _SIGNED.sub(_HIDDEN, text)


class WithoutTokens(logging.Filter):
    """Django names the address in its lines of refusals (404, 403, 429), valid tokens among them."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if (plain := without_tokens(told)) != told:
            record.msg, record.args = plain, ()
        return True
