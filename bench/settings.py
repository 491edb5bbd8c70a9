"""The project's settings as in production, but for a scratch database and its own static files."""

import os
import tempfile
from pathlib import Path
from unittest import mock

import environ

# The server that the benchmark starts finds the same folder.
SCRATCH = Path(os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="jiedao-bench-"))

# Importing is measured on this PostgreSQL, too, in databases of its own; DATABASE_URL is set anew below.
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.environ.setdefault("BENCH_POSTGRES", os.environ["DATABASE_URL"])

os.environ.update(
    BENCH_FOLDER=str(SCRATCH),
    SECRET_KEY="bench-only-bench-only-bench-only-bench-only-bench-only",
    DEBUG="False",
    HTTPS="False",
    ALLOWED_HOSTS="bench.example,127.0.0.1",
    DATABASE_URL=os.environ.get("BENCH_DATABASE") or f"sqlite:///{SCRATCH / 'bench.sqlite3'}",
    MEDIA_ROOT=str(SCRATCH / "media"),
)

with mock.patch.object(environ.Env, "read_env"):  # deaf to a developer's .env
    from jiedao.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
# clock.py asks one process of the database's server how much CPU it took: the connection is never renewed.
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405
STATIC_ROOT = SCRATCH / "static"
BUNDLES_ROOT = SCRATCH / "bundles"
# The same storage of hashed names, without the compressing that only collectstatic would notice.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}
# Whatever a page may keep for the next visitor is not kept here.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
