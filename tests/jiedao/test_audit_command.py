"""`manage.py audit_log`: what is taken out, and how long entries are kept."""

import importlib
from datetime import datetime

import openpyxl
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

import jiedao.settings
from lib.days import today
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import AuditEntry

pytestmark = pytest.mark.django_db


def entry(name, *moment):
    made = audit.log(AuditAct.CHANGE, name=name)
    AuditEntry.objects.filter(pk=made.pk).update(at=timezone.make_aware(datetime(*moment)))


def names():
    return set(AuditEntry.objects.exclude(act=AuditAct.PURGE).values_list("name", flat=True))


def sheet(file):
    return [row[8] for row in openpyxl.load_workbook(file).active.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(
    ("months", "kept"),
    [(12, {"一年前的月初", "半年前的月初"}), (6, {"半年前的月初"})],
)
def test_only_what_is_older_than_the_setting_is_deleted(settings, time_machine, capsys, months, kept):
    time_machine.move_to("2026-02-28T10:00:00+08:00")
    settings.AUDIT_KEEP_MONTHS = months
    entry("一年多前", 2025, 1, 31, 23, 59)
    entry("一年前的月初", 2025, 2, 1, 0, 0)
    entry("半年前的月初", 2025, 8, 1, 0, 0)
    call_command("audit_log", "prune")
    assert names() == kept
    deleted = 3 - len(kept)
    first = "2025-02-01" if months == 12 else "2025-08-01"
    assert f"已删除{first}以前的操作日志{deleted}条" in capsys.readouterr().out
    told = AuditEntry.objects.get(act=AuditAct.PURGE)
    assert told.detail == f"命令行：{first}以前的{deleted}条，保存期限已过。"


def test_nothing_to_delete_is_no_act():
    entry("今天", *today().timetuple()[:3])
    call_command("audit_log", "prune")
    assert names() == {"今天"}
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(("months", "is_enough"), [("6", True), ("5", False), ("0", False)])
def test_less_than_six_months_is_no_setting(monkeypatch, months, is_enough):
    monkeypatch.setenv("AUDIT_KEEP_MONTHS", months)
    if is_enough:
        assert importlib.reload(jiedao.settings).AUDIT_KEEP_MONTHS == 6
    else:
        with pytest.raises(ImproperlyConfigured, match="AUDIT_KEEP_MONTHS"):
            importlib.reload(jiedao.settings)


def test_days_are_taken_out_both_ends_included(tmp_path, capsys):
    entry("前一天", 2025, 5, 13, 23, 59)
    entry("第一天", 2025, 5, 14, 0, 0)
    entry("最后一天", 2025, 5, 20, 23, 59)
    entry("后一天", 2025, 5, 21, 0, 0)
    file = tmp_path / "操作日志.xlsx"
    call_command("audit_log", "export", str(file), "--from", "2025-05-14", "--to", "2025年5月20日")
    assert sheet(file) == ["第一天", "最后一天"]
    assert f"已导出操作日志2条：{file}" in capsys.readouterr().out
    told = AuditEntry.objects.get(act=AuditAct.EXPORT)
    assert told.detail == "命令行：共2条，2025-05-14至2025-05-20。"


def test_everything_is_taken_out_when_no_day_is_named(tmp_path):
    entry("很久以前", 2019, 5, 14)
    entry("今天", *today().timetuple()[:3])
    call_command("audit_log", "export", str(tmp_path / "全部.xlsx"))
    assert sheet(tmp_path / "全部.xlsx") == ["很久以前", "今天"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["日志.xlsx", "--from", "昨天"], "“昨天”不是一个日期"),
        (["日志.csv"], "文件名请以 .xlsx 结尾"),
        (["没有的目录/日志.xlsx"], "写不了文件"),
    ],
)
def test_wrong_argument_is_told_in_words(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=message):
        call_command("audit_log", "export", *arguments)
    assert not AuditEntry.objects.exists()
