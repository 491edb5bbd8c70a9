"""All ten exports of the demo go into an empty system: the same ledgers, the same figures."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from jiedao.demo.loading import load
from jiedao.figures import FIGURES
from jiedao.ledgers import LEDGERS
from orgs.figures import numbers
from orgs.models import Organization
from tests.jiedao.ledger_files import stored

LOADED_ON = date(2026, 11, 21)
DAYS = (date(2019, 6, 30), LOADED_ON)
# Organisations name units, which are created with them; units name their communities. All others name both;
# projects name agreements, activities name projects.
ORDER = ("organizations", *(key for key in LEDGERS if key != "organizations"))
# What no ledger tells: withdrawals and cancellations, claims, the demands that a project answers, when a
# unit came into the street's care, applications.
NOT_TOLD = {
    "claims",
    "claims_done",
    "wishes_done",
    "orders_done",
    "resources",
    "demands",
    "demands_matched",
    "services",
    "projects",
    "new_sector_enterprises",
    "new_sector_members",
    "new_sector_applications_in_progress",
}


def figures():
    """{(organisation's name, day, figure): number} of what the ledgers tell."""
    told = [figure for figure in FIGURES if figure.key not in NOT_TOLD]
    return {
        (organization.name, day, key): number
        for organization in Organization.objects.street_line()
        for day in DAYS
        for key, number in numbers(told, organization, day).items()
    }


def run(command, *arguments):
    told = StringIO()
    call_command(command, *map(str, arguments), stdout=told)
    return told.getvalue()


@pytest.fixture
def exports(db, tmp_path, settings):
    """The folder of the demo's ledgers, what they hold, and the figures; the demo itself is gone again."""
    with transaction.atomic(), override_settings(MEDIA_ROOT=tmp_path / "demo"):
        load()
        for key in LEDGERS:
            run("export_ledger", key, tmp_path / f"{key}.xlsx")
        held, counted = {key: stored(ledger) for key, ledger in LEDGERS.items()}, figures()
        transaction.set_rollback(True)
    return tmp_path, held, counted


@time_machine.travel(LOADED_ON, tick=False)
def test_whole_office_comes_in_from_its_own_exports(exports):
    folder, held, counted = exports
    assert not Organization.objects.exists()

    for key in ORDER:
        told = run("import_ledger", key, folder / f"{key}.xlsx", "--commit", "--create-missing")
        assert "0 出错" in told, told

    assert {key: stored(ledger) for key, ledger in LEDGERS.items()} == held
    assert figures() == counted
    assert counted["金家岭街道党工委", DAYS[0], "partner_units"] == 66
    for key, ledger in LEDGERS.items():
        told = run("import_ledger", key, folder / f"{key}.xlsx")
        assert told.strip() == f"{ledger.title}：0 新增, 0 更新, {len(held[key])} 未变, 0 出错"
