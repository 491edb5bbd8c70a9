import pytest

from lib.sheets.reading import Page
from lib.sheets.table import HeaderNotFound, TableError, find, letters, plain

HEADERS = ["名称", "性质", "签订日期", "联系人", "联系电话", "备注"]
KNOWN = {plain(header): header for header in HEADERS} | {"签约日期": "签订日期", "联系人电话": "联系电话"}
REQUIRED = ["名称", "性质", "签订日期"]
RECORD = ["甲公司", "国企", "2019-5-14", "张三", "88990000", "无"]


def page(*rows, name="台账", merged=(), hidden=False):
    return Page(name=name, rows=[list(row) for row in rows], merged=list(merged), hidden=hidden)


def found(*rows, merged=(), header_row=None):
    return find([page(*rows, merged=merged)], KNOWN, REQUIRED, header_row=header_row)


@pytest.mark.parametrize(
    ("header", "compared"),
    [
        ("签约日期", "签约日期"),
        (" 签约\n日 期 ", "签约日期"),
        ("签约日期*", "签约日期"),
        ("＊签约日期：", "签约日期"),
        ("签约日期（必填）", "签约日期"),
        ("职工人数（人）", "职工人数"),
        ("经费(万元/年)", "经费"),
        ("经费（单位：万元）", "经费"),
        ("时长【小时】", "时长"),
        ("地址（办公）", "地址(办公)"),
        ("ＡＢ\u200b", "AB"),
        (2019.0, "2019.0"),
        (None, ""),
    ],
)
def test_headers_are_compared_by_their_words(header, compared):
    assert plain(header) == compared


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_spreadsheets(column, name):
    assert letters(column) == name


def test_header_in_the_first_row():
    table = found(HEADERS, RECORD)
    assert (table.page, table.header_row, table.labels) == ("台账", 1, HEADERS)
    assert table.headers == {header: column for column, header in enumerate(HEADERS)}
    assert (table.lines, table.rows, table.unread, table.skipped, table.others) == ([2], [RECORD], [], [], [])


def test_header_below_a_title_the_reporting_unit_and_blank_rows():
    table = found(
        ["某街道名称、性质、签订日期台账"],
        [None, "填报单位：石老人社区", None, None, "填报日期：", "2019年5月14日"],
        [],
        ["序号", "名 称*", "性质", "签约\n日期", "备注（必填）"],
        [1.0, "甲公司", "国企", "2019-5-14", None],
        merged=[(0, 0, 0, 5)],
    )
    assert table.header_row == 4
    assert table.headers == {"名称": 1, "性质": 2, "签订日期": 3, "备注": 4}
    assert table.labels == ["序号", "名称*", "性质", "签约日期", "备注（必填）"]
    assert table.unread == ["序号"]
    assert table.lines == [5]


GROUPS = (
    ["名称", "性质", "签订日期", "联系人", None, "备注"],
    [None, None, None, "姓名", "电话", None],
    RECORD,
)
GROUPS_MERGED = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]


def test_header_of_two_rows_with_merged_cells():
    table = found(["台账"], *GROUPS, merged=[(a + 1, b, c + 1, d) for a, b, c, d in GROUPS_MERGED])
    assert table.header_row == 3
    assert table.headers == {header: column for column, header in enumerate(HEADERS)}
    assert table.labels == ["名称", "性质", "签订日期", "联系人", "联系人电话", "备注"]
    assert table.rows == [RECORD]


def test_header_of_two_rows_without_merged_cells_as_in_csv():
    known = KNOWN | {"联系人姓名": "联系人"}
    table = find([page(*GROUPS)], known, REQUIRED)
    assert table.header_row == 2
    assert table.headers == {header: column for column, header in enumerate(HEADERS)}
    assert table.rows == [RECORD]


def test_word_of_the_second_row_is_known_without_its_group_s():
    table = found(
        ["名称", "性质", "起止", None],
        [None, None, "签订日期", "终止"],
        ["甲公司", "国企", "2019-5-14", "2020-5-14"],
        merged=[(0, 2, 0, 3)],
    )
    assert table.headers == {"名称": 0, "性质": 1, "签订日期": 2}
    assert table.labels == ["名称", "性质", "签订日期", "起止终止"]


def test_second_header_row_is_known_by_cells_merged_into_it_even_if_its_words_are_not():
    table = found(
        ["名称", "性质", "签订日期", "规模"],
        [None, None, None, "大", "小"],
        ["甲公司", "国企", "2019-5-14", 1.0, 2.0],
        merged=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)],
    )
    assert table.header_row == 2
    assert table.unread == ["规模大", "规模小"]
    assert table.lines == [3]


def test_record_below_a_header_is_not_its_second_row():
    table = found(HEADERS, ["备注", "性质", "2019-5-14", "张三", None, None])
    assert (table.header_row, table.lines) == (1, [2])


def test_header_lacking_a_required_column_is_found():
    assert found(["名称", "签订日期"], ["甲公司", "2019-5-14"]).headers == {"名称": 0, "签订日期": 1}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["名称"], ["甲公司"]],
        [["联系人", "联系电话", "备注"], ["张三", "88990000", None]],
        [["本表填写名称、性质、签订日期。" * 10]],
        [[None]] * 30 + [HEADERS],
        [RECORD, RECORD],
    ],
)
def test_rows_that_are_no_header_are_not_taken_for_one(rows):
    with pytest.raises(HeaderNotFound, match="请指出表头在第几行。"):
        found(*rows)


def test_asking_for_the_header_shows_the_first_rows_of_the_first_page():
    rows = [["单位", 1.0, None]] * 25
    with pytest.raises(HeaderNotFound) as asked:
        find([page(name="隐", hidden=True), page(*rows, name="甲"), page(name="乙")], KNOWN, REQUIRED)
    assert asked.value.page == "甲"
    assert asked.value.rows == [["单位", "1", ""]] * 20
    assert asked.value.pages == ["隐", "甲", "乙"]


def test_header_row_named_by_the_user_is_taken_as_it_is():
    rows = [["说明"]] * 40 + [["名称", "别的"], ["甲公司", "x"]]
    table = found(*rows, header_row=41)
    assert (table.header_row, table.headers, table.unread, table.lines) == (41, {"名称": 0}, ["别的"], [42])


@pytest.mark.parametrize("row", [1, 2])
def test_header_row_named_by_the_user_may_be_either_of_two(row):
    table = found(*GROUPS, merged=GROUPS_MERGED, header_row=row)
    assert (table.header_row, len(table.headers)) == (2, 6)


@pytest.mark.parametrize("row", [-1, 0, 3, 99])
def test_header_row_without_any_known_word_is_asked_for_again(row):
    with pytest.raises(HeaderNotFound):
        found(HEADERS, ["甲公司"], ["乙公司"], ["丙公司"], header_row=row)


def test_same_header_twice_names_both_columns():
    with pytest.raises(TableError) as refused:
        found(["名称", "性质", "签订日期", "签约 日期"], RECORD)
    assert str(refused.value) == "C列“签订日期”和D列“签约日期”都是“签订日期”，请只留一列。"


def test_first_visible_page_with_a_header_is_taken_and_the_others_told():
    good = (HEADERS, RECORD)
    pages = [
        page(*good, name="旧", hidden=True),
        page(["填写说明"], ["名称", "必填"], ["性质", "必填"], name="填写说明"),
        page(*good, name="一季度"),
        page(*good, name="二季度"),
    ]
    table = find(pages, KNOWN, REQUIRED)
    assert (table.page, table.others) == ("一季度", ["二季度", "旧"])
    assert find(pages[:2], KNOWN, REQUIRED).page == "旧"


def test_page_named_by_the_user_is_the_only_one_looked_at():
    pages = [page(HEADERS, name="甲"), page(HEADERS, RECORD, name="乙"), page(["无"], name="丙")]
    table = find(pages, KNOWN, REQUIRED, page="乙")
    assert (table.page, table.lines, table.others) == ("乙", [2], [])
    with pytest.raises(HeaderNotFound):
        find(pages, KNOWN, REQUIRED, page="丙")
    with pytest.raises(TableError, match="没有名为“丁”的工作表，请重新选择。"):
        find(pages, KNOWN, REQUIRED, page="丁")
