"""What was exported goes in again and changes nothing: the demo, whole and for one community."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from jiedao.demo.loading import load
from jiedao.ledgers import LEDGERS
from tests.jiedao.ledger_files import stored

LOADED_ON = date(2026, 11, 21)
EVERY = pytest.mark.parametrize("key", LEDGERS)
COMMUNITY = "石老人社区党委"


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once; each test's own transaction is nested in this one."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with time_machine.travel(LOADED_ON, tick=False):
            load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db):
    with time_machine.travel(LOADED_ON, tick=False):
        yield


def there_and_back(key, tmp_path, *arguments):
    """What import_ledger says of export_ledger's file; it ends with SystemExit when a row is refused."""
    file, told = tmp_path / "台账.xlsx", StringIO()
    call_command("export_ledger", key, str(file), *arguments, stdout=StringIO())
    call_command("import_ledger", key, str(file), *arguments, stdout=told)
    return told.getvalue().strip()


@EVERY
def test_export_of_the_demo_changes_nothing(key, demo, tmp_path):
    count = len(stored(LEDGERS[key]))
    assert count > 20
    assert there_and_back(key, tmp_path) == f"{LEDGERS[key].title}：0 新增, 0 更新, {count} 未变, 0 出错"


@EVERY
def test_export_of_one_community_changes_nothing(key, demo, tmp_path):
    told = there_and_back(key, tmp_path, "--organization", COMMUNITY)

    assert told.startswith(f"{LEDGERS[key].title}：0 新增, 0 更新, ")
    assert told.endswith(" 未变, 0 出错")
    assert ", 0 未变, " not in told
