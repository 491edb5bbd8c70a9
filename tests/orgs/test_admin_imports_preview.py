"""What the preview of an import says: of the file as a whole, and of its rows by verdict."""

import pytest

from orgs.enums import Verdict
from tests.orgs.factories import UserFactory
from tests.orgs.import_batches import FILE_NAME, fill, make_batch, previewed, row
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def address(batch, act=""):
    return f"/admin/orgs/unit/import/{batch.pk}/{act}"


def show(client, batch, query=""):
    response = client.get(address(batch) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_preview_begins_with_what_is_wrong(client, clerk):
    batch = previewed(clerk)
    page = show(client, batch)
    assert "有1行出错，改好以前不能入库" in page
    assert "<li><b>单位性质</b>：没有“学堂”这一项。</li><li>与第4行重复。</li>" in page.replace("\n", "")
    assert "工作表“单位”，表头在第2行。" in page
    assert "确认入库" not in page
    assert f'href="{address(batch, "mistakes/")}">下载标出错误的表格' in page
    assert f'href="{address(batch, "file/")}">下载原文件' in page


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (
            "changed",
            ["乙", "<del>（空）</del>", "<ins>示例路1号</ins>", "<del>教育</del>", "<ins>文化</ins>"],
        ),
        ("new", ["丙", '<td data-label="单位性质">学校</td>']),
        ("same", ["丁"]),
    ],
)
def test_preview_by_verdict(client, clerk, verdict, said):
    response = client.get(address(previewed(clerk)), {"verdict": verdict})
    page = response.content.decode()
    assert [row.name for row in response.context["preview"].rows] == said[:1]
    assert [tab.key for tab in response.context["preview"].tabs if tab.is_current] == [verdict]
    assert [words for words in said if words not in page] == []


def test_preview_counts_every_verdict(client, clerk):
    tabs = client.get(address(previewed(clerk))).context["preview"].tabs
    assert [(tab.label, tab.count) for tab in tabs] == [("出错", 1), ("更新", 1), ("新增", 1), ("未变", 1)]


def test_preview_without_errors_can_be_confirmed(client, clerk):
    batch = make_batch(clerk)
    fill(batch, Verdict.NEW, [row(3)])
    page = show(client, batch)
    assert "确认入库" in page
    assert "下载标出错误的表格" not in page


def test_preview_says_why_it_was_made_anew(client, clerk):
    batch = make_batch(clerk, message="预览之后系统里的数据变了。")
    fill(batch, Verdict.NEW, [row(3)])
    assert '<p class="errornote" role="alert">预览之后系统里的数据变了。</p>' in show(client, batch)


def test_preview_that_changes_nothing_says_so(client, clerk):
    batch = make_batch(clerk)
    fill(batch, Verdict.SAME, [row(3)])
    page = show(client, batch)
    assert "表中各行与系统里的完全一样，不用入库。" in page
    assert "确认入库" not in page


def test_preview_tells_what_else_is_known_of_the_file(client, clerk):
    remarks = {
        "unread": ["经办人", "F列"],
        "skipped": [[9, "合计行"]],
        "others": ["填写说明"],
        "created": {"单位": [f"单位{n}" for n in range(60)], "类别": []},
        "notices": ["有3行没有填写编号。"],
    }
    page = show(client, make_batch(clerk, remarks=remarks))
    assert "没有读取的栏：经办人、F列。" in page
    assert "跳过了1行" in page
    assert "第9行：合计行" in page
    assert "其他工作表没有读取：填写说明。" in page
    assert "将一并新建单位60个：单位0、" in page
    assert "、单位49等。" in page
    assert "新建类别" not in page
    assert "有3行没有填写编号。" in page
    assert "新建的单位，单位性质先记为“其他”，请以后补全。" in page
    assert "确认入库" in page  # to create them is something


def test_preview_tells_what_a_new_name_is_like_before_all_others(client, clerk):
    names = [*(f"单位{n}" for n in range(60)), "青岛2中"]
    near = {"青岛2中": ["青岛二中", "青岛十二中"]}
    page = show(client, make_batch(clerk, remarks={"created": {"单位": names}, "near": near}))
    assert "新建单位61个：青岛2中（与已有的“青岛二中”、“青岛十二中”相近，请核对）、单位0、" in page
    councils = make_batch(clerk, remarks={"created": {"议事机构": ["议事会"]}})
    assert "单位性质先记为" not in show(client, councils)


def test_preview_with_mistakes_says_that_the_others_are_right(client, clerk):
    assert "另有3行没有问题，改好后一起入库。" in show(client, previewed(clerk))
    batch = make_batch(clerk)
    fill(batch, Verdict.WRONG, [row(3, errors=[["地址", "太长。"]])])
    assert "没有问题" not in show(client, batch)


def test_preview_says_that_new_units_are_public(client, clerk):
    batch = make_batch(clerk)
    fill(batch, Verdict.SAME, [row(3)])
    assert "入库后对外公开" not in show(client, batch)
    fill(batch, Verdict.NEW, [row(4)])
    assert "入库后对外公开，居民看得到；不便公开的，入库后去掉“对外公开”。" in show(client, batch)


def test_preview_of_what_is_not_public_at_first_does_not_say_so(client, clerk):
    for ledger, page in (("problems", "partnerships/problem"), ("seats", "orgs/council")):
        batch = make_batch(clerk, ledger=ledger)
        fill(batch, Verdict.NEW, [row(4)])
        shown = client.get(f"/admin/{page}/import/{batch.pk}/").content.decode()
        assert "确认入库" in shown
        assert "入库后对外公开" not in shown


def test_page_of_an_import_is_called_after_its_file(client, clerk):
    batch = previewed(clerk)
    page = show(client, batch)
    assert f"<title>{FILE_NAME} · " in page
    assert f"<dd>第{batch.pk}批</dd>" in page


def test_preview_is_paged(client, clerk):
    batch = make_batch(clerk)
    fill(batch, Verdict.NEW, [row(3, "第一页")])
    fill(batch, Verdict.NEW, [row(53, "第二页")], number=2)
    assert "第二页" not in show(client, batch).split("imports__table")[1]
    second = show(client, batch, "?verdict=new&page=2")
    assert '<td data-label="单位名称">第二页</td>' in second
    assert 'href="?verdict=new&amp;page=1"' in second
    for strange in ("x", "²", "9" * 30, "-1", "%00"):
        show(client, batch, f"?verdict=new&page={strange}")
    show(client, batch, "?verdict=strange")


def test_preview_costs_the_same_queries_for_50_rows_as_for_1(client, clerk):
    batch = make_batch(clerk)
    fill(batch, Verdict.CHANGED, [row(3, changes=[["地址", "", "甲"]])])
    few = queries(client, address(batch))
    other = make_batch(clerk)
    fill(other, Verdict.CHANGED, [row(n, changes=[["地址", "", "甲"]]) for n in range(3, 53)])
    assert queries(client, address(other)) == few


def test_sheet_or_header_can_be_changed_from_the_preview(client, clerk):
    batch = previewed(clerk)
    assert 'href="?header=1">换一张工作表或表头' in show(client, batch)
    page = show(client, batch, "?header=1")
    assert "按这一行读取" in page
    assert 'value="2" id="row-2" checked' in page
