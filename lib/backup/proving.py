"""Proves a backup: every byte is read and compared, the copy of the database is opened and counted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lib.backup import engines
from lib.backup.archive import MEDIA, Reading, read
from lib.backup.errors import BackupError, words
from lib.backup.manifest import FORMAT, Manifest

_LISTED = 10  # at most so many faults are told one by one


@dataclass(frozen=True)
class Proved:
    manifest: Manifest
    database: Path  # its copy, unpacked; gone when the context ends

    @property
    def engine(self):
        return engines.ENGINES[self.manifest.engine]


@contextmanager
def prove(path: Path, scratch: Path | None = None) -> Iterator[Proved]:
    """The proved backup, its database unpacked below `scratch` (else the system's folder for such files).

    Raises BackupError, saying what is damaged.
    """
    with tempfile.TemporaryDirectory(dir=scratch, prefix="backup-") as folder:
        database = Path(folder) / "database"
        with words():
            with database.open("xb") as file:
                reading = read(path, file)
            manifest = _compared(path, reading)
            _count(manifest, database)
        yield Proved(manifest, database)


def _compared(path, reading):
    manifest, faults = _manifest(reading)
    if reading.is_cut:
        faults.insert(0, "文件结尾不是封印，可能没有写完、被截断或被改动")
    if manifest:
        faults += _differences(manifest, reading)
    if not reading.is_sealed and not faults:
        faults.append("归档的结构（成员的名称、大小、填充，或结尾的封印）被改动")
    if faults:
        listed = "；".join(faults[:_LISTED]) + (f"；等等，共{len(faults)}处" if len(faults) > _LISTED else "")
        raise BackupError(f"备份文件 {path} 已损坏：{listed}。请改用另一份备份，并检查存放它的磁盘。")
    return manifest


def _manifest(reading: Reading) -> tuple[Manifest | None, list[str]]:
    if reading.manifest is None:
        return None, ["里面没有清单（manifest.json），或读不到那里"]
    try:
        manifest = Manifest.from_json(reading.manifest)
    except ValueError:
        return None, ["清单（manifest.json）读不懂"]
    if manifest.format != FORMAT or manifest.engine not in engines.ENGINES:
        return None, ["清单（manifest.json）的格式这个版本不认识，也许来自更新的版本"]
    return manifest, [] if reading.is_manifest_sealed else ["清单（manifest.json）或它的校验值被改动"]


def _differences(manifest, reading):
    """What is in the archive against what the manifest says."""
    told = {manifest.database.name: ("数据库", manifest.database)}
    told |= {
        MEDIA + each.name: (f"文件 {each.name} ", replace(each, name=MEDIA + each.name))
        for each in manifest.files
    }
    faults = [f"有不该有的成员 {name}" for name in reading.strange]
    for name, (what, entry) in told.items():
        found = reading.entries.get(name)
        if found is None:
            faults.append(f"{what}不在里面")
        elif found != entry:
            faults.append(f"{what}的内容与校验值不符")
    faults += [f"有清单上没有的成员 {name}" for name in reading.entries if name not in told]
    if next(iter(reading.entries), None) != manifest.database.name:
        faults.append("数据库不在最前面")
    return faults


def _count(manifest, database):
    contents = engines.ENGINES[manifest.engine].inspect(database, {})
    if contents.tables != manifest.tables:
        differing = sorted(dict(contents.tables.items() ^ manifest.tables.items()))
        raise BackupError(
            f"备份里数据库的行数与清单不符：{'、'.join(differing[:_LISTED])}。请改用另一份备份。"
        )
