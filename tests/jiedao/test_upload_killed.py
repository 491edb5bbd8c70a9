"""A server that is killed in the middle of an upload leaves no row without its file."""

import http.client
import io
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from PIL import Image

from events.models import Activity, ActivityPhoto
from orgs.models import ImportBatch
from partnerships.models import Agreement, AgreementAttachment
from tests.harness.spreadsheets import xlsx_bytes
from tests.lib.office_files import docx
from tests.lib.pictures import photo, upload
from tests.orgs.factories import UnitFactory, UserFactory
from tests.partnerships.agreement_form import ADD as AGREEMENT_ADD
from tests.partnerships.agreement_form import filled

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
KILLS = 6
TOKEN = "k" * 32
PDF = b"%PDF-1.7\n" + bytes(3_000_000) + b"\n%%EOF\n"
PICTURE = photo((3000, 2000))


class Server:
    """gunicorn on the test's own database and media; its master starts a new worker for a killed one."""

    def __init__(self, media: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": _database(),
            "MEDIA_ROOT": str(media),
        }
        options = ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--threads", "2"]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "jiedao.wsgi",
            *options,
            "--preload",
            "--no-control-socket",
        ]
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

    def worker(self) -> int:
        """Its process id, once it answers."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for _ in range(600):
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/healthz")[0] == 200:
                    return int(children.read_text().split()[0])
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> tuple[int, str]:
        """The status, and where it leads."""
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connected.request(method, path, body, headers or {})
            answer = connected.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")
        finally:
            connected.close()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def _database():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def server():
    server = Server(settings.MEDIA_ROOT)
    yield server
    server.close()


def agreement(tree):
    files = [upload(PDF, "协议.pdf"), upload(PICTURE, "盖章页.jpg"), upload(docx(), "附件.docx")]
    parties = [{"organization": tree.community.pk}, {"unit": UnitFactory().pk}]
    return reverse(AGREEMENT_ADD), filled(tree.community, parties, files)


def activity(tree):
    photos = [upload(PICTURE, f"{n}.jpg") for n in range(3)]
    starts = {"starts_at_0": "2019-06-05", "starts_at_1": "09:30"}
    data = {"title": "邻里端午", "kind": "culture", "organization": tree.community.pk}
    return reverse("admin:events_activity_add"), data | starts | {"new_photos": photos}


def ledger(tree):
    rows = [[f"示例单位{n}", "学校"] for n in range(20_000)]
    file = upload(xlsx_bytes([["单位名称", "单位性质"], *rows]), "单位台账.xlsx")
    return reverse("admin:orgs_unit_import"), {"organization": tree.street.pk, "file": file}


def clear():
    for model in (AgreementAttachment, Agreement, Activity, ImportBatch):
        model.objects.all().delete()


def lacking():
    """What the rows name and the storage does not have, whole."""
    scans = AgreementAttachment.objects.all()
    lost = [scan.file.name for scan in scans if not _is_whole(scan.file.name, len(PDF))]
    photos = ActivityPhoto.objects.all()
    lost += [name for each in photos for name in (each.image.name, each.small.name) if not _is_whole(name)]
    batches = ImportBatch.objects.exclude(file="")
    return lost + [each.file.name for each in batches if not _is_whole(each.file.name)]


def _is_whole(name, size=1):
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        content = file.read()
    if name.endswith(".pdf"):
        return len(content) == size
    if name.endswith(".jpg"):
        Image.open(io.BytesIO(content)).load()
    return bool(content)


def halves():
    """Records of which only some of the files came in."""
    torn = [each.pk for each in Agreement.objects.all() if each.attachments.count() != 3]
    return torn + [each.pk for each in Activity.objects.all() if each.photos.count() != 3]


def wait_for_the_dead():
    """PostgreSQL learns a little later that its client is gone."""
    if connection.vendor != "postgresql":
        return
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(busy)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


@pytest.mark.parametrize("form", [agreement, activity, ledger])
def test_upload_that_is_killed_leaves_no_row_without_its_file(server, tree, form):
    client = Client()
    client.force_login(UserFactory(is_superuser=True, organizations=[tree.street]))
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": f"{cookies}; csrftoken={TOKEN}"}
    path, data = form(tree)
    body = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": TOKEN})

    server.worker()
    began = time.monotonic()
    status, _ = server.ask("POST", path, body, headers)
    duration = time.monotonic() - began
    assert status == 302
    assert AgreementAttachment.objects.count() + ActivityPhoto.objects.count() == 3 or form is ledger
    assert ImportBatch.objects.count() == (form is ledger)
    assert lacking() == halves() == []

    points, killed, attempts = random.Random(4), 0, iter(range(10 * KILLS))
    while killed < KILLS:
        assert next(attempts, None) is not None, "hardly any upload was killed on its way"
        clear()
        worker, answered = server.worker(), []
        asking = threading.Thread(target=_ask, args=(server, path, body, headers, answered))
        asking.start()
        # Spread over the whole of it, so that every step is met.
        time.sleep(duration * (killed + points.random()) / KILLS)
        os.kill(worker, signal.SIGKILL)
        asking.join()
        wait_for_the_dead()
        assert lacking() == halves() == []
        if answered:  # it was faster than the one that was measured
            duration *= 0.8
        else:
            killed += 1


def _ask(server, path, body, headers, answered):
    with suppress(OSError, http.client.HTTPException):
        answered.append(server.ask("POST", path, body, headers))


def test_body_that_ends_early_leaves_nothing(server, tree):
    """The browser, or the line, dies half-way."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    path, data = agreement(tree)
    body = encode_multipart(BOUNDARY, data)
    server.worker()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART_CONTENT}\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
    assert server.ask("GET", "/healthz")[0] == 200
    assert not Agreement.objects.exists()
    assert not [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]
