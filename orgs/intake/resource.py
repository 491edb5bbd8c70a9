"""Ledgers as django-import-export knows them: resources, whose rows go the ledger's own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from lib.days import today
from orgs.enums import ImportState, Verdict
from orgs.intake import workflow
from orgs.ledgers.rows import ALL, rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from orgs.ledgers import Ledger
    from orgs.models import User

_TYPES = {
    Verdict.NEW: RowResult.IMPORT_TYPE_NEW,
    Verdict.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Verdict.SAME: RowResult.IMPORT_TYPE_SKIP,
    Verdict.WRONG: RowResult.IMPORT_TYPE_ERROR,
}


class LedgerResource(Resource):
    """One ledger; `user` limits what is seen and written."""

    ledger: Ledger

    def __init__(self, user: User | None = None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def get_queryset(self) -> QuerySet:
        records = self.ledger.complete(today())
        return records if self.user is None else records.visible_to(self.user)

    def export(self, queryset: QuerySet | None = None, **kwargs) -> Dataset:
        """Numbers of persons are masked for every user; programs get them whole."""
        queryset = self.get_queryset() if queryset is None else queryset
        whole = ALL if self.user is None else ()
        cells = rows(self.ledger, queryset, whole=whole)
        return Dataset(*cells, headers=[column.header for column in self.ledger.columns])

    def import_data(self, dataset: Dataset, dry_run: bool = False, **kwargs) -> Result:
        """All rows or none. What is written is a batch like any other: it is kept, and can be undone."""
        upload = ContentFile(dataset.export("csv").encode(), name=f"{self.ledger.title}.csv")
        batch = workflow.receive(self.ledger, upload, user=self.user)
        workflow.check(batch, self.ledger)
        result = self._result(batch, dataset)
        if dry_run or result.has_errors():
            batch.delete()
        elif batch.new_count or batch.changed_count:
            workflow.commit(batch, self.ledger, self.user)
        return result

    def _result(self, batch, dataset):
        result = Result()
        result.diff_headers, result.total_rows = dataset.headers, len(dataset)
        if batch.state != ImportState.PREVIEWED:
            result.append_base_error(Error(workflow.Refused(batch.message or "没有找到表头。")))
        for verdict, page in ((page.verdict, page) for page in batch.pages.all()):
            for row in page.rows:
                result.append_row_result(_row_result(verdict, row))
                result.increment_row_result_total(result.rows[-1])
        return result


def resource_for(ledger: Ledger) -> type[LedgerResource]:
    """The resource class of a ledger, with a field for each of its columns."""
    fields = {f"column_{n}": Field(column_name=c.header) for n, c in enumerate(ledger.columns)}
    return type(f"{ledger.key.title()}Resource", (LedgerResource,), {"ledger": ledger, **fields})


def _row_result(verdict, row) -> RowResult:
    result = RowResult()
    result.import_type = _TYPES[verdict]
    result.row_values, result.diff = row["cells"], row.get("changes")
    result.errors = [
        Error(f"{header}：{message}", number=row["line"]) for header, message in row.get("errors", ())
    ]
    return result
