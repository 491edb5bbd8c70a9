"""A sibling's rows: nowhere to be seen, opened, chosen or changed on the staff side."""

import pytest
from django.contrib import admin
from django.urls import reverse

from events.models import Activity, MeetingDuty, PointRule, Signup, StarRule
from orgs.access import Action
from orgs.enums import Role
from orgs.models import Assignment, BranchSetting, Council, Organization, Unit
from partnerships.models import Agreement, AgreementPaper, AgreementParty, ListItem, Problem, Resource
from tests.events.factories import ActivityPhotoFactory
from tests.jiedao import registry
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import AgreementFactory, CategoryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

EVERY_RECORD = pytest.mark.parametrize("model", registry.RECORDS, ids=registry.labels(registry.RECORDS))
EVERY_SETTING = pytest.mark.parametrize("model", registry.SETTINGS, ids=registry.labels(registry.SETTINGS))


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community])
    client.force_login(clerk)
    return clerk


def address(model, page, *args):
    return reverse(registry.url_name(model, page), args=args)


def choosers():
    """(model, field) of every autocomplete chooser, in forms and in the rows within them."""
    admins = [(m, a) for m, a in admin.site._registry.items()]
    inlines = [(inline.model, inline) for _, a in admins for inline in a.inlines]
    every = [(model, name) for model, each in admins + inlines for name in each.autocomplete_fields]
    # Those of accounts and settings are the managers' own: tests/orgs/test_access_*.py.
    return [(model, name) for model, name in every if model not in (Assignment, BranchSetting)]


CHOOSERS = pytest.mark.parametrize(
    ("model", "name"), choosers(), ids=[f"{model._meta.label}.{name}" for model, name in choosers()]
)


def offered(client, model, name, term=""):
    query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
    response = client.get(reverse("admin:autocomplete"), query | {"term": term})
    assert response.status_code == 200
    return {int(result["id"]) for result in response.json()["results"]}


@EVERY_RECORD
def test_list_holds_the_branch_only(client, clerk, tree, model):
    own, siblings = registry.RECORDS[model](tree.community), registry.RECORDS[model](tree.sister)
    found = {row.pk for row in client.get(address(model, "changelist")).context["cl"].result_list}
    assert own.pk in found
    assert siblings.pk not in found


@pytest.mark.parametrize("model", [Organization, Unit])
def test_history_of_a_partner_of_another_branch_is_closed(client, clerk, tree, model):
    make = {
        Organization: lambda o: OrganizationFactory(branch=True, parent=o),
        Unit: lambda o: UnitFactory(community=o),
    }[model]
    assert client.get(address(model, "history", make(tree.community).pk)).status_code == 200
    assert client.get(address(model, "history", make(tree.sister).pk)).status_code == 403


def test_what_stands_in_the_way_of_a_deletion_is_counted_and_linked(client, clerk, tree):
    agreements = AgreementFactory.create_batch(2, organization=tree.community)
    page = client.get(address(Organization, "delete", tree.community.pk)).content.decode()
    assert "<li>共建协议：2条\n" in page
    for agreement in agreements:
        assert f'<a href="{address(Agreement, "change", agreement.pk)}">{agreement.title}</a>' in page


def test_sibling_s_row_in_the_way_of_a_deletion_is_neither_named_nor_counted(client, clerk, tree):
    AgreementFactory(
        organization=tree.sister, witness=tree.community, title="邻居的协议", parties=[tree.sister]
    )
    page = client.get(address(Organization, "delete", tree.community.pk)).content.decode()
    assert "<li>共建协议\n" in page
    assert "有的不在您的管理范围内，请联系管理员" in page
    assert "邻居的协议" not in page


def test_filter_by_a_siblings_branch_finds_nothing(client, tree):
    client.force_login(UserFactory(organizations=[tree.area]))
    registry.RECORDS[Agreement](tree.community)
    registry.RECORDS[Agreement](tree.cousin)

    def found(branch):
        response = client.get(address(Agreement, "changelist"), {"branch": branch})
        return response.context["cl"].result_count

    assert [found(tree.area.pk), found(tree.community.pk), found(tree.sister.pk)] == [1, 1, 0]
    assert [found(tree.cousin.pk), found(tree.street.pk), found("x")] == [0, 0, 0]


@EVERY_RECORD
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_page_of_a_siblings_row_is_not_there(client, clerk, tree, model, page):
    row = registry.RECORDS[model](tree.sister)
    # Where the clerk may delete none at all, nothing is looked up.
    is_kept = model in (ListItem, Signup) or not registry.may(Role.REVIEW, Action.DELETE, model)
    refused = 403 if page == "delete" and is_kept else 404
    assert client.get(address(model, page, row.pk)).status_code == refused
    assert client.get(address(model, page, 10**9)).status_code == refused


@EVERY_RECORD
@pytest.mark.parametrize("page", ["change", "delete"])
def test_post_to_a_siblings_row_changes_nothing(client, clerk, tree, model, page):
    row = registry.RECORDS[model](tree.sister)
    before = model._default_manager.values().get(pk=row.pk)
    response = client.post(address(model, page, row.pk), {"post": "yes", "title": "改了", "name": "改了"})
    assert response.status_code in (403, 404)
    assert model._default_manager.values().get(pk=row.pk) == before


@EVERY_RECORD
def test_own_row_opens(client, clerk, tree, model):
    row = registry.RECORDS[model](tree.community)
    assert client.get(address(model, "change", row.pk)).status_code == 200


@EVERY_SETTING
def test_settings_are_closed_to_clerks(client, clerk, tree, model):
    row = registry.SETTINGS[model](tree.community)
    for target in (
        address(model, "changelist"),
        address(model, "add"),
        *(address(model, page, row.pk) for page in ("change", "delete", "history")),
    ):
        assert client.get(target).status_code == 403
        assert client.post(target).status_code == 403


@pytest.mark.parametrize("model", [Organization, Unit])
def test_public_partner_of_another_branch_is_read_only_and_short(client, clerk, tree, model):
    row = {
        Organization: lambda: OrganizationFactory(parent=tree.sister, note="内部备注"),
        Unit: lambda: UnitFactory(community=tree.sister, contact_phone="13800001234", note="内部备注"),
    }[model]()
    page = client.get(address(model, "change", row.pk)).content.decode()
    assert row.name in page
    assert "内部备注" not in page
    assert "13800001234" not in page
    assert 'name="_save"' not in page
    assert client.post(address(model, "change", row.pk), {"name": "改了"}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def _private_community(organization):
    """Units lie in communities, not in branches."""
    return OrganizationFactory(community=True, parent=organization, is_public=False)


@CHOOSERS
def test_chooser_offers_the_branch_only(client, clerk, tree, model, name):
    if model in (
        AgreementPaper,
        MeetingDuty,
        PointRule,
        StarRule,
    ):  # who manages the branch adds it, nobody else
        assert offered(client, model, name) == set()
        client.force_login(UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE))
    target = model._meta.get_field(name).remote_field.model
    make = _private_community if (model, name) == (Unit, "community") else registry.RECORDS[target]
    own, siblings = make(tree.community), make(tree.sister)
    found = offered(client, model, name)
    assert own.pk in found
    assert siblings.pk not in found


@pytest.mark.parametrize(
    ("model", "name"), [(Agreement, "organization"), (Organization, "parent"), (Unit, "community")]
)
def test_chooser_of_a_rows_own_place_leaves_out_public_organizations_of_others(
    client, clerk, tree, model, name
):
    found = offered(client, model, name)
    assert tree.community.pk in found
    assert not found & {tree.sister.pk, tree.area.pk, tree.street.pk, tree.stranger.pk}


def test_chooser_of_a_party_offers_public_organizations_of_others(client, clerk, tree):
    assert tree.sister.pk in offered(client, AgreementParty, "organization")


def test_chooser_finds_by_initials(client, clerk, tree):
    school = UnitFactory(name="青岛二中", community=tree.community)
    assert offered(client, Resource, "unit", "qdez") == {school.pk}


@CHOOSERS
def test_chooser_takes_any_text(client, clerk, tree, model, name):
    assert offered(client, model, name, "\0没有\0这个") == set()


def test_chooser_names_the_organization_above(client, clerk, tree):
    query = {"app_label": "partnerships", "model_name": "agreement", "field_name": "organization"}
    response = client.get(reverse("admin:autocomplete"), query)
    texts = [result["text"] for result in response.json()["results"]]
    assert texts == [f"{tree.community.name}（{tree.area.name}）"]


def test_chooser_is_closed_to_strangers(client, tree):
    query = {"app_label": "partnerships", "model_name": "agreement", "field_name": "organization"}
    assert client.get(reverse("admin:autocomplete"), query).status_code == 302
    client.force_login(UserFactory())
    assert client.get(reverse("admin:autocomplete"), query).status_code == 302


@pytest.mark.parametrize("place", ["sister", "area", "stranger"])
def test_forged_organization_is_refused_beside_the_field(client, clerk, tree, place):
    data = {"title": "伪造的条目", "organization": getattr(tree, place).pk, "category": CategoryFactory().pk}
    response = client.post(address(Resource, "add"), data)
    assert response.context["adminform"].form.errors == {
        "organization": ["没有这个归口党组织，或不在您的管理范围内，请重新选择。"]
    }
    assert 'value="伪造的条目"' in response.content.decode()
    assert not ListItem.objects.exists()


def test_forged_unit_out_of_sight_is_refused_beside_the_field(client, clerk, tree):
    unit = UnitFactory(community=tree.sister, is_public=False)
    data = {
        "title": "条目",
        "organization": tree.community.pk,
        "category": CategoryFactory().pk,
        "unit": unit.pk,
    }
    response = client.post(address(Resource, "add"), data)
    assert response.context["adminform"].form.errors == {
        "unit": ["没有这个单位，或不在您的管理范围内，请重新选择。"]
    }


def test_forged_unit_among_many_is_refused_beside_the_field(client, clerk, tree):
    unit = UnitFactory(community=tree.sister, is_public=False)
    data = {"title": "问题", "organization": tree.community.pk, "source": "visit", "raised_on": "2019-05-14"}
    response = client.post(address(Problem, "add"), data | {"units": [unit.pk]})
    assert list(response.context["adminform"].form.errors) == ["units"]
    assert not Problem.objects.exists()


def test_forged_row_of_another_record_is_refused(client, clerk, tree):
    """The key of a sibling's party, sent as a row of one's own agreement."""
    own, siblings = AgreementFactory(organization=tree.community), AgreementFactory(organization=tree.sister)
    party = siblings.parties.first()
    data = {
        "title": own.title,
        "organization": tree.community.pk,
        "kind": own.kind,
        "signed_on": "2019-05-14",
        "parties-TOTAL_FORMS": 1,
        "parties-INITIAL_FORMS": 1,
        "parties-0-id": party.pk,
        "parties-0-unit": UnitFactory().pk,
        "attachments-TOTAL_FORMS": 0,
        "attachments-INITIAL_FORMS": 0,
    }
    response = client.post(address(Agreement, "change", own.pk), data)
    assert response.status_code == 200
    party.refresh_from_db()
    assert party.agreement == siblings
    assert party.organization == tree.sister


def test_organization_cannot_be_put_at_the_top_by_a_clerk(client, clerk, tree):
    data = {"level": "branch", "name": "自立门户党支部", "parent": ""}
    response = client.post(address(Organization, "add"), data)
    assert list(response.context["adminform"].form.errors) == ["parent"]


def test_top_of_the_own_branch_cannot_be_moved_by_its_clerk(client, clerk, tree):
    data = {"level": "community", "name": tree.community.name, "parent": tree.sister.pk}
    client.post(address(Organization, "change", tree.community.pk), data)
    tree.community.refresh_from_db()
    assert tree.community.parent == tree.area


def test_category_of_another_kind_is_refused(client, clerk, tree):
    category = CategoryFactory(kind="demand")
    data = {"title": "条目", "organization": tree.community.pk, "category": category.pk}
    response = client.post(address(Resource, "add"), data)
    assert list(response.context["adminform"].form.errors) == ["category"]


def test_moved_organization_moves_its_clerks_sight_at_once(client, clerk, tree):
    row = registry.RECORDS[Council](tree.cousin)
    assert client.get(address(Council, "change", row.pk)).status_code == 404
    tree.cousin.parent = tree.community
    tree.cousin.save()
    assert client.get(address(Council, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("page", ["index", "partnerships_agreement_changelist", "monthly_report"])
def test_staff_without_an_organization_sees_nothing(client, tree, page):
    client.force_login(UserFactory())
    assert client.get(reverse(f"admin:{page}")).status_code == 302


def test_photo_is_for_staff_of_the_branch(client, clerk, tree):
    own = ActivityPhotoFactory(activity__organization=tree.community, activity__draft=True)
    siblings = ActivityPhotoFactory(activity__organization=tree.sister, activity__draft=True)
    response = client.get(reverse("admin:activity_photo_file", args=[own.pk, "small"]))
    assert response.status_code == 200
    b"".join(response.streaming_content)
    assert client.get(reverse("admin:activity_photo_file", args=[siblings.pk, "small"])).status_code == 404
    assert client.get(reverse("admin:activity_photo_file", args=[own.pk, "caption"])).status_code == 404


def test_assignment_reaches_what_lies_below(client, tree):
    client.force_login(UserFactory(organizations=[tree.area]))
    row = registry.RECORDS[Activity](tree.sister)
    assert client.get(address(Activity, "change", row.pk)).status_code == 200
