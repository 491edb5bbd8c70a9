"""Promise 48: twenty people write at the same time, and nobody is told that the database is locked."""

import pytest
from django.urls import reverse

from events.models import Activity, ActivityPhoto
from orgs.enums import AuditAct, ImportState
from orgs.models import AuditEntry, ImportBatch, Unit
from partnerships.models import Agreement
from tests.failures.clerk import Clerk, activity, agreement
from tests.failures.server import Server, database_of_the_test
from tests.harness.spreadsheets import xlsx_bytes
from tests.lib.pictures import upload
from tests.orgs.factories import UnitFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, ROUNDS, LINES = 20, 2, 30


def test_twenty_writers_at_once_all_get_through(tree, tmp_path):
    """Promise 48: sign-ins, agreements with numbers, activities with photos and imports, all at once."""
    unit = UnitFactory()
    users = [UserFactory(organizations=[tree.street]) for _ in range(WRITERS)]
    with Server(database_of_the_test(), tmp_path, threads=WRITERS // 2) as server:

        def write(number):
            clerk = Clerk(server, users[number].username)
            answers = [clerk.sign_in()]
            for turn in range(ROUNDS):
                answers.append(agreement(clerk, tree.community, [unit], f"协议{number}-{turn}"))
                answers.append(activity(clerk, tree.community, f"活动{number}-{turn}"))
            return answers + (_import(clerk, tree.street, number) if number % 5 == 0 else [])

        answers = [answer for each in at_once(write, WRITERS) for answer in each]
    told = [(answer.status, answer.location) for answer in answers]
    assert {status for status, _ in told} == {302}, server.log.read_text()
    assert not [address for _, address in told if "login" in address]
    assert "locked" not in server.log.read_text()
    _everything_is_there()


def _import(clerk, street, number):
    rows = [[f"写入{number:02}单位{line:02}", "学校"] for line in range(LINES)]
    file = upload(xlsx_bytes([["单位名称", "单位性质"], *rows]), "单位台账.xlsx")
    handed_in = clerk.post(reverse("admin:orgs_unit_import"), organization=street.pk, file=file)
    return [handed_in, clerk.post(f"{handed_in.location}commit/")]


def _everything_is_there():
    saves, imports = WRITERS * ROUNDS, WRITERS // 5
    numbers = sorted(Agreement.objects.values_list("number", flat=True))
    assert numbers == [f"GJ-2019-{number:04}" for number in range(1, saves + 1)]
    titles = {f"活动{number}-{turn}" for number in range(WRITERS) for turn in range(ROUNDS)}
    assert set(Activity.objects.values_list("title", flat=True)) == titles
    assert Activity.objects.count() == saves
    photos = ActivityPhoto.objects.all()
    assert len(photos) == 2 * saves
    assert all(photo.image.size and photo.small.size for photo in photos)
    assert ImportBatch.objects.filter(state=ImportState.COMMITTED).count() == imports
    assert Unit.objects.filter(name__startswith="写入").count() == imports * LINES
    entries = AuditEntry.objects.filter(act=AuditAct.SIGN_IN).values("user").distinct()
    assert entries.count() == WRITERS
    assert AuditEntry.objects.filter(act=AuditAct.ADD, kind="partnerships.agreement").count() == saves
