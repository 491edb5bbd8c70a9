"""The page from which the office's own sheets go in: all ledgers, in the order of the first day."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from orgs.models import ImportBatch, User

# What other ledgers name comes before them.
FIRST_DAY = (
    "organizations",
    "units",
    "agreements",
    "resources",
    "demands",
    "services",
    "projects",
    "problems",
    "seats",
    "activities",
)
# What to know before a ledger goes in for the first time.
_GUIDES = {
    "organizations": "表里填了“所属单位”的，上传时勾选“一并新建”。",
    "seats": "上传时勾选“一并新建”，议事机构随表建立。",
}


@dataclass(frozen=True)
class Row:
    """A ledger, where it goes in and comes out ("" where the user may not), and what went in last."""

    title: str
    guide: str
    import_address: str
    template_address: str
    export_address: str
    last: ImportBatch | None
    last_address: str


@require_safe
def import_index(request: HttpRequest):
    """The ledgers that the user may take in or give out, for those who may take in any; the staff site checks
    who is signed in.
    """
    if not may_import(request):
        raise PermissionDenied
    context = admin.site.each_context(request) | {"title": "导入台账", "rows": rows(request)}
    return TemplateResponse(request, "admin/import_index.html", context)


def may_import(request: HttpRequest) -> bool:
    """May the user take in any ledger, in whatever branch?"""
    return any(each.has_import_permission(request) for each in ledger_admins().values())


def rows(request: HttpRequest) -> list[Row]:
    """One a ledger of which the user may do anything. One query."""
    admins, last = ledger_admins(), last_imports(request.user)
    found = (_row(request, admins[key], last.get(key)) for key in FIRST_DAY)
    return [row for row in found if row.import_address or row.export_address]


def ledger_admins() -> dict[str, admin.ModelAdmin]:
    """By key of the ledger."""
    registered = admin.site._registry.values()
    return {each.ledger.key: each for each in registered if hasattr(each, "ledger")}


def batch_address(request: HttpRequest, batch: ImportBatch) -> str:
    """The page of an import; "" where the user may not open it."""
    ledger_admin = ledger_admins()[batch.ledger]
    may_open = ledger_admin.has_import_permission(request)
    return ledger_admin.address("import_batch", batch.pk) if may_open else ""


def last_imports(user: User) -> dict[str, ImportBatch]:
    """The last import of every ledger that the user may see, by the ledger's key. One query."""
    visible = ImportBatch.objects.visible_to(user)
    last = visible.order_by().values("ledger").annotate(last=Max("pk")).values("last")
    return {batch.ledger: batch for batch in ImportBatch.objects.filter(pk__in=last)}


def _row(request, ledger_admin, last):
    may_import = ledger_admin.has_import_permission(request)
    may_export = ledger_admin.has_export_permission(request)
    ledger = ledger_admin.ledger
    return Row(
        title=ledger.title,
        guide=_GUIDES.get(ledger.key, ""),
        import_address=ledger_admin.address("import") if may_import else "",
        template_address=ledger_admin.address("import_template") if may_import else "",
        export_address=ledger_admin.address("export") if may_export else "",
        last=last if may_import else None,
        last_address=batch_address(request, last) if last else "",
    )
