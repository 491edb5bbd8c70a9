"""The scripts that bring up an installation, tried in a folder of their own."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
# What the site is made of, beside the tools.
PARTS = ["lib", "orgs", "partnerships", "events", "jiedao", "static", "templates"]


@pytest.fixture
def checkout(tmp_path):
    shutil.copytree(TOOLS, tmp_path / "tools")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def run(checkout, script, **environment):
    clean = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    command = [str(checkout / "tools" / script)]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("empty", ["SECRET_KEY=\n", 'SECRET_KEY=""\n', ""])
def test_empty_secret_key_is_filled_in_and_the_rest_kept(checkout, empty):
    file = checkout / ".env"
    file.write_text(f"SITE_NAME=街道\n{empty}DEBUG=False\n", encoding="utf-8")
    assert "SECRET_KEY was empty" in run(checkout, "env_file.sh").stdout
    lines = file.read_text(encoding="utf-8").split()
    [key] = [line for line in lines if line.startswith("SECRET_KEY=")]
    assert len(key) > 60
    assert [line for line in lines if line != key] == ["SITE_NAME=街道", "DEBUG=False"]


def test_secret_key_that_is_set_is_never_touched(checkout):
    file = checkout / ".env"
    file.write_text("SECRET_KEY=kept\n")
    assert run(checkout, "env_file.sh").stdout == ""
    assert file.read_text() == "SECRET_KEY=kept\n"


def test_port_in_use_is_told_before_anything_is_done(checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run(checkout, "run.sh", BIND="127.0.0.1", PORT=str(port))
    assert answer.returncode == 1
    assert f"端口 {port} 已被占用" in answer.stderr
    assert "make run PORT=" in answer.stderr
    assert not (checkout / ".env").exists()


def test_real_office_begins_empty_and_the_demo_comes_when_it_is_not_kept_away(checkout):
    for part in PARTS:
        shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")

    def prepared(**environment):
        """How many organisations and accounts there are afterwards."""
        database = checkout / "db.sqlite3"
        own = {"SECRET_KEY": "secret", "DATABASE_URL": f"sqlite:///{database}"}
        others = ("DEMO", "MEDIA_ROOT", "DJANGO_SETTINGS_MODULE")
        clean = {name: value for name, value in os.environ.items() if name not in others}
        command = [sys.executable, str(checkout / "tools" / "prepare.py")]
        subprocess.run(command, env=clean | own | environment, capture_output=True, check=True)
        with closing(sqlite3.connect(database)) as connection:
            tables = ("orgs_organization", "orgs_user")
            return [connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]

    assert prepared(DEMO="0") == [0, 1]
    organizations, _ = prepared()
    assert organizations > 16
    assert prepared(DEMO="0")[0] == organizations
