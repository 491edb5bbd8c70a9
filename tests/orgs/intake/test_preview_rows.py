"""What a preview's pages hold: written as JSON column by column, read back row by row."""

import pytest

from orgs.enums import Verdict
from tests.orgs.factories import UnitFactory
from tests.orgs.intake.ways_in import preview_rows

pytestmark = pytest.mark.django_db

HEADER = "单位名称 单位性质 职工人数 备注"


def rows_of(batch, verdict):
    return [row for page in batch.pages.filter(verdict=verdict).order_by("number") for row in page.rows]


def test_new_rows_tell_all_that_is_filled_in_whatever_its_characters():
    batch = preview_rows("units", HEADER, ["示例甲", "学校", 3, '"引号"\\反斜线\n第二行'], ["示例乙", "医院"])

    assert rows_of(batch, Verdict.NEW) == [
        {
            "line": 2,
            "cells": {
                "单位名称": "示例甲",
                "单位性质": "学校",
                "职工人数": "3",
                "备注": '"引号"\\反斜线\n第二行',
            },
        },
        {"line": 3, "cells": {"单位名称": "示例乙", "单位性质": "医院"}},
    ]


def test_long_text_is_cut():
    batch = preview_rows("units", HEADER, ["示例甲", "学校", None, "长" * 500])

    assert rows_of(batch, Verdict.NEW)[0]["cells"]["备注"] == "长" * 200


def test_rows_of_all_verdicts_stand_in_pages_of_their_own():
    UnitFactory(name="示例甲", nature="school", note="旧")
    UnitFactory(name="示例乙", nature="school", note="")
    batch = preview_rows(
        "units",
        HEADER,
        ["示例丁", "学堂", 1],
        ["示例甲", "学校", None, "新"],
        ["示例丙", "学校"],
        ["示例乙", "学校"],
    )

    assert rows_of(batch, Verdict.CHANGED) == [
        {"line": 3, "cells": {"单位名称": "示例甲"}, "changes": [["备注", "旧", "新"]]}
    ]
    assert rows_of(batch, Verdict.SAME) == [{"line": 5, "cells": {"单位名称": "示例乙"}}]
    assert [row["line"] for row in rows_of(batch, Verdict.NEW)] == [4]
    [wrong] = rows_of(batch, Verdict.WRONG)
    assert (wrong["line"], wrong["cells"]["单位性质"]) == (2, "学堂")
    assert [header for header, _ in wrong["errors"]] == ["单位性质"]
