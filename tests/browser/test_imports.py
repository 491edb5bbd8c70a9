"""A clerk takes the office's own sheet in: sees what is wrong, mends it, confirms, takes it back."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from orgs.enums import ImportState, Verdict
from orgs.models import ImportBatch, Unit
from tests.browser.conftest import PHONE
from tests.harness.spreadsheets import xlsx_bytes
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.import_batches import make_batch, previewed
from tests.orgs.tree import plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

INDEX = "/admin/imports/"
IMPORT = "/admin/orgs/unit/import/"
EXPORT = "/admin/orgs/unit/export/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ["单位 名称", "单位\n性质", "所属行业", "属地社区", "地址"]


def sheet(community, nature="学校"):
    return [
        ["2019年单位台账", None, None, None, None],
        ["填报单位：示例社区", None, None, "填报日期：2019年6月30日", None],
        HEADERS,
        ["青岛二中", nature, "教育", community.name, "松岭路70号"],
        ["崂山图书馆", "事业单位", "文化", None, "云岭路16号"],
        [None, None, None, None, None],
        ["合计", None, None, None, None],
    ]


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto(IMPORT)
    file = {"name": name, "mimeType": XLSX, "buffer": content}
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()


def titled(rows):
    """With the title merged across, and the community merged over its units."""
    return xlsx_bytes(rows, merged=[(0, 0, 0, 4), (3, 3, 4, 3)])


def mended(path, community) -> bytes:
    """The workbook with the mistakes marked, the wrong word put right by hand."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert any("错误说明" in row for row in rows)
    return xlsx_bytes([["学校" if cell == "学堂" else cell for cell in row] for row in rows])


@pytest.fixture
def tree():
    return plant()


@pytest.fixture
def clerk(desktop, sign_in, tree):
    clerk = UserFactory(organizations=[tree.community], display_name="王姐")
    sign_in(desktop, clerk)
    return clerk


def test_sheet_goes_in_after_it_was_mended_and_comes_out_again(desktop, shot, axe, clerk, tree, tmp_path):
    library = UnitFactory(name="崂山图书馆", nature="institution", community=tree.community, industry="文化")
    desktop.goto("/admin/orgs/unit/")
    desktop.get_by_role("link", name="导入", exact=True).click()
    shot(desktop, "imports-upload")
    assert axe(desktop) == []

    upload(desktop, "单位台账.xlsx", titled(sheet(tree.community, nature="学堂")))
    expect(desktop.get_by_role("heading", name="有1行出错，改好以前不能入库")).to_be_visible()
    expect(desktop.locator(".imports__errors")).to_contain_text("单位性质")
    shot(desktop, "imports-wrong")
    assert axe(desktop) == []
    with desktop.expect_download() as download:
        desktop.get_by_role("link", name="下载标出错误的表格").click()
    assert download.value.suggested_filename == "单位台账-标出错误.xlsx"
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)

    upload(desktop, "单位台账（改）.xlsx", mended(marked, tree.community))
    expect(desktop.get_by_role("heading", name="检查完了，没有错误，请核对后确认")).to_be_visible()
    expect(desktop.locator("ins")).to_have_text("云岭路16号")
    shot(desktop, "imports-changed")
    desktop.get_by_role("link", name="新增 1").click()
    expect(desktop.get_by_role("cell", name="青岛二中")).to_be_visible()
    shot(desktop, "imports-new")
    assert axe(desktop) == []
    assert not Unit.objects.filter(name="青岛二中").exists()

    desktop.get_by_role("button", name="确认入库").click()
    expect(desktop.get_by_role("heading", name="已入库：新增1条，更新1条，未变0条")).to_be_visible()
    shot(desktop, "imports-committed")
    assert axe(desktop) == []
    library.refresh_from_db()
    assert library.address == "云岭路16号"
    school = Unit.objects.get(name="青岛二中")
    assert (school.nature, school.community) == ("school", tree.community)
    desktop.goto(f"/admin/orgs/unit/{library.pk}/history/")
    expect(desktop.locator("#import-history")).to_contain_text("云岭路16号")
    shot(desktop, "imports-history")
    assert axe(desktop) == []
    desktop.locator("#import-history a").click()

    desktop.get_by_role("link", name="撤销这次导入").click()
    shot(desktop, "imports-undo")
    assert axe(desktop) == []
    desktop.get_by_role("button", name="撤销这次导入").click()
    expect(desktop.get_by_role("heading", name="这次导入已经撤销")).to_be_visible()
    shot(desktop, "imports-undone")
    assert axe(desktop) == []
    assert not Unit.objects.filter(name="青岛二中").exists()
    library.refresh_from_db()
    assert library.address == ""


def test_index_leads_in_and_the_start_page_tells_of_it(desktop, shot, axe, clerk, tree):
    desktop.goto("/admin/")
    desktop.locator(".start__add").get_by_role("link", name="导入台账").click()
    expect(desktop.get_by_role("row")).to_have_count(11)
    shot(desktop, "imports-index")
    assert axe(desktop) == []
    desktop.get_by_role("link", name="导入单位台账").click()
    upload(desktop, "单位台账.xlsx", titled(sheet(tree.community)))
    desktop.get_by_role("button", name="确认入库").click()
    desktop.goto("/admin/")
    expect(desktop.locator(".start__changes")).to_contain_text("导入了单位台账：新增2条，更新0条")
    assert axe(desktop) == []
    desktop.locator(".start__changes").get_by_role("link", name="单位台账.xlsx").click()
    expect(desktop.get_by_role("heading", name="已入库：新增2条")).to_be_visible()


def test_export_says_what_it_leaves_out_before_the_download(desktop, shot, axe, clerk, tree):
    UnitFactory(name="崂山图书馆", community=tree.community)
    UnitFactory(name="青岛二中", community=tree.sister)
    desktop.goto("/admin/orgs/unit/")
    desktop.get_by_role("link", name="导出", exact=True).click()
    expect(desktop.locator("#content-main")).to_contain_text("将导出1家；有1家归别的党组织管理，不导出。")
    shot(desktop, "export")
    assert axe(desktop) == []
    with desktop.expect_download() as download:
        desktop.get_by_role("link", name="下载", exact=True).click()
    rows = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    names = {row[0] for row in rows}
    assert "崂山图书馆" in names
    assert "青岛二中" not in names


def test_header_is_pointed_to(desktop, shot, axe, clerk, tree):
    rows = [["单位", "哪一类", "在哪里"], ["青岛二中", "学校", "松岭路70号"]]
    upload(desktop, "名册.xlsx", xlsx_bytes(rows))
    expect(desktop.get_by_role("heading", name="没有找到表头，请点表头所在的那一行")).to_be_visible()
    desktop.locator("td", has_text="哪一类").click()
    expect(desktop.get_by_label("第1行")).to_be_checked()
    shot(desktop, "imports-asking")
    assert axe(desktop) == []
    desktop.get_by_role("button", name="按这一行读取").click()
    expect(desktop.locator(".errornote")).to_contain_text("第1行里认不出栏目名称。")
    assert axe(desktop) == []


def test_what_is_no_sheet_is_refused(desktop, shot, axe, clerk):
    upload(desktop, "名册.xlsx", b"PK\x03\x04")
    expect(desktop.get_by_role("heading", name="这个文件不能读取")).to_be_visible()
    shot(desktop, "imports-refused")
    assert axe(desktop) == []


def test_progress_moves_by_itself_and_ends_by_itself(desktop, shot, axe, clerk, tree):
    batch = make_batch(clerk, ImportState.READING, organization=tree.community, done=1_000, total=100_000)
    ImportBatch.objects.filter(pk=batch.pk).update(beat_at=batch.created_at)
    desktop.goto(f"{IMPORT}{batch.pk}/")
    ImportBatch.objects.filter(pk=batch.pk).update(done=12_000)
    expect(desktop.get_by_text("已检查12,000行，共100,000行")).to_be_visible()
    shot(desktop, "imports-reading")
    assert axe(desktop) == []
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.PREVIEWED)
    expect(desktop.get_by_role("heading", name="表中各行与系统里的完全一样，不用入库。")).to_be_visible()


def test_every_state_on_a_phone(new_page, sign_in, shot, axe, tree):
    clerk = UserFactory(organizations=[tree.community], display_name="王姐")
    page = new_page(**PHONE)
    sign_in(page, clerk)
    batch = previewed(clerk, organization=tree.community)
    UnitFactory(community=tree.community)
    UnitFactory(community=tree.sister)
    states = {f"preview-{verdict}": f"{IMPORT}{batch.pk}/?verdict={verdict}" for verdict in Verdict}
    states |= {"asking": f"{IMPORT}{batch.pk}/?header=1", "upload": IMPORT, "index": INDEX, "export": EXPORT}
    wide, wrong = {}, {}
    for name, address in states.items():
        page.goto(address)
        shot(page, f"phone-imports-{name}")
        if (width := page.evaluate("() => document.documentElement.scrollWidth")) > PHONE["viewport"][
            "width"
        ]:
            wide[name] = width
        if found := axe(page):
            wrong[name] = found
    assert wide == {}
    assert wrong == {}


def test_work_is_followed_without_scripts(new_page, sign_in, tree):
    clerk = UserFactory(organizations=[tree.community])
    page = new_page(java_script_enabled=False)
    sign_in(page, clerk)
    batch = make_batch(clerk, ImportState.READING, done=1, total=2)
    ImportBatch.objects.filter(pk=batch.pk).update(beat_at=batch.created_at)
    page.goto(f"{IMPORT}{batch.pk}/")
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.PREVIEWED)
    expect(page.get_by_role("heading", name="表中各行与系统里的完全一样")).to_be_visible()


def test_html_is_valid(html_errors, tree):
    clerk = UserFactory(organizations=[tree.area])
    client = Client()
    client.force_login(clerk)
    batch = previewed(clerk, organization=tree.community)
    UnitFactory(community=tree.community)
    UnitFactory(community=tree.cousin)
    addresses = [INDEX, EXPORT, IMPORT, f"{IMPORT}{batch.pk}/?header=1"]
    addresses += [f"{IMPORT}{batch.pk}/?verdict={verdict}" for verdict in Verdict]
    for state in (state for state in ImportState if state != ImportState.PREVIEWED):
        moment = batch.created_at
        other = make_batch(clerk, state, committed_at=moment, undone_at=moment, beat_at=moment)
        addresses += [f"{IMPORT}{other.pk}/", f"{IMPORT}{other.pk}/?undo=1"]
    pages = {address: client.get(address).content.decode() for address in addresses}
    assert html_errors(pages) == []
