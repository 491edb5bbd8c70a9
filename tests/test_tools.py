"""The scripts that bring up an installation, tried in a folder of their own."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"


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
