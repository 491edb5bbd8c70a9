"""The tests' settings on a database that refuses to be written, root's writing included."""

from tests.settings import *  # noqa: F403

_database = DATABASES["default"]  # noqa: F405
if _database["ENGINE"].endswith("sqlite3"):
    _database["NAME"] = f"file:{_database['NAME']}?mode=ro"
else:
    _database["OPTIONS"] = {"options": "-c default_transaction_read_only=on"}
