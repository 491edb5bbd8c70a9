"""What a backup costs in memory does not grow with what is backed up."""

import os

import pytest
from django.conf import settings

from tests.jiedao.backups import archives, empty_place, here

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024
# Does what manage.py does, then says how much memory it took at most, in megabytes.
_MEASURED = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
status = open("/proc/self/status").read()
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def megabytes(place, *words) -> float:
    done = place.run("-c", _MEASURED, *map(str, words))
    assert done.returncode == 0, done.stderr
    return float(done.stdout.splitlines()[-1])


def test_hundred_megabytes_of_media_take_no_more_memory_than_none(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    base = megabytes(here(), "backup", folder)
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "large.bin").write_bytes(os.urandom(60 * MEGABYTE))
    for number in range(40):
        (settings.MEDIA_ROOT / f"{number}.jpg").write_bytes(os.urandom(MEGABYTE))

    taken = megabytes(here(), "backup", folder)
    large = max(archives(folder), key=lambda path: path.stat().st_size)
    verified = megabytes(here(), "verify_backup", large)
    with empty_place(tmp_path) as there:
        restored = megabytes(there, "restore", large)

    assert large.stat().st_size > 100 * MEGABYTE
    assert max(taken, verified, restored) < base + 20
