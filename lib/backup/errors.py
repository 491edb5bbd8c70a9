"""What went wrong, in words."""

import errno
import os
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from django.db import OperationalError

_NAMES = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EISDIR: "这是目录，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘出错",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL = "磁盘空间不够，没有写完，也没有留下半个文件。请腾出空间或换一个目录再试。"


class BackupError(Exception):
    """A message for whoever keeps the machine: what is wrong and what to do."""


def told(error: OSError) -> BackupError:
    """The system's error in words."""
    if error.errno in _FULL:
        return BackupError(FULL)
    where = f"（{error.filename}）" if error.filename else ""
    why = _NAMES.get(error.errno) or error.strerror or str(error)
    return BackupError(f"读写文件出错{where}：{why}。请检查路径、权限和磁盘后再试。")


def tells_full(text: str) -> bool:
    """Whether another program's message, in the C locale, says that there is no room."""
    return any(os.strerror(number) in text for number in _FULL)


@contextmanager
def words():
    """The errors of disks, storages and servers as BackupErrors."""
    try:
        yield
    except OSError as error:
        raise told(error) from None
    except (BotoCoreError, ClientError) as error:
        raise BackupError(f"对象存储没有应答或拒绝了：{error}。请检查 MEDIA_S3_ 各项设置后再试。") from None
    except OperationalError as error:
        raise BackupError(
            f"数据库连接不上：{str(error).strip()}。请检查 DATABASE_URL 和数据库是否可用。"
        ) from None
