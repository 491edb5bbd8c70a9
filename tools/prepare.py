"""Bring this installation's database and static files up to date, in one Python process.

Four separate `manage.py` calls would each load Django anew, which is most of what starting costs.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedao.settings")

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.management import call_command  # noqa: E402


def fingerprint_of_static_files() -> str:
    """One line for the names, sizes and times of all files that collectstatic would read."""
    digest = hashlib.sha256(f"{ROOT} {settings.STATIC_ROOT} {settings.STORAGES}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    """Run collectstatic, unless its last run here read the very same files."""
    folder = Path(settings.STATIC_ROOT)
    stamp = folder.with_name(f"{folder.name}-stamp")
    current = fingerprint_of_static_files()
    if folder.exists() and stamp.exists() and stamp.read_text() == current:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    # A real office begins empty: `make run DEMO=0`.
    if os.environ.get("DEMO") != "0":
        call_command("demo", once=True)
    call_command("first_admin")


if __name__ == "__main__":
    main()
