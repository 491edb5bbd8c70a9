"""A static-files finder for single files out of node_modules."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class _NamedFiles(FileSystemStorage):
    """Serves each public name from the package file that settings.NPM_FILES gives for it."""

    def path(self, name):
        return str(Path(settings.NPM_ROOT) / settings.NPM_FILES[name])


class NpmFinder(BaseFinder):
    """Finds exactly the files of `settings.NPM_FILES`: {name under STATIC_URL: path under NPM_ROOT}."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = _NamedFiles(location=settings.NPM_ROOT)

    def find(self, path, find_all=False):
        known = path in settings.NPM_FILES and Path(self.storage.path(path)).exists()
        found = [self.storage.path(path)] if known else []
        return found if find_all else found[:1] and found[0]

    def list(self, ignore_patterns):
        for name in settings.NPM_FILES:
            if Path(self.storage.path(name)).exists():
                yield name, self.storage
