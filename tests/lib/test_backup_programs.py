"""PostgreSQL's programs: which of them, what they are told, and what it means when they fail."""

from types import SimpleNamespace

import pytest

from lib.backup import BackupError, postgres, programs


def test_missing_postgresql_programs_are_named_with_their_package(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError, match=r"找不到 PostgreSQL 的 pg_dump 程序。.*postgresql-client-15"):
        programs.find("pg_dump", 15)


def test_program_of_the_servers_version_comes_first(tmp_path, monkeypatch):
    for version in (9, 15, 17):
        (tmp_path / str(version) / "bin").mkdir(parents=True)
        (tmp_path / str(version) / "bin" / "psql").touch()
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)

    assert programs.find("psql", 15) == str(tmp_path / "15/bin/psql")
    assert programs.find("psql", 16) == programs.find("psql") == str(tmp_path / "17/bin/psql")


def test_password_of_the_database_is_on_no_command_line(tmp_path, monkeypatch):
    """Command lines are read by everybody on the machine."""
    program = tmp_path / "15" / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/words\necho "$PGPASSWORD" "$PGHOST" > {tmp_path}/environment\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    monkeypatch.setattr(postgres, "_major", lambda: 15)
    login = {"NAME": "jiedao", "USER": "jiedao", "PASSWORD": "s3cret", "HOST": "db.internal"}
    monkeypatch.setattr(postgres, "connection", SimpleNamespace(settings_dict=login))

    postgres.copy(tmp_path / "dump")

    assert (tmp_path / "environment").read_text() == "s3cret db.internal\n"
    assert "s3cret" not in (tmp_path / "words").read_text()


@pytest.mark.parametrize(
    ("stderr", "words"),
    [
        (b"pg_dump: error: could not write: No space left on device", "磁盘空间不够"),
        (b"pg_dump: error: aborting because of server version mismatch", "同一版本的 postgresql-client"),
        (b"psql: ERROR:  canceling statement due to lock timeout", "先停掉网站"),
        (b"psql: error: connection refused", "pg_dump 没有做完：psql: error: connection refused。"),
        (b"", "没有说明原因"),
    ],
)
def test_failure_of_a_program_is_told_with_what_to_do(tmp_path, stderr, words):
    program = tmp_path / "pg_dump"
    program.write_bytes(b"#!/bin/sh\ncat >&2 <<'END'\n" + stderr + b"\nEND\nexit 1\n")
    program.chmod(0o755)

    with pytest.raises(BackupError, match=words):
        programs.run([str(program)], programs.environment({}))
