"""What changed last in the user's branches: rows, and imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast, Coalesce

from jiedao.ledgers import LEDGERS
from orgs.access import Action
from orgs.enums import ImportState
from orgs.models import ImportBatch, User

LAST_CHANGES = 12


@dataclass(frozen=True)
class Change:
    """One entry of the history, or an import, in words."""

    moment: datetime
    who: str
    what: str
    name: str
    url: str  # "" where there is nothing left to open


def last_changes(
    user: User, models: Iterable[type[Model]], address: Callable[[ImportBatch], str]
) -> list[Change]:
    """The last changes of rows in the user's branches, the user's own deletions, and the imports that the
    user sees, each at the `address` of its page. Two queries.
    """
    entries = LogEntry.objects.select_related("user", "content_type")
    if not user.is_superuser:
        entries = entries.filter(_about_own_rows(user, models))
    changes = [_change(entry) for entry in entries.order_by("-action_time", "-pk")[:LAST_CHANGES]]
    changes += [_import(batch, address(batch)) for batch in _last_imports(user)]
    return sorted(changes, key=lambda change: change.moment, reverse=True)[:LAST_CHANGES]


def _last_imports(user):
    """Those that wrote something, by the day on which that was, or on which it was taken back."""
    imports = ImportBatch.objects.visible_to(user).filter(
        state__in=(ImportState.COMMITTED, ImportState.UNDONE), committed_at__isnull=False
    )
    imports = imports.annotate(happened_at=Coalesce("undone_at", "committed_at"))
    return imports.select_related("user", "undone_by").order_by("-happened_at", "-pk")[:LAST_CHANGES]


def _import(batch, url):
    title = LEDGERS[batch.ledger].title
    if batch.state == ImportState.UNDONE:
        what, who = f"撤销了{title}的导入", batch.undone_by
    else:
        what = f"导入了{title}：新增{batch.new_count}条，更新{batch.changed_count}条"
        who = batch.user
    return Change(batch.happened_at, str(who or "系统"), what, batch.file_name, url)


def _about_own_rows(user, models):
    reach = Q(user=user, action_flag=DELETION)
    for model in models:
        own = model._default_manager.open_to(user, Action.VIEW).annotate(text_key=Cast("pk", CharField()))
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        reach |= Q(content_type=content_type, object_id__in=own.order_by().values("text_key"))
    return reach


def _change(entry):
    kind = entry.content_type.name if entry.content_type else ""
    is_gone = entry.is_deletion() or entry.content_type is None
    words = {ADDITION: "录入了", DELETION: "删除了"}.get(entry.action_flag, "修改了")
    url = "" if is_gone else entry.get_admin_url() or ""
    return Change(entry.action_time, str(entry.user), f"{words}{kind}", entry.object_repr, url)
