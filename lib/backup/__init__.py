"""Backups of a whole installation: one file with a copy of the database, all stored files and a manifest.

| file | what it does |
|---|---|
| `taking.py` | makes a backup, proves it, then gives it its name |
| `proving.py` | reads every byte of a backup and says what is damaged |
| `restoring.py` | puts a backup in place of what is there |
| `archive.py`, `manifest.py` | the file: a tar with a seal behind its end, and the list of what is in it |
| `sqlite.py`, `postgres.py`, `engines.py` | a consistent copy by the engine's own means, and the way back |
| `media.py` | the stored files, through the storage API |

Everything that can go wrong is a `BackupError` in words for whoever keeps the machine.
"""

from lib.backup.errors import BackupError
from lib.backup.proving import prove
from lib.backup.restoring import restore
from lib.backup.taking import take

__all__ = ["BackupError", "prove", "restore", "take"]
