"""Promise 44: a full disk is told in words; nothing half is left, reading goes on, room mends it."""

import io
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse
from PIL import Image

from events.models import Activity, ActivityPhoto
from orgs.models import AuditEntry
from orgs.sign_in import sessions
from partnerships.models import Agreement, AgreementAttachment
from tests.failures.clerk import Clerk, activity, agreement
from tests.failures.server import Server, database_of_the_test
from tests.lib.pictures import upload
from tests.orgs.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

NO_LIMIT, ROOM = -1, 1_000_000
# One is kept in memory while it comes in, one is written beside it: both find no room.
SCANS = [b"%PDF-1.7\n" + bytes(size) + b"\n%%EOF\n" for size in (2_000_000, 15_000_000)]
PAGES = ["/", "/agreements/", "/activities/", "/statistics/", f"/search/?q={quote('协议')}", "/sitemap/"]


def noise():
    """A photo that comes in with less than ROOM, and is written with more."""
    buffer = io.BytesIO()
    Image.effect_noise((1400, 1400), 120).convert("RGB").save(buffer, "JPEG", quality=40)
    assert len(buffer.getvalue()) < ROOM
    return buffer.getvalue()


@pytest.fixture
def server(tree, tmp_path):
    with Server(database_of_the_test(), tmp_path, workers=1) as server:
        yield server


@pytest.fixture
def clerk(server, tree):
    clerk = Clerk(server, UserFactory(organizations=[tree.street]).username)
    assert clerk.sign_in().status == 302
    return clerk


def is_told(answer, words):
    page = answer.text
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert words in page
    assert "请联系管理员检查服务器的磁盘" in page
    assert "请不要关闭这个页面" in page
    assert "Error" not in page
    return True


def test_no_room_for_a_file_leaves_no_row(server, clerk, tree):
    """Promise 44: of a record whose file finds no room nothing is kept, and it is said why."""
    _empty_journal()
    units = [UnitFactory()]

    def saves(word):
        parts = {"attachments-TOTAL_FORMS": 1}
        for scan in SCANS:
            file = {"attachments-0-file": upload(scan, "协议.pdf")}
            yield agreement(clerk, tree.community, units, f"{word}的协议{len(scan)}", **parts, **file)
        yield activity(clerk, tree.community, f"{word}的活动", noise())

    server.may_write_up_to(ROOM)
    assert all(is_told(answer, "服务器的磁盘已满") for answer in saves("没有地方"))
    assert not any(
        model.objects.exists() for model in (Agreement, AgreementAttachment, Activity, ActivityPhoto)
    )
    server.may_write_up_to(NO_LIMIT)
    assert [answer.status for answer in saves("有地方了")] == [302, 302, 302]
    numbers = Agreement.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["GJ-2019-0001", "GJ-2019-0002"]
    assert sorted(scan.file.size for scan in AgreementAttachment.objects.all()) == [*map(len, SCANS)]
    assert all(photo.image.size and photo.small.size for photo in ActivityPhoto.objects.all())
    assert ActivityPhoto.objects.count() == 2


def _empty_journal():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def no_room_for_the_database(server):
    """SQLite: the system writes nothing for the server. PostgreSQL: it says what it says on a full disk."""
    if connection.vendor == "sqlite":
        server.may_write_up_to(0)
        yield "服务器的磁盘写不进去，可能已满"
        server.may_write_up_to(NO_LIMIT)
        return
    tables = ("partnerships_agreement", "django_session", "orgs_auditentry", "axes_accessattempt")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        for table in tables:
            when = f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            cursor.execute(f"{when} FOR EACH STATEMENT EXECUTE FUNCTION no_room()")
        try:
            yield "服务器的磁盘已满"
        finally:
            cursor.execute("DROP FUNCTION no_room CASCADE")


def test_database_without_room_is_read_and_says_why_it_saves_nothing(server, clerk, tree):
    """Promise 44: residents and staff read on, saving and signing in say why not; with room all is well."""
    units, entries = [UnitFactory()], AuditEntry.objects.count()
    _was_seen_long_ago(clerk)
    with no_room_for_the_database(server) as words:
        assert is_told(agreement(clerk, tree.community, units, "没有地方"), words)
        assert is_told(Clerk(server, clerk.username).sign_in(), words)
        assert {path: server.get(path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
        lists = [reverse("admin:index"), reverse("admin:partnerships_agreement_changelist")]
        assert {path: clerk.get(path).status for path in lists} == dict.fromkeys(lists, 200)
    assert not Agreement.objects.exists()
    assert AuditEntry.objects.count() == entries
    assert agreement(clerk, tree.community, units, "有地方了").status == 302
    assert Agreement.objects.get().number == "GJ-2019-0001"


def _was_seen_long_ago(clerk):
    """So that the next page would write the session."""
    session = SessionStore(clerk.session)
    session[sessions.SEEN] -= 300
    session.save()


def test_database_that_can_only_be_read_shows_every_public_page(tree, tmp_path):
    """Promise 44: neither sessions nor the audit nor the lockout write when somebody only reads."""
    user = UserFactory(organizations=[tree.street])
    read_only = {"workers": 1, "settings": "tests.failures.read_only_settings"}
    with Server(database_of_the_test(), tmp_path, **read_only) as server:
        assert {path: server.get(path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
        login = server.get(reverse("admin:login"))
        assert login.status == 200
        assert is_told(Clerk(server, user.username).sign_in(), "数据库现在只能读取")
