"""What a backup costs in memory does not grow with what is backed up."""

import json

import pytest

from tests.jiedao.backups import here

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024
LARGE, SMALL = 40, 20  # megabytes in one file, and files of one megabyte each
# Backs up, verifies and restores without a file, and again with many: the most memory taken till then.
_MEASURED = f"""
import json, os
from pathlib import Path
from django.conf import settings
from django.core.management import call_command

folder, media, most = Path(folder), Path(str(settings.MEDIA_ROOT)), []

def all_of_it():
    call_command("backup", folder, verbosity=0)
    archive = max(folder.glob("*.tar"), key=lambda path: path.stat().st_size)
    for path in media.glob("[1-9].jpg"):
        path.unlink()
    call_command("verify_backup", archive)
    call_command("restore", archive, replace=True)
    status = open("/proc/self/status").read()
    most.append(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    return archive.stat().st_size

all_of_it()
media.mkdir(exist_ok=True)
for name, size in [("large.bin", {LARGE})] + [(f"{{number}}.jpg", 1) for number in range({SMALL})]:
    with (media / name).open("wb") as file:
        file.truncate(size * {MEGABYTE})
size = all_of_it()
print(json.dumps([size, *most]))
"""


def test_sixty_megabytes_of_media_take_no_more_memory_than_none(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()

    told = here().done("shell", "-v0", "-c", f"folder = {str(folder)!r}\n{_MEASURED}")

    size, before, after = json.loads(told.splitlines()[-1])
    assert size > (LARGE + SMALL) * MEGABYTE
    assert after < before + 15
