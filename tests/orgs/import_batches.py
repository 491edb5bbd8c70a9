"""Imports of the units' ledger in every state, made by hand."""

from django.core.files.base import ContentFile

from orgs.enums import ImportState, Verdict
from orgs.models import ImportBatch, ImportPage

LEDGER = "units"
FILE_NAME = "单位台账（2019年）.xlsx"
CONTENT = "不是真的工作簿".encode()
SHEET = [["单位台账", ""], ["单位名称", "单位性质"], ["青岛二中", "学校"]]


def make_batch(user, state=ImportState.PREVIEWED, *, organization=None, **fields) -> ImportBatch:
    batch = ImportBatch(
        ledger=fields.pop("ledger", LEDGER),
        user=user,
        organization=organization,
        file_name=FILE_NAME,
        state=state,
        **fields,
    )
    batch.file.save("upload.xlsx", ContentFile(CONTENT))
    return batch


def row(line, name="青岛二中", *, changes=(), errors=()):
    return {
        "line": line,
        "cells": {"单位名称": name, "单位性质": "学校"},
        "changes": [list(each) for each in changes],
        "errors": [list(each) for each in errors],
    }


def fill(batch: ImportBatch, verdict: Verdict, rows: list[dict], number=1) -> None:
    """A page of the preview, counted in the batch."""
    page = ImportPage(batch=batch, verdict=verdict, number=number)
    page.rows = rows
    page.save()
    setattr(batch, f"{verdict}_count", batch.count(verdict) + len(rows))
    batch.save()


def previewed(user, **fields) -> ImportBatch:
    """One row of each verdict."""
    batch = make_batch(user, remarks={"page": "单位", "header_row": 2, "rows": SHEET}, **fields)
    fill(
        batch,
        Verdict.WRONG,
        [row(3, "甲", errors=[["单位性质", "没有“学堂”这一项。"], ["", "与第4行重复。"]])],
    )
    fill(
        batch, Verdict.CHANGED, [row(4, "乙", changes=[["地址", "", "示例路1号"], ["行业", "教育", "文化"]])]
    )
    fill(batch, Verdict.NEW, [row(5, "丙")])
    fill(batch, Verdict.SAME, [row(6, "丁")])
    return batch
