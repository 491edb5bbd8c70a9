"""How a batch gets from one state to the next, and work in the background that always leaves it in one.

Each step is one conditional UPDATE: of two who act at the same time, one comes too late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.utils import timezone

from orgs.enums import ImportState
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch

if TYPE_CHECKING:
    from orgs.ledgers import Ledger

# Where a batch stands after work in such a state that was refused, or failed for a reason nobody foresaw.
_FALLEN_BACK = {
    ImportState.READING: ImportState.REFUSED,
    ImportState.COMMITTING: ImportState.PREVIEWED,
    ImportState.UNDOING: ImportState.COMMITTED,
}
_ACCIDENT = "处理这个文件时出了意外，数据没有改变。请稍后再试；仍不行请联系管理员。"
_log = logging.getLogger(__name__)


def move(batch: ImportBatch, states: Collection[ImportState], **values: Any) -> bool:
    """Write these columns, and that somebody is at work, if the batch still is in one of the states."""
    values["beat_at"] = timezone.now()
    is_there = bool(ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(**values))
    for name, value in values.items() if is_there else ():
        setattr(batch, name, value)
    return is_there


def run(act: Callable, state: ImportState, batch: ImportBatch, ledger: Ledger, *args: Any) -> None:
    """act(batch, ledger, …), whose work may go on in the state: failed, it leaves a batch that can be used.

    What nobody foresaw is logged and told in the batch where it stood in that state, else raised as Refused.
    """
    try:
        act(batch, ledger, *args)
    except Refused as refused:
        _fall_back(batch, state, str(refused))
        raise
    except Exception as error:
        _log.exception("import batch %s", batch.pk)
        if not _fall_back(batch, state, _ACCIDENT):
            raise Refused(_ACCIDENT) from error


def in_background(act: Callable, state: ImportState, batch: ImportBatch, ledger: Ledger, *args: Any) -> None:
    """`run` in a thread of its own, as soon as the transaction is over in which this is called."""

    def work():
        try:
            run(act, state, batch, ledger, *args)
        except Refused as refused:
            _log.info("import batch %s: %s", batch.pk, refused)
        finally:
            connections.close_all()

    # In the context of the request: the audit tells for whom it is done.
    thread = Thread(target=copy_context().run, args=[work], name=f"import {batch.pk}", daemon=True)
    transaction.on_commit(thread.start)


def _fall_back(batch, state, message) -> bool:
    """Leave the state; False if the batch is not in it. Looks first: whoever only looks waits for no lock."""
    batch.refresh_from_db()
    return batch.state == state and move(batch, (state,), state=_FALLEN_BACK[state], message=message)
