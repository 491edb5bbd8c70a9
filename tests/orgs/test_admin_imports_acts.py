"""What can be done with an import, by whom, and what its files are."""

import pytest

from orgs.enums import ImportState
from orgs.intake import workflow
from orgs.models import ImportBatch
from tests.orgs.factories import UserFactory
from tests.orgs.import_batches import CONTENT, SHEET, make_batch, previewed

pytestmark = pytest.mark.django_db

ACTS = ["commit/", "undo/", "discard/", "header/"]
PAGES = ["", "progress/", "mistakes/", "file/"]


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture(autouse=True)
def done(monkeypatch):
    """The verbs that were asked of the machinery, with their arguments."""
    calls = []

    def note(name):
        return lambda *args, **kwargs: calls.append((name, *args, *kwargs.items()))

    for name in ("answer", "commit_soon", "undo", "discard", "tend"):
        monkeypatch.setattr(workflow, name, note(name))
    return calls


def address(batch, act=""):
    return f"/admin/orgs/unit/import/{batch.pk}/{act}"


def refuse(monkeypatch, name, *lines):
    def verb(*args, **kwargs):
        raise workflow.Refused(*lines)

    monkeypatch.setattr(workflow, name, verb)


def messages(client, batch):
    return [str(message) for message in client.get(address(batch)).context["messages"]]


def test_commit_is_asked_for_in_the_user_s_name(client, clerk, done):
    batch = previewed(clerk)
    assert client.post(address(batch, "commit/")).url == address(batch)
    (name, of, ledger, who), *_ = done
    assert (name, of, ledger.key, who) == ("commit_soon", batch, "units", clerk)


def test_refused_commit_is_told_on_the_batch_s_page(client, clerk, monkeypatch):
    batch = previewed(clerk)
    refuse(monkeypatch, "commit_soon", *(f"第{n}行变了。" for n in range(12)))
    assert client.post(address(batch, "commit/")).url == address(batch)
    told = messages(client, batch)
    assert told[0] == "第0行变了。"
    assert told[-1] == "还有2条。"
    assert len(told) == 11


def test_refusal_that_the_page_tells_is_not_told_twice(client, clerk, monkeypatch):
    batch = previewed(clerk, message="数据变了，请再核对一遍。")
    refuse(monkeypatch, "commit_soon", "数据变了，请再核对一遍。")
    assert client.post(address(batch, "commit/")).url == address(batch)
    assert messages(client, batch) == []


def test_undo(client, clerk, done):
    batch = make_batch(clerk, ImportState.COMMITTED)
    assert client.post(address(batch, "undo/")).url == address(batch)
    (name, of, ledger, who), *_ = done
    assert (name, of, ledger.key, who) == ("undo", batch, "units", clerk)


def test_refused_undo_names_the_rows_and_is_not_offered_again(client, clerk, monkeypatch):
    batch = make_batch(clerk, ImportState.COMMITTED)
    refuse(monkeypatch, "undo", "导入之后有改动，不能撤销：", "第3行：“青岛二中”已被修改。", "还有1处。")
    page = client.post(address(batch, "undo/")).content.decode()
    assert "<p>导入之后有改动，不能撤销：</p>" in page
    assert page.count("不能撤销") == 1
    assert "<ul><li>第3行：“青岛二中”已被修改。</li><li>还有1处。</li></ul>" in page
    assert f'action="{address(batch, "undo/")}"' not in page
    assert f'href="{address(batch)}">返回' in page


def test_undo_refused_for_one_reason_has_no_empty_list(client, clerk, monkeypatch):
    batch = make_batch(clerk, ImportState.COMMITTED)
    refuse(monkeypatch, "undo", "导入之后又编了号，不能撤销。")
    page = client.post(address(batch, "undo/")).content.decode()
    told = page.split('role="alert">')[1].split("</div>")[0]
    assert "导入之后又编了号，不能撤销。" in told
    assert "<ul>" not in told


def test_refused_undo_of_what_was_never_committed(client, clerk, monkeypatch):
    batch = previewed(clerk)
    refuse(monkeypatch, "undo", "这一批还没有入库。")
    assert client.post(address(batch, "undo/")).url == address(batch)
    assert messages(client, batch) == ["这一批还没有入库。"]


def test_discard_leads_back_to_the_form(client, clerk, done):
    batch = previewed(clerk)
    assert client.post(address(batch, "discard/")).url == "/admin/orgs/unit/import/"
    assert done == [("discard", batch)]


def test_refused_discard_is_told(client, clerk, monkeypatch):
    batch = make_batch(clerk, ImportState.COMMITTED)
    refuse(monkeypatch, "discard", "已经入库，不能放弃，可以撤销。")
    assert client.post(address(batch, "discard/")).url == address(batch)
    assert messages(client, batch) == ["已经入库，不能放弃，可以撤销。"]


@pytest.fixture
def asking(clerk):
    remarks = {"page": "单位", "pages": ["单位", "封面"], "rows": SHEET}
    return make_batch(clerk, ImportState.ASKING, remarks=remarks)


def test_row_of_the_header_is_answered(client, asking, done):
    response = client.post(address(asking, "header/"), {"page": "单位", "row": "2"})
    assert response.url == address(asking)
    (name, of, ledger, *answered), *_ = done
    assert (name, of, ledger.key) == ("answer", asking, "units")
    assert answered == [("page", "单位"), ("header_row", 2)]


def test_other_sheet_is_answered_without_a_row(client, asking, done):
    assert client.post(address(asking, "header/"), {"page": "封面", "find": "1"}).status_code == 302
    assert done[0][3:] == (("page", "封面"), ("header_row", None))


@pytest.mark.parametrize("wrong_row", [None, "", "0", "4", "-1", "²", "x", "9" * 30])
def test_no_row_of_the_sheet_is_refused(client, asking, done, wrong_row):
    data = {"page": "单位"} if wrong_row is None else {"page": "单位", "row": wrong_row}
    page = client.post(address(asking, "header/"), data).content.decode()
    assert "请在下面点一行" in page
    assert done == []


def test_no_sheet_of_the_file_is_refused(client, asking, done):
    page = client.post(address(asking, "header/"), {"page": "没有的", "find": "1"}).content.decode()
    assert "没有这张工作表，请重新选择。" in page
    assert done == []


def test_answer_to_an_import_that_ended_is_refused(client, clerk, done):
    batch = make_batch(clerk, ImportState.COMMITTED, remarks={"rows": SHEET})
    assert client.post(address(batch, "header/"), {"row": "2"}).url == address(batch)
    assert done == []
    assert messages(client, batch) == ["这一批现在不能再换工作表或表头。"]


def test_refused_answer_is_told(client, asking, monkeypatch):
    refuse(monkeypatch, "answer", "文件已经不在了，请重新上传。")
    client.post(address(asking, "header/"), {"page": "单位", "row": "2"})
    assert messages(client, asking) == ["文件已经不在了，请重新上传。"]


@pytest.mark.parametrize("act", ACTS)
def test_act_on_a_siblings_import_is_not_there(client, clerk, tree, done, act):
    batch = previewed(UserFactory(organizations=[tree.sister]), organization=tree.sister)
    before = ImportBatch.objects.values().get(pk=batch.pk)
    assert client.post(address(batch, act)).status_code == 404
    assert ImportBatch.objects.values().get(pk=batch.pk) == before
    assert done == []


@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_siblings_import_is_not_there(client, clerk, tree, page):
    batch = previewed(UserFactory(organizations=[tree.sister]), organization=tree.sister)
    assert client.get(address(batch, page)).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, *ACTS])
def test_import_of_another_ledger_is_not_there(client, clerk, page):
    batch = previewed(clerk, ledger="seats")
    verb = client.post if page in ACTS else client.get
    assert verb(address(batch, page)).status_code == 404


def test_import_filed_in_the_branch_is_a_colleagues_too(client, clerk, tree):
    batch = previewed(UserFactory(organizations=[tree.community]), organization=tree.community)
    assert client.get(address(batch)).status_code == 200


def test_preview_of_who_sees_more_is_not_shown(client, clerk, tree):
    """Its messages tell names as the uploader sees them."""
    batch = previewed(UserFactory(organizations=[tree.area]), organization=tree.community)
    assert client.get(address(batch)).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_not_looked_at(client, clerk, done, act):
    assert client.get(address(previewed(clerk), act)).status_code == 405
    assert done == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_not_posted_to(client, clerk, page):
    assert client.post(address(previewed(clerk), page)).status_code == 405


def test_file_comes_back_as_it_was_under_its_own_name(client, clerk):
    response = client.get(address(previewed(clerk), "file/"))
    assert b"".join(response.streaming_content) == CONTENT
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%8D%95")


def test_file_that_was_thrown_away_is_not_there(client, clerk):
    batch = make_batch(clerk, ImportState.DISCARDED)
    batch.file.storage.delete(batch.file.name)
    assert client.get(address(batch, "file/")).status_code == 404
    batch.file = ""
    batch.save()
    assert client.get(address(batch, "file/")).status_code == 404


def test_mistakes_are_there_only_where_there_are_any(client, clerk):
    assert client.get(address(make_batch(clerk), "mistakes/")).status_code == 404
