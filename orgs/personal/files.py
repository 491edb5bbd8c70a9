"""Import files: their bytes, their previews, and what their undo would bring back."""

from __future__ import annotations

from collections import Counter

from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.intake.refusal import Refused
from orgs.models import ImportBatch
from orgs.personal.traces import erase_from_imports, labels

# What has been written, or taken back: the row and its counts stay. What was not is given up whole.
SETTLED = (ImportState.COMMITTED, ImportState.UNDONE)
UNSETTLED = (ImportState.READING, ImportState.ASKING, ImportState.REFUSED, ImportState.PREVIEWED)


def erase_file(batch: ImportBatch) -> Counter[str]:
    """Throw the file away, with all that was read from it. Inside a transaction."""
    if batch.state in UNSETTLED:
        try:
            workflow.discard(batch)
        except Refused:  # somebody has just confirmed it: it is found again the next time
            return Counter()
        return Counter({"导入文件": 1})
    batch.pages.all().delete()
    batch.file, batch.remarks = "", {}
    batch.save(update_fields=["file", "remarks"])
    return +Counter({"导入文件": 1, "导入记录": erase_from_imports(batch.rows.all(), labels())})
