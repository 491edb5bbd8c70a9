"""Handing in a ledger's file: who may, what the form says, what was handed in last."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lib.sheets.reading import limits
from orgs.admin.ledgers import admin as pages
from orgs.enums import ImportState
from orgs.intake import workflow
from tests.orgs.factories import OrganizationFactory, UserFactory
from tests.orgs.import_batches import FILE_NAME, make_batch, previewed
from tests.orgs.queries import queries

pytestmark = pytest.mark.django_db

IMPORT = "/admin/orgs/unit/import/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


@pytest.fixture
def received(monkeypatch):
    """What the form hands on: the batch is made, nothing is read."""
    seen = {}

    def receive(ledger, upload, *, user, organization, create_missing):
        seen.update(ledger=ledger.key, organization=organization, create_missing=create_missing)
        seen.update(name=upload.name, content=upload.read())
        return make_batch(user, organization=organization, ledger=ledger.key)

    monkeypatch.setattr(workflow, "receive", receive)
    monkeypatch.setattr(workflow, "check_soon", lambda batch, ledger: seen.update(checked=batch.pk))
    return seen


def given(name=FILE_NAME, content=b"content"):
    return SimpleUploadedFile(name, content)


def text(response):
    return response.content.decode()


def test_list_leads_to_import_and_export_of_what_it_shows(client, clerk):
    page = text(client.get("/admin/orgs/unit/", {"nature__exact": "school"}))
    assert f'<a href="{IMPORT}">导入</a>' in page
    assert '<a href="/admin/orgs/unit/export/?nature__exact=school">导出</a>' in page
    assert "录入单位" in page
    assert IMPORT not in text(client.get("/admin/orgs/unit/", {"_popup": 1}))


def test_councils_take_in_and_give_out_their_seats(client, clerk):
    page = text(client.get("/admin/orgs/council/"))
    assert '<a href="/admin/orgs/council/import/">导入议事会成员</a>' in page
    assert '<a href="/admin/orgs/council/export/?">导出议事会成员</a>' in page
    assert "<h1>导入议事会成员</h1>" in text(client.get("/admin/orgs/council/import/"))


def test_framework_s_names_lead_to_our_pages():
    assert reverse("admin:orgs_unit_import") == IMPORT
    assert reverse("admin:orgs_unit_process_import", args=[5]) == f"{IMPORT}5/commit/"
    assert reverse("admin:orgs_unit_export") == "/admin/orgs/unit/export/"


def test_anonymous_and_staff_without_a_branch_are_sent_to_the_door(client, tree):
    pages = [IMPORT, f"{IMPORT}template/", f"{IMPORT}1/", "/admin/orgs/unit/export/"]
    assert {client.get(page).status_code for page in pages} == {302}
    client.force_login(UserFactory())
    assert {client.get(page).url.split("?")[0] for page in pages} == {"/admin/login/"}


def test_file_is_handed_on_and_checked(client, clerk, tree, received):
    response = client.post(IMPORT, {"file": given()})
    assert response.url == f"{IMPORT}{received['checked']}/"
    assert received["content"] == b"content"
    assert (received["ledger"], received["name"]) == ("units", FILE_NAME)
    assert (received["organization"], received["create_missing"]) == (tree.community, False)


def test_clerk_of_one_organization_has_it_fixed(client, clerk, tree, received):
    field = client.get(IMPORT).context["form"]["organization"]
    assert field.field.disabled
    assert field.initial == tree.community
    client.post(IMPORT, {"file": given(), "organization": tree.sister.pk})
    assert received["organization"] == tree.community


def test_clerk_of_an_area_chooses_among_its_own(client, tree, received):
    client.force_login(UserFactory(organizations=[tree.area]))
    field = client.get(IMPORT).context["form"]["organization"]
    assert field.initial == tree.area
    assert set(field.field.queryset) == {tree.area, tree.community, tree.sister}
    client.post(IMPORT, {"file": given(), "organization": tree.sister.pk})
    assert received["organization"] == tree.sister


@pytest.mark.parametrize("place", ["cousin", "street"])
def test_organization_out_of_reach_is_refused_beside_the_field(client, tree, received, place):
    client.force_login(UserFactory(organizations=[tree.area]))
    response = client.post(IMPORT, {"file": given(), "organization": getattr(tree, place).pk})
    assert response.context["form"].errors == {
        "organization": ["没有这个党组织，或不在您的管理范围内，请重新选择。"]
    }
    assert received == {}


def test_superuser_may_leave_the_organization_open(client, tree, received):
    client.force_login(UserFactory(superuser=True))
    assert client.post(IMPORT, {"file": given(), "organization": ""}).status_code == 302
    assert received["organization"] is None


def test_choice_of_creating_units_is_handed_on_where_a_row_can_name_one(client, clerk, received):
    address = "/admin/orgs/council/import/"
    assert client.post(address, {"file": given(), "create_missing": "on"}).status_code == 302
    assert received["create_missing"] is True
    assert "create_missing" not in client.get(IMPORT).context["form"].fields


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "请选择要导入的文件。"),
        ({"file": "just text"}, "请选择要导入的文件。"),
        ({"file": given(content=b"")}, "这个文件是空的，请检查后重新选择。"),
        ({"file": given(name="长" * 250 + ".xlsx")}, "文件名太长，请改短到200个字以内再上传。"),
    ],
    ids=["nothing", "text", "empty", "long name"],
)
def test_wrong_file_is_refused_beside_the_field_and_choices_are_kept(client, tree, received, data, message):
    client.force_login(UserFactory(organizations=[tree.area]))
    response = client.post(IMPORT, data | {"organization": tree.sister.pk})
    assert response.status_code == 200
    assert response.context["form"].errors == {"file": [message]}
    assert f'value="{tree.sister.pk}" selected' in text(response)
    assert "<title>错误：" in text(response)
    assert received == {}


def test_file_above_the_limit_is_refused_before_it_is_read(client, clerk, received, monkeypatch):
    monkeypatch.setattr(limits, "BYTES", 2048)
    response = client.post(IMPORT, {"file": given(content=b"x" * 4096)})
    assert response.context["form"].errors["file"] == [
        "文件有4.0\xa0KB，超过了2.0\xa0KB的上限。请删除不用的部分，或把内容分成几个文件后再上传。"
    ]
    assert received == {}


def test_what_the_machinery_refuses_is_told_beside_the_file(client, clerk, monkeypatch):
    def receive(*args, **kwargs):
        raise workflow.Refused("磁盘满了，请联系管理员。")

    monkeypatch.setattr(workflow, "receive", receive)
    response = client.post(IMPORT, {"file": given()})
    assert response.context["form"].errors == {"file": ["磁盘满了，请联系管理员。"]}


def test_last_imports_are_listed_with_their_counts(client, clerk, tree):
    sister = UserFactory(organizations=[tree.sister])
    own, others = previewed(clerk, organization=tree.community), previewed(sister, organization=tree.sister)
    of_another_ledger = make_batch(clerk, ledger="seats")
    page = text(client.get(IMPORT))
    assert f'<a href="{IMPORT}{own.pk}/">{FILE_NAME}</a>' in page
    assert str(clerk) in page
    assert ImportState.PREVIEWED.label in page
    assert f"{IMPORT}{others.pk}/" not in page
    assert f"{IMPORT}{of_another_ledger.pk}/" not in page


def test_list_of_imports_is_short_and_says_so(client, clerk, monkeypatch):
    monkeypatch.setattr(pages, "RECENT", 2)
    make_batch(clerk)
    make_batch(clerk)
    assert "这里只列最近" not in text(client.get(IMPORT))
    make_batch(clerk)
    response = client.get(IMPORT)
    assert "这里只列最近2次。" in text(response)
    assert len(response.context["recent"]) == 2


def test_list_of_imports_costs_the_same_queries_whatever_its_length(client, clerk):
    make_batch(clerk)
    few = queries(client, IMPORT)
    for _ in range(19):
        make_batch(UserFactory(), organization=clerk.organizations.get())
    assert queries(client, IMPORT) == few


def test_empty_list_says_what_will_be_here(client, clerk):
    assert "还没有导入过。" in text(client.get(IMPORT))


def test_template_is_a_workbook(client, clerk):
    response = client.get(f"{IMPORT}template/")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"PK")
    assert "%E5%8D%95%E4%BD%8D%E5%8F%B0%E8%B4%A6-%E6%A8%A1%E6%9D%BF.xlsx" in response["Content-Disposition"]


@pytest.mark.parametrize("page", ["", "template/"])
def test_other_verbs_are_refused(client, clerk, page):
    assert client.put(f"{IMPORT}{page}").status_code == 405


def test_many_branches_may_be_handed_in_together(client, tree, received):
    client.force_login(UserFactory(organizations=[tree.community, tree.cousin]))
    OrganizationFactory(branch=True, parent=tree.community)
    field = client.get(IMPORT).context["form"]["organization"]
    assert field.initial is None
    assert set(field.field.queryset) == {tree.community, tree.cousin}
    assert client.post(IMPORT, {"file": given(), "organization": ""}).status_code == 302
    assert received["organization"] is None
