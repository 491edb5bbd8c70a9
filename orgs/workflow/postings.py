"""Postings: they end on a day, and are kept as history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from orgs.enums import PostingState
from orgs.moves import Move, Refused, Who, moving

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import Posting

END = Move("end", "结束", (PostingState.HELD,))


def end(posting: Posting, by: Who, request: HttpRequest | None = None, *, on: date) -> None:
    """From that day on it is held no more."""
    with moving(END, posting, by, request) as row:
        if on < row.since:
            raise Refused("结束日期不能早于开始日期。")
        row.until = on
