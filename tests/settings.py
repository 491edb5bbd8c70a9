"""The project's settings as the tests run them: deaf to a developer's `.env`, and some parts made faster."""

import os
from unittest import mock

import environ

os.environ.update(
    SECRET_KEY="tests-only-tests-only-tests-only-tests-only-tests-only",
    DEBUG="False",
    HTTPS="False",
    BEHIND_PROXY="False",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
)
# Only a name to begin with: SQLite's test database is a file in pytest's temporary folder (conftest.py).
os.environ.setdefault("DATABASE_URL", "sqlite:///var/test.sqlite3")

with mock.patch.object(environ.Env, "read_env"):
    from jiedao.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Files are served from where they are written: no collectstatic before a test.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
