"""Tells what is in an installation, as JSON; run with USERNAME PASSWORD COOKIE beside the tests.

`counts` of all tables, `files` {name: SHA-256}, `scans` {name of the file: whether it is there} by row,
`agreements`; `signs_in`: whether the account gets in; `cookie_lives`: whether the session's cookie does.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 — after setup
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from partnerships.models import Agreement, AgreementAttachment  # noqa: E402


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def files() -> dict[str, str]:
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


if __name__ == "__main__":
    username, password, cookie = sys.argv[1:]
    seen = {"counts": counts(), "files": files(), "agreements": Agreement.objects.count()}
    seen["scans"] = {
        each.file.name: each.file.storage.exists(each.file.name) for each in AgreementAttachment.objects.all()
    }
    seen["cookie_lives"] = cookie_lives(cookie)
    seen["signs_in"] = signs_in(username, password)
    print(json.dumps(seen))  # noqa: T201 — read by the test
