"""Signed parts of addresses are hidden, wherever they stand, and nothing else is."""

import logging

import pytest
from django.core.signing import Signer

from lib.signed_links import WithoutTokens, without_tokens

TOKEN = Signer(salt="x", sep=".").sign("12-1")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f"Not Found: /c/{TOKEN}/photos/3/full.jpg", "Not Found: /c/***/photos/3/full.jpg"),
        (f"/c/{TOKEN}", "/c/***"),
        (f"提交 /c/{TOKEN}/：没有权限。", "提交 /c/***/：没有权限。"),
        (f"/c/{Signer(salt='y').sign('7')}/?done=note", "/c/***/?done=note"),
        ("Not Found: /static/site.0123456789ab.css", "Not Found: /static/site.0123456789ab.css"),
        ("Not Found: /admin/partnerships/claim/12/", "Not Found: /admin/partnerships/claim/12/"),
    ],
)
def test_signed_part_is_hidden(text, plain):
    assert without_tokens(text) == plain


def test_line_of_a_log_is_written_without_it():
    line = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "%s: %s", ("Gone", f"/c/{TOKEN}/"), None
    )
    assert WithoutTokens().filter(line)
    assert line.getMessage() == "Gone: /c/***/"
