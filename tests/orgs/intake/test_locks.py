"""What somebody else does to a record while a file that changes it goes in: nothing is lost, nobody revived.

PostgreSQL needs the lock on each record; on SQLite the second writer waits for the first anyway.
"""

from contextlib import suppress
from threading import Thread

import pytest
from django.db import connections

from jiedao.ledgers import LEDGERS
from orgs.intake import workflow
from orgs.intake.plan import Plan
from orgs.intake.refusal import Refused
from orgs.intake.store import Store
from orgs.models import Unit
from tests.jiedao.ledger_files import found_office, good, receive, take_in
from tests.orgs.factories import UnitFactory
from tests.orgs.intake.ways_in import Verdict, preview_rows, verdicts

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = LEDGERS["units"]
HEADER = "单位名称 单位性质 备注"
A_WHILE = 0.5  # seconds in which one who need not wait would be done


class Other(Thread):
    """Somebody else, with a connection of the own; what went wrong is raised by `end`."""

    def __init__(self, act):
        super().__init__()
        self.act, self.error = act, None
        self.waited = False

    def run(self):
        try:
            self.act()
        except Exception as error:  # told in the test's own thread
            self.error = error
        finally:
            connections.close_all()

    def meet(self):
        """Begin, and see whether the act must wait."""
        self.start()
        self.join(A_WHILE)
        self.waited = self.is_alive()

    def end(self):
        self.join(30)
        assert not self.is_alive()
        if self.error:
            raise self.error


def before(monkeypatch, owner, name, other):
    """Let `other` act each time just before the method runs; once only."""
    real = getattr(owner, name)

    def run(self, *args):
        if other.ident is None and (owner is not Plan or self.locks):
            other.meet()
        return real(self, *args)

    monkeypatch.setattr(owner, name, run)


def changed_unit():
    """A batch that gives the unit 甲 another note."""
    UnitFactory(name="甲", nature="school", note="旧", contact_name="张")
    return preview_rows("units", HEADER, ["甲", "学校", "新"])


def unit():
    return Unit.objects.values("note", "contact_name", "is_public").get(name="甲")


def save_contact():
    found = Unit.objects.get(name="甲")
    found.contact_name, found.is_public = "李", False
    found.save(update_fields=["contact_name", "is_public", "updated_at"])


def test_other_columns_saved_before_the_write_are_kept(monkeypatch):
    batch, other = changed_unit(), Other(save_contact)
    before(monkeypatch, Store, "write", other)

    workflow.commit(batch, UNITS, None)
    other.end()

    assert other.waited
    assert unit() == {"note": "新", "contact_name": "李", "is_public": False}


def test_other_columns_saved_before_the_reading_are_kept(monkeypatch):
    batch, other = changed_unit(), Other(save_contact)
    before(monkeypatch, Plan, "_records", other)

    workflow.commit(batch, UNITS, None)
    other.end()

    assert unit() == {"note": "新", "contact_name": "李", "is_public": False}


def test_same_column_saved_meanwhile_is_not_overwritten(monkeypatch):
    """Either the commit was first, or it sees that its preview is outdated."""
    batch, other = changed_unit(), Other(lambda: Unit.objects.filter(name="甲").update(note="别人"))
    before(monkeypatch, Plan, "_records", other)

    with suppress(Refused):
        workflow.commit(batch, UNITS, None)
    other.end()

    assert unit()["note"] == "别人"


@pytest.mark.parametrize(("owner", "name"), [(Plan, "_records"), (Store, "write")], ids=["read", "write"])
def test_deleted_record_is_not_revived(monkeypatch, owner, name):
    batch, other = changed_unit(), Other(lambda: Unit.objects.get(name="甲").delete())
    before(monkeypatch, owner, name, other)

    with suppress(Refused):  # outdated: to be looked at, and confirmed, once more
        workflow.commit(batch, UNITS, None)
    other.end()

    assert not Unit.objects.exists()


@pytest.mark.parametrize("key", LEDGERS)
def test_records_of_every_ledger_are_held_until_they_are_written(monkeypatch, key):
    found_office()
    ledger, grid = LEDGERS[key], good(key)
    first = take_in(ledger, grid.xlsx()).rows.filter(line=2).values_list("record", flat=True)[0]
    notes = ledger.model._default_manager.filter(pk=first)
    grid.put("备注", "文件")
    batch = receive(ledger, grid.xlsx())
    assert verdicts(batch) == {Verdict.CHANGED: 1, Verdict.SAME: 5}
    other = Other(lambda: notes.update(note="别人"))
    before(monkeypatch, Store, "write", other)

    workflow.commit(batch, ledger, None)
    other.end()

    assert other.waited
    assert notes.get().note == "别人"
