"""The steps of docs/使用手册.md, walked on the demo office by a clerk; its pictures are taken here."""

import re

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from orgs.models import Organization, Unit, User
from partnerships.models import Agreement
from tests.browser import office
from tests.harness.hostile_spreadsheets import HOSTILE
from tests.harness.spreadsheets import xlsx_bytes
from tests.orgs.factories import PASSWORD, OrganizationFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TALL = {"width": 1440, "height": 1300}  # the menu ends where the window does
KNOWN = "青岛二中行政党支部与午山社区党委共建协议"
SAME = "示例单位54与午山社区党委“垃圾分类”共建协议"
# As a community keeps it: words of its own above the columns, no 归口党组织, three ways to write a day.
SHEET = [
    ["午山社区共建协议台账", None, None, None, None, None],
    ["填报单位：午山社区党委", None, None, "填报日期：2019年6月30日", None, None],
    ["序号", "协议 名称", "签约单位", "签订时间", "有效期至", "经办人"],
    [1, KNOWN, "青岛二中行政党支部、午山社区党委", "2018.11.1", "2021年10月31日", "王姐"],
    [2, SAME, "示例单位54、午山社区", "2019年4月29日", None, "王姐"],
    [3, "“邻里书屋”共建协议", "午山社区党委、青岛2中、示例邻里书店", "20190514", "2021-05-13", "王姐"],
    [4, "“周末义诊”共建协议", "午山社区党委、和睦家医院", None, "2021年5月", "王姐"],
    [None, None, None, None, None, None],
    ["合计", "4份", None, None, None, None],
]
MERGED = [(0, 0, 0, 5), (5, 3, 6, 3)]  # the title; one date for two agreements
MENDED = {
    "午山社区党委、青岛2中、示例邻里书店": "午山社区党委、青岛二中、示例邻里书店",
    "2021年5月": "2021-05-31",
}
MANUAL = "docs/使用手册.md"
AGREED = ["协议编号", "协议名称", "归口党组织", "签约方", "见证方", "签约日期", "到期日期"]
HERE, BOTH, DAY = "午山社区", "午山社区、青岛二中", "2019-05-14"
# What goes wrong in offices, by the list on which it is uploaded: rows below a header, each with its mistake.
WRONG = {
    "partnerships/agreement": [
        AGREED,
        [None, "甲", HERE, "午山社区、青岛2中", None, DAY, None],
        [None, "乙", HERE, BOTH, "第一党支部", DAY, None],
        [None, "丙", HERE, BOTH, "五山社区", "5月14日", None],
        [None, "丁", HERE, "午山社区、午山社区党委", None, "2019-2-30", "2021年5月"],
        [None, "戊", HERE, "青岛二中", None, DAY, None],
        [None, "己", HERE, BOTH, None, DAY, "2018-05-14"],
        ["GJ-2018-0999", "庚", HERE, BOTH, None, "2018-05-14", None],
        [None, "辛", "石老人社区", BOTH, None, DAY, None],
        ["GJ-2018-0035", "壬", "金家岭街道", BOTH, None, "2018-12-20", None],
        [None, "癸", HERE, BOTH, None, DAY, None],
        [None, "癸", HERE, BOTH, None, DAY, None],
    ],
    "partnerships/demand": [
        ["名称", "类别", "单位", "数量", "联系电话", "发布日期"],
        ["甲", "教育", "示例单位3", "100余", "1.38E+10", DAY],
    ],
    "partnerships/problem": [
        ["问题", "来源", "提出日期", "责任单位"],
        ["甲", "电视", DAY, "午山社区"],
        ["乙"],
    ],
    "orgs/council": [
        ["议事机构", "归口党组织", "成员单位", "席位", "加入日期"],
        ["午山议事会", HERE, "示例单位02", "成员单位", DAY],
        ["午山社区大党委（示例）", HERE, "示例单位02", "成员单位", DAY],
    ],
    "events/activity": [
        ["活动名称", "类别", "活动时间", "志愿服务时长"],
        ["甲", "志愿服务", "2019年5月14日9:00-11:00", "30分钟"],
    ],
}
REFUSED = {
    "lacking.xlsx": xlsx_bytes([["协议名称", "签约方"], ["甲", BOTH]]),
    "twice.xlsx": xlsx_bytes([["协议名称", "签约方", "签约日期", "签订时间"], ["甲", BOTH, DAY, DAY]]),
    "macros.xlsm": xlsx_bytes([["协议名称", "签约方", "签约日期"], ["甲", BOTH, DAY]]),
    "locked.xlsx": HOSTILE["password"]()[1],
    "cut.xlsx": b"PK\x03\x04",
    "scan.pdf": b"%PDF-1.7",
}


@pytest.fixture
def page(new_page) -> Page:
    return new_page(viewport=TALL)


@pytest.fixture
def clerk() -> User:
    office.load()
    return UserFactory(
        username="wushan", display_name="王姐", organizations=[Organization.objects.get(name="午山社区党委")]
    )


def upload(page: Page, name: str, content: bytes, create: bool = False) -> None:
    page.get_by_label("台账文件").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.get_by_label("表中出现、系统里还没有的单位，一并新建").set_checked(create)
    page.get_by_role("button", name="上传并检查").click()


def mended(path) -> bytes:
    """The workbook with the mistakes marked, put right by hand; its column 错误说明 stays."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert {cell for row in rows for cell in row} >= MENDED.keys() | {"错误说明"}
    return xlsx_bytes([[MENDED.get(cell, cell) for cell in row] for row in rows])


def test_signing_in_and_entering_an_agreement(page, clerk, picture):
    page.goto("/admin/")
    page.get_by_label("用户名").fill(clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今日工作")).to_be_visible()
    picture(page, "start", page.locator(".start__tasks"))

    page.get_by_role("link", name="录入协议").click()
    page.get_by_label("协议名称").fill("“邻里书屋”结对共建协议")
    for row, field, name in ((0, "organization", "午山社区党委"), (1, "unit", "和睦家医院")):
        page.locator(f"#parties-{row} .field-{field} .select2-selection").click()
        page.locator(".select2-search__field").last.fill(name)
        page.locator(".select2-results__option", has_text=name).first.click()
    page.get_by_label("签约日期").fill("2019-05-14")
    picture(page, "agreement", page.get_by_role("heading", name="内容"))
    page.get_by_role("button", name="保存并发布").click()
    expect(page.locator(".messagelist .success")).to_contain_text("“邻里书屋”结对共建协议")
    agreement = Agreement.objects.get(title="“邻里书屋”结对共建协议")
    assert agreement.organization == clerk.organizations.get()
    assert [str(party) for party in agreement.parties.all()] == ["午山社区党委", "和睦家医院"]


def test_taking_in_the_old_sheet(page, clerk, sign_in, picture, tmp_path):
    sign_in(page, clerk)
    page.goto("/admin/partnerships/agreement/")
    picture(page, "list", page.locator("#changelist-filter"))
    page.locator("#nav-sidebar").get_by_role("link", name="导入台账").click()
    picture(page, "imports", page.locator(".imports__table"))
    page.get_by_role("link", name="导入共建协议台账").click()
    with page.expect_download() as template:
        page.get_by_role("link", name="下载共建协议台账模板").click()
    assert template.value.suggested_filename == "共建协议台账-模板.xlsx"
    picture(page, "upload", page.get_by_role("button", name="上传并检查"))

    upload(page, "午山共建协议.xlsx", xlsx_bytes(SHEET, MERGED))
    expect(page.get_by_role("heading", name="有2行出错，改好以前不能入库")).to_be_visible()
    expect(page.locator(".imports__errors").first).to_contain_text("青岛二中")
    picture(page, "wrong", page.locator(".imports__table"))
    page.get_by_role("link", name="换一张工作表或表头").click()
    picture(page, "sheet", page.locator(".asking__rows"))
    page.get_by_role("link", name="返回").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出错误的表格").click()
    download.value.save_as(tmp_path / "marked.xlsx")

    page.get_by_role("link", name="重新上传").click()
    upload(page, "午山共建协议-标出错误.xlsx", mended(tmp_path / "marked.xlsx"), create=True)
    expect(page.get_by_role("heading", name="检查完了，没有错误，请核对后确认")).to_be_visible()
    expect(page.locator(".batch__remarks")).to_contain_text("将一并新建单位1个：示例邻里书店")
    expect(page.locator(".imports__changes")).to_have_text(["到期日期 原来是（空） → 改为2021年10月31日"])
    picture(page, "changed", page.locator(".imports__table"))
    page.get_by_role("link", name="新增 2").click()
    picture(page, "new", page.locator(".imports__table"))
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_role("heading", name="已入库：新增2条，更新1条，未变1条")).to_be_visible()
    picture(page, "committed", page.locator(".imports__table"))
    books = Agreement.objects.get(title="“邻里书屋”共建协议")
    assert str(books.organization) == "午山社区党委"
    assert [str(party) for party in books.parties.all()] == ["午山社区党委", "青岛二中", "示例邻里书店"]
    assert Agreement.objects.get(title="“周末义诊”共建协议").signed_on == books.signed_on

    page.get_by_role("link", name="撤销这次导入").click()
    picture(page, "undo", page.get_by_role("button", name="撤销这次导入"))
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_role("heading", name="这次导入已经撤销")).to_be_visible()
    assert not Agreement.objects.filter(pk=books.pk).exists()
    assert not Unit.objects.filter(name="示例邻里书店").exists()
    assert Agreement.objects.get(title=KNOWN).ends_on is None


def test_taking_out_ledger_and_report_and_what_residents_see(page, clerk, sign_in, picture):
    sign_in(page, clerk)
    page.goto("/admin/partnerships/agreement/")
    page.get_by_role("link", name="导出", exact=True).click()
    expect(page.locator("#content-main")).to_contain_text("有1份还没有签约日期，不导出。")
    with page.expect_download() as whole:
        page.get_by_role("link", name="下载", exact=True).click()
    assert whole.value.suggested_filename.startswith("共建协议台账-")
    page.get_by_role("link", name="返回列表").click()
    page.locator("#changelist-filter").get_by_role("link", name="履行中").click()
    expect(page).to_have_url(re.compile(r"[?&]status="))
    expect(page.locator("#result_list tbody tr").first).to_be_visible()
    shown = page.locator("#result_list tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出", exact=True).click()
    exported = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    page.goto("/admin/partnerships/agreement/import/")
    upload(page, "再导一次.xlsx", download.value.path().read_bytes())
    expect(page.get_by_role("heading", name="表中各行与系统里的完全一样，不用入库。")).to_be_visible()
    assert sum(str(row[0]).startswith("GJ-") for row in exported) == shown > 1

    page.goto("/admin/monthly-report/?month=2019-06")
    picture(page, "report", page.get_by_role("rowheader", name="履行中协议"))
    with page.expect_download() as report:
        page.get_by_role("button", name="下载本月月报").click()
    assert report.value.suggested_filename.endswith(".xlsx")

    page.goto("/?date=2019-06-30")
    picture(page, "home", page.locator(".front"))
    page.locator('a[href*="/statistics/partner_units/"]').first.click()
    expect(page.locator("main h1")).to_contain_text("共建单位")
    picture(page, "figure", page.locator(".row").nth(1))


def test_every_message_that_the_manual_explains_is_told(page, clerk, sign_in, pytestconfig):
    for place in ("午山社区党委", "石老人社区党委"):
        above = Organization.objects.get(name=place)
        OrganizationFactory(branch=True, name="第一党支部", parent=above)
    sign_in(page, clerk)
    files = [(path, "台账.xlsx", xlsx_bytes(rows)) for path, rows in WRONG.items()]
    files += [("partnerships/agreement", name, content) for name, content in REFUSED.items()]
    told = []
    for path, name, content in files:
        page.goto(f"/admin/{path}/import/")
        upload(page, name, content)
        told += page.locator(".imports__errors li, .errornote").all_inner_texts()
    manual = (pytestconfig.rootpath / MANUAL).read_text()
    explained = re.findall(r"(?m)^\| (.+?) \|", manual.split("### 常见提示与办法")[1].split("\n## ")[0])[1:]
    patterns = {message: re.escape(message).replace("…", ".+") for message in explained}
    untold = [m for m, pattern in patterns.items() if not any(re.search(pattern, each) for each in told)]
    assert len(explained) > 20
    assert untold == [], "\n".join(told)


def test_manual_shows_every_picture(pytestconfig):
    manual = (pytestconfig.rootpath / MANUAL).read_text()
    there = {path.name for path in (pytestconfig.rootpath / "docs/images").glob("manual-*.png")}
    assert set(re.findall(r"\(images/([^)]+)\)", manual)) == there
