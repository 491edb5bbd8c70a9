"""A static-files finder for style sheets that are written as many files and sent as one.

`settings.BUNDLES` names them: {name under STATIC_URL: files under the first of STATICFILES_DIRS, in order}.
There is nothing to build: the parts are put one after the other whenever the sheet is looked for.
"""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


def parts_of(name: str) -> list[Path]:
    """The files of which the sheet `name` is made; a folder stands for its own files by name."""
    root = Path(settings.STATICFILES_DIRS[0])
    found = []
    for part in settings.BUNDLES[name]:
        path = root / part
        found += sorted(path.glob("*.css")) if path.is_dir() else [path]
    return found


def write(name: str, folder: Path) -> Path:
    """Put the parts together in `folder`, unless what lies there says the same; the file's path."""
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts_of(name))
    target = folder / name
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside it and moved, so that nobody is served half a sheet.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        os.replace(file.name, target)
    return target


class BundleFinder(BaseFinder):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.BUNDLES_ROOT)

    def find(self, path, find_all=False):
        found = [str(write(path, Path(settings.BUNDLES_ROOT)))] if path in settings.BUNDLES else []
        return found if find_all else found[:1] and found[0]

    def list(self, ignore_patterns):
        for name in settings.BUNDLES:
            write(name, Path(settings.BUNDLES_ROOT))
            yield name, self.storage
