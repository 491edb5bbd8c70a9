"""What is sent, and how one sees that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Organization
from tests.orgs.factories import UserFactory
from tests.orgs.two_editors import opened, signed_in


@dataclass
class Attempt:
    """A request, and whether it did what it asks for."""

    address: str
    is_done: Callable[[], bool]
    data: dict = field(default_factory=dict)
    is_read: bool = False

    def send(self, client: Client):
        for value in self.data.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        return client.get(self.address) if self.is_read else client.post(self.address, self.data)


@dataclass(frozen=True)
class Act:
    name: str
    least: Role  # that may
    make: Callable[[Organization], Attempt]
    # Says 404 to staff of another branch; else nothing happens to the row.
    is_told: bool = True


ACTS: list[Act] = []


def act(name: str, least: Role, *, is_told: bool = True):
    def register(make):
        ACTS.append(Act(name, least, make, is_told))
        return make

    return register


def page(record, name="change", *args) -> str:
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_{name}", args=[record.pk, *args]
    )


def as_opened(address: str, **typed) -> dict:
    """What a browser would send from there, but for the token of what was opened: strangers have none."""
    data = opened(signed_in(UserFactory(superuser=True)), address) | typed
    return {name: value for name, value in data.items() if name != "edition"}


def is_logged(act: AuditAct) -> Callable[[], bool]:
    return AuditEntry.objects.filter(act=act).exists
