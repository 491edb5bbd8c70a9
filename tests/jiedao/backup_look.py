"""What is in an installation, and who gets in."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.urls import reverse

from orgs.enums import AuditAct
from orgs.models import AuditEntry
from partnerships.models import Agreement, AgreementAttachment

AUDIT = AuditEntry._meta.db_table


def counts() -> dict[str, int]:
    """Rows by table; what a restore tells the audit is not counted."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    if AUDIT in found:
        found[AUDIT] -= AuditEntry.objects.filter(act=AuditAct.RESTORE, name="备份").count()
    return found


def files() -> dict[str, str]:
    """SHA-256 by name."""
    root = Path(settings.MEDIA_ROOT)
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def signs_in(username: str, password: str) -> bool:
    client = Client()
    client.post(reverse("admin:login"), {"username": username, "password": password})
    return SESSION_KEY in client.session


def cookie_lives(cookie: str) -> bool:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client.get(reverse("admin:index")).status_code == 200


def tell(username: str, password: str) -> None:
    """Print it as JSON: `counts`, `files`, `agreements`, `scans` {name of the file: whether it is there} by
    row, `signs_in`: whether the account gets in.
    """
    seen = {"counts": counts(), "files": files(), "agreements": Agreement.objects.count()}
    seen["scans"] = {
        each.file.name: each.file.storage.exists(each.file.name) for each in AgreementAttachment.objects.all()
    }
    seen["signs_in"] = signs_in(username, password)
    print(json.dumps(seen))  # noqa: T201 — read by the test
