"""Files kept across a form that came back with errors, so that nobody has to choose a scan twice.

A browser never keeps a chosen file. So a file that is right, in a form that is otherwise wrong, is put
aside (`hold`) and its signed token goes into the page; the next submission brings the token back and the
field finds its file as if it had been chosen again. What nobody fetched within a day is thrown away.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import PurePath
from uuid import uuid4

from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.forms import ClearableFileInput, FileInput
from django.utils import timezone

FOLDER = "held"
KEPT_FOR = timedelta(days=1)
_SALT = "lib.held"


class HeldFile(UploadedFile):
    """A file that was put aside; `token` names it."""

    def __init__(self, content: bytes, name: str, token: str):
        super().__init__(file=BytesIO(content), name=name, size=len(content))
        self.token = token


def hold(upload: UploadedFile) -> str:
    """Put the upload aside and return its token. An upload that was put aside before keeps its token."""
    if isinstance(upload, HeldFile):
        return upload.token
    forget_old()
    upload.seek(0)
    stored = default_storage.save(f"{FOLDER}/{uuid4().hex}{PurePath(upload.name).suffix.lower()}", upload)
    return signing.dumps([stored, upload.name], salt=_SALT)


def fetch(token: str) -> HeldFile | None:
    """The file that was put aside under the token; None for a wrong token or one that has run out."""
    try:
        stored, name = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
        with default_storage.open(stored) as file:
            return HeldFile(file.read(), name, token)
    except (signing.BadSignature, OSError):
        return None


def forget(token: str) -> None:
    """Throw away what was put aside, once it is stored in its own place."""
    stored, _ = signing.loads(token, salt=_SALT)
    default_storage.delete(stored)


def forget_old() -> None:
    """Throw away what nobody fetched in time."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # nothing was ever held
        return
    for name in names:
        stored = f"{FOLDER}/{name}"
        with suppress(FileNotFoundError):  # another request has just forgotten it
            if default_storage.get_modified_time(stored) < timezone.now() - KEPT_FOR:
                default_storage.delete(stored)


class HeldFileInput(ClearableFileInput):
    """A file input that takes back a held file when no other one is chosen."""

    template_name = "lib/held_file_input.html"
    # Set by the form: where a stored file may be read, and what is held for the next submission.
    link = ""
    held_token = ""  # nosec B105
    held_file_name = ""

    def value_from_datadict(self, data, files, name):
        upload = super().value_from_datadict(data, files, name)
        if upload is None and (token := data.get(self.held_name(name))):
            return fetch(token)
        return upload

    def value_omitted_from_data(self, data, files, name):
        return super().value_omitted_from_data(data, files, name) and self.held_name(name) not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        held = {"token": self.held_token, "file_name": self.held_file_name, "name": self.held_name(name)}
        context["widget"] |= {"link": self.link, "held": held}
        return context

    @staticmethod
    def held_name(name: str) -> str:
        return f"{name}-held"


class HeldFilesInput(FileInput):
    """A file input for several files at once, that takes back the held ones besides those chosen now."""

    template_name = "lib/held_files_input.html"
    allow_multiple_selected = True
    # Set by the form: (token, file name) of what is held for the next submission.
    held = ()

    def value_from_datadict(self, data, files, name):
        held = (fetch(token) for token in data.getlist(HeldFileInput.held_name(name)))
        return [*filter(None, held), *files.getlist(name)]

    def value_omitted_from_data(self, data, files, name):
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"held": self.held, "held_name": HeldFileInput.held_name(name)}
        return context
