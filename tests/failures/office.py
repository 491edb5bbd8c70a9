"""A small office in a new database: run with DATABASE_URL, it prints the keys of what a clerk fills in."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Office:
    usernames: list[str]
    community: SimpleNamespace
    unit: SimpleNamespace


def open_office(database: str) -> Office:
    """In a process of its own, whose only database it is."""
    environment = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PGOPTIONS": "-c synchronous_commit=off",  # the tables' making need not survive anything
    }
    command = [sys.executable, "-m", "tests.failures.office"]
    told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout
    keys = json.loads(told)
    community, unit = (SimpleNamespace(pk=keys[name]) for name in ("community", "unit"))
    return Office(keys["usernames"], community, unit)


def _furnish():
    import django  # the parent only starts this process

    django.setup()
    from django.core.management import call_command  # after setup, like the models

    from tests.orgs.factories import UnitFactory, UserFactory
    from tests.orgs.tree import plant

    call_command("migrate", verbosity=0)
    tree = plant()
    users = [UserFactory(organizations=[tree.street]).username for _ in range(4)]
    json.dump({"usernames": users, "community": tree.community.pk, "unit": UnitFactory().pk}, sys.stdout)


if __name__ == "__main__":
    _furnish()
