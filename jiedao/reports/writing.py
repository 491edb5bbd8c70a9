"""What the report's commands share: organisations by name, files on disk. Errors are CommandErrors."""

from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from django.core.management.base import CommandError
from django.db.models import Q

from orgs.models import Organization


class Saved(Protocol):
    def save(self, file: str | Path) -> None: ...


def named_organization(name: str) -> Organization:
    """The one organisation of that name or short name."""
    name = name.strip()
    found = list(Organization.objects.filter(Q(name=name) | Q(short_name=name))[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"叫“{name}”的党组织不止一个，请写上级党组织的名称，或用全称。")
    names = {n for pair in Organization.objects.values_list("name", "short_name") for n in pair if n}
    near = get_close_matches(name, sorted(names), n=3, cutoff=0.4)
    hint = f"您要找的是不是：{'、'.join(near)}？" if near else "请先录入，或检查名称。"
    raise CommandError(f"没有叫“{name}”的党组织。{hint}")


def write(document: Saved, file: str) -> None:
    if Path(file).suffix.lower() != ".xlsx":
        raise CommandError(f"文件名请以 .xlsx 结尾：{file}")
    try:
        document.save(file)
    except OSError as error:
        raise CommandError(f"写不了文件 {file}：{error.strerror}。请检查目录是否存在、能否写入。") from None
