"""Who else is connected to a test database on PostgreSQL."""

import time

_ATTEMPTS = 100  # of 0.05 seconds

_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def end_other_sessions(connection) -> None:
    """Wait until they have ended by themselves; those that have not after five seconds are ended."""
    with connection.cursor() as cursor:
        for _ in range(_ATTEMPTS):
            cursor.execute(f"SELECT count(*) {_OTHERS}")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {_OTHERS}")
