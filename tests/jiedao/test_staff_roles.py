"""What each role finds on the staff side: which pages open, which buttons are there, what is refused."""

import pytest
from django.contrib import admin
from django.urls import reverse

from events.models import PointAccount
from orgs.access import Action, reaches
from orgs.admin.choices import place_field
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry, ReviewStep
from partnerships.models import Agreement, ListItem, Problem, Resource
from tests.access import table
from tests.events.factories import ActivityPhotoFactory
from tests.jiedao import registry
from tests.jiedao.test_staff_pages import english
from tests.orgs.factories import OrganizationFactory, UserFactory
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory, ListItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

EVERY_ROLE = pytest.mark.parametrize("role", Role)
WRITTEN = [model for model in registry.RECORDS if model is not ListItem]
# Where an account is filed follows from whose it is: see tests/events/test_points_admin.py.
ADDED = [model for model in WRITTEN if model not in registry.NEVER_ADDED | {PointAccount}]
EVERY_RECORD = pytest.mark.parametrize("model", WRITTEN, ids=registry.labels(WRITTEN))
INDEX = "/admin/"
ROW = "<path:object_id>"


def sign_in(client, organization, role):
    user = UserFactory(organizations=[organization], organizations__role=role)
    client.force_login(user)
    return user


def address(model, page, *args):
    return reverse(registry.url_name(model, page), args=args)


def told(act=AuditAct.REFUSAL):
    return list(AuditEntry.objects.filter(act=act))


@EVERY_RECORD
def test_addresses_are_answered_as_the_table_of_roles_says(model):
    """Promise 8: 403 where the role does not reach. What is answered indeed, tests/access tries."""
    answers = table.read()
    pages = [("", "GET", Action.VIEW), ("", "POST", Action.CHANGE)]
    pages += [(f"{ROW}/change/", "GET", Action.VIEW), (f"{ROW}/change/", "POST", Action.CHANGE)]
    pages += [("add/", "GET", Action.ADD), ("add/", "POST", Action.ADD)]
    pages += [(f"{ROW}/history/", "GET", Action.VIEW), (f"{ROW}/delete/", "GET", Action.DELETE)]
    for end, method, action in pages:
        route = f"admin/{model._meta.app_label}/{model._meta.model_name}/{end}"
        row = dict(zip(table.VISITORS, answers[route, method], strict=True))
        nobody = (
            (action is Action.ADD and model in registry.NEVER_ADDED)
            or (action is Action.CHANGE and model in registry.NEVER_CHANGED)
            or (action is Action.DELETE and model in registry.NEVER_DELETED)
        )
        expected = {role: not nobody and registry.may(role, action, model) for role in Role}
        assert {role: row[role.value] in ("200", "302") for role in Role} == expected, (route, method)
        assert {row[role.value] for role in Role} <= {"200", "302", "403"}


# Of every inline: there are no rows.
NO_ROWS = {
    f"{inline.model._meta.get_field(field.name).remote_field.get_accessor_name()}-{part}_FORMS": 0
    for model_admin in admin.site._registry.values()
    for inline in model_admin.inlines
    for field in inline.model._meta.fields
    if field.is_relation and field.remote_field.model is model_admin.model
    for part in ("TOTAL", "INITIAL")
}


@EVERY_RECORD
def test_who_reads_gets_a_form_without_buttons_in_chinese(client, tree, model):
    sign_in(client, tree.community, Role.VIEW)
    page = client.get(address(model, "change", registry.RECORDS[model](tree.community).pk))
    html = page.content.decode()
    main = html[html.index('id="content-main"') :]
    for way in ('name="_', "addlink", "deletelink", "<input", "<select", "<textarea", "related-widget"):
        assert way not in main.replace('<input type="hidden"', "")
    assert english(html) - {"pdf"} == set()


@EVERY_RECORD
@pytest.mark.parametrize("page", ["add", "change", "delete", "changelist"])
def test_what_a_reader_posts_is_refused_and_logged(client, tree, model, page):
    """Promise 12."""
    user = sign_in(client, tree.community, Role.VIEW)
    row = registry.RECORDS[model](tree.community)
    before = model._default_manager.values().get(pk=row.pk)
    args = [row.pk] if page in ("change", "delete") else []
    assert client.post(address(model, page, *args), {"name": "改了", "post": "yes"}).status_code == 403
    assert model._default_manager.values().get(pk=row.pk) == before
    assert [entry.user for entry in told()] == [user]


@EVERY_RECORD
def test_who_reads_gets_a_list_without_ways_to_add(client, tree, model):
    sign_in(client, tree.community, Role.VIEW)
    for _ in range(2):
        html = client.get(address(model, "changelist")).content.decode()
        for way in ("/add/", "/import/", 'name="action"', 'name="_selected_action"'):
            assert way not in html
        registry.RECORDS[model](tree.community)


def test_start_page_and_menus_of_who_reads_lead_nowhere_to_write(client, tree):
    sign_in(client, tree.community, Role.VIEW)
    html = client.get(INDEX).content.decode()
    assert "/add/" not in html
    assert "/admin/imports/" not in html
    assert 'href="/admin/monthly-report/"' in html
    assert english(html) == set()


@EVERY_ROLE
def test_every_menu_entry_opens(client, tree, role):
    sign_in(client, tree.street, role)
    menus = {menu["name"]: menu["models"] for menu in client.get(INDEX).context["available_apps"]}
    assert ("设置" in menus) is (role == Role.MANAGE)
    for entry in (each for entries in menus.values() for each in entries):
        assert client.get(entry["admin_url"]).status_code == 200
        if entry["add_url"]:
            assert client.get(entry["add_url"]).status_code == 200


@EVERY_ROLE
def test_start_page_s_links_open(client, tree, role):
    sign_in(client, tree.community, role)
    common = client.get(INDEX).context["common"]
    assert bool(common) is reaches(role, Role.ENTER)
    for _, url in common:
        assert client.get(url).status_code == 200


@EVERY_ROLE
def test_monthly_report_is_for_every_role(client, tree, role):
    sign_in(client, tree.community, role)
    assert client.get(reverse("admin:monthly_report")).context["report"].organization == tree.community
    own = {"month": "2019-06", "organization": tree.community.pk}
    assert client.get(reverse("admin:monthly_report"), own | {"download": 1}).status_code == 200
    siblings = own | {"organization": tree.sister.pk}
    assert client.get(reverse("admin:monthly_report"), siblings).status_code == 404


def test_rows_are_added_only_where_the_user_enters(client, tree):
    """One branch is read, another entered: the chooser and the form offer the latter."""
    user = sign_in(client, tree.area, Role.VIEW)
    user.assignments.create(organization=tree.cousin, role=Role.ENTER)
    query = {"app_label": "partnerships", "model_name": "agreement", "field_name": "organization"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [int(each["id"]) for each in found] == [tree.cousin.pk]
    page = client.get(address(Agreement, "add"), {"organization": tree.community.pk})
    assert page.context["adminform"].form.initial["organization"] == tree.cousin.pk
    row = AgreementFactory(organization=tree.community)
    assert client.get(address(Agreement, "change", row.pk)).status_code == 200
    assert client.post(address(Agreement, "change", row.pk), {"title": "改了"}).status_code == 403


@pytest.mark.parametrize("place", ["sister", "area", "stranger"])
@pytest.mark.parametrize("model", ADDED, ids=registry.labels(ADDED))
def test_forged_place_is_refused_in_words_and_logged(client, tree, model, place):
    """Promise 10: another organisation."""
    user = sign_in(client, tree.community, Role.MANAGE)
    field = place_field(model)
    forged = getattr(tree, place).pk
    before = model._default_manager.count()
    response = client.post(address(model, "add"), NO_ROWS | {field: forged})
    (message,) = response.context["adminform"].form.errors[field]
    assert message.endswith("或不在您的管理范围内，请重新选择。")
    assert model._default_manager.count() == before
    (entry,) = told()
    assert (entry.user, entry.user_name) == (user, user.username)
    assert f"选择了没有提供的“{forged}”" in entry.detail


@pytest.mark.parametrize("name", ["review", "created_at", "id", "number", "initials"])
def test_forged_column_is_refused_in_words_and_logged(client, tree, name):
    """Promise 10: a hidden field."""
    sign_in(client, tree.community, Role.MANAGE)
    row = ListItemFactory(resource=True, organization=tree.community, title="原来的")
    own = {"title": "改过的", "organization": tree.community.pk, "category": row.category_id}
    response = client.post(address(Resource, "change", row.pk), own | {name: "1"})
    assert "不能填的栏目" in response.content.decode()
    assert 'value="改过的"' in response.content.decode()
    row.refresh_from_db()
    assert row.title == "原来的"
    assert ["不能填的栏目" in entry.detail for entry in told()] == [True]


def test_forged_column_of_a_row_within_the_form_is_refused(client, tree):
    """Promise 10, in an inline: whose party it is."""
    sign_in(client, tree.community, Role.ENTER)
    other = AgreementFactory(organization=tree.sister)
    data = {"title": "协议", "organization": tree.community.pk, "kind": "unit", "parties-TOTAL_FORMS": 1}
    data |= {"parties-0-agreement": other.pk, "parties-0-unit": "", "parties-0-id": ""}
    data |= {"parties-0-organization": tree.community.pk, "attachments-0-uploaded_at": "2019-05-14"}
    response = client.post(address(Agreement, "add"), NO_ROWS | data | {"attachments-TOTAL_FORMS": 1})
    assert response.status_code == 200
    assert other.parties.count() == AgreementFactory().parties.count()
    assert not Agreement.objects.filter(title="协议").exists()


def test_honest_form_is_not_refused(client, tree):
    sign_in(client, tree.community, Role.ENTER)
    data = {
        "title": "楼道灯不亮",
        "organization": tree.community.pk,
        "source": "visit",
        "raised_on": "2019-05-14",
    }
    assert client.post(address(Problem, "add"), data | {"_save": "保存"}).status_code == 302
    assert Problem.objects.get().title == "楼道灯不亮"
    assert told() == []


@pytest.mark.parametrize("state", [ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED])
def test_draft_is_deleted_by_whoever_enters(client, tree, state):
    sign_in(client, tree.community, Role.ENTER)
    row = AgreementFactory(organization=tree.community, review=state)
    assert client.get(address(Agreement, "delete", row.pk)).status_code == 200
    client.post(address(Agreement, "delete", row.pk), {"post": "yes"})
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("state", [ReviewState.PUBLISHED, ReviewState.SUBMITTED])
def test_what_was_published_is_not_deleted_by_who_enters(client, tree, state):
    sign_in(client, tree.community, Role.ENTER)
    row = AgreementFactory(organization=tree.community, review=state)
    ReviewStep.objects.create(kind="partnerships.agreement", record=row.pk, state=ReviewState.PUBLISHED)
    assert client.get(address(Agreement, "delete", row.pk)).status_code == 403
    assert client.post(address(Agreement, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert Agreement.objects.exists()


def test_draft_of_another_branch_is_not_there(client, tree):
    sign_in(client, tree.community, Role.ENTER)
    row = AgreementFactory(organization=tree.sister, review=ReviewState.DRAFT)
    assert client.post(address(Agreement, "delete", row.pk), {"post": "yes"}).status_code == 404


def test_party_of_an_agreement_reads_it_whatever_its_role(client, tree):
    """An agreement is seen where it was signed, changed where it is filed."""
    sign_in(client, tree.community, Role.MANAGE)
    signed = AgreementFactory(organization=tree.cousin, parties=[tree.community, OrganizationFactory()])
    assert client.get(address(Agreement, "change", signed.pk)).status_code == 200
    assert client.post(address(Agreement, "change", signed.pk), NO_ROWS).status_code == 403
    for page in ("history", "delete"):
        assert client.get(address(Agreement, page, signed.pk)).status_code == 403


@EVERY_ROLE
def test_files_are_for_every_role_of_the_branch_and_no_other(client, tree, role):
    sign_in(client, tree.community, role)
    for place, status in ((tree.community, 200), (tree.sister, 404)):
        paper = AgreementAttachmentFactory(agreement__organization=place)
        photo = ActivityPhotoFactory(activity__organization=place, activity__draft=True)
        files = [paper.get_absolute_url(), reverse("admin:activity_photo_file", args=[photo.pk, "small"])]
        for response in map(client.get, files):
            assert response.status_code == status
            assert b"".join(response)  # read to its end, a file is closed
