"""Promise 9: no page of the staff side tells of a sibling's rows, not by a count; nor takes their keys."""

import re

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.urls import reverse

from events.models import ActivityPhoto, PointEntry
from orgs.enums import AuditAct, ReviewState, Role
from orgs.models import AuditEntry, CouncilSeat, ImportBatch, PartyMemberCount
from orgs.scope import ScopedQuerySet
from partnerships.models import Bid, FundEntry, ListItem, Milestone, Problem, ProgressNote, ProjectDemand
from tests.events.factories import ActivityPhotoFactory
from tests.jiedao import registry
from tests.jiedao.test_staff_scope import _private_community, choosers
from tests.orgs.factories import CouncilSeatFactory, PartyMemberCountFactory, UnitFactory, UserFactory
from tests.orgs.import_batches import make_batch
from tests.orgs.two_editors import opened, signed_in
from tests.partnerships.factories import ListItemFactory, ProblemFactory
from tests.partnerships.loop_factories import BidFactory, MilestoneFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db

EVERY_ROLE = pytest.mark.parametrize("role", Role)
WRITTEN = [model for model in registry.RECORDS if model is not ListItem]
EVERY_RECORD = pytest.mark.parametrize("model", WRITTEN, ids=registry.labels(WRITTEN))
CHOOSING = [model for model in WRITTEN if model not in registry.READ_FORMS]
NOWHERE = 10**9
NUMBER = "13805321234"
_CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|nonce-[^\'";]+')


@pytest.fixture
def sign_in(client, tree):
    def sign_in(role=Role.MANAGE):
        user = UserFactory(organizations=[tree.community], organizations__role=role)
        client.force_login(user)
        return user

    return sign_in


def address(model, page, *args):
    return reverse(registry.url_name(model, page), args=args)


# Counts and words


def rows_of(place):
    """A row of every kind that is filed, with an import and a contact; (model, key) each."""
    made = [make(place) for model, make in registry.ROWS.items() if model in _FILED]
    made += [
        UnitFactory(community=place, is_public=False, contact_phone=NUMBER, contact_name="王老师"),
        ProblemFactory(organization=place, review=ReviewState.SUBMITTED),
        make_batch(UserFactory(organizations=[place]), organization=place),
        # After their fund and their account: they keep them from deletion.
        *FundEntry.objects.filter(fund__organization=place),
        *PointEntry.objects.filter(account__organization=place),
    ]
    return [(type(row), row.pk) for row in made]


_FILED = [model for model in registry.ROWS if isinstance(model._default_manager.all(), ScopedQuerySet)]


def pages(tree):
    yield from (reverse(f"admin:{name}") for name in ("index", "import_index", "monthly_report"))
    yield reverse("admin:orgs_unit_import")
    for model in admin.site._registry:
        yield from (
            f"{address(model, 'changelist')}{query}"
            for query in ("", "?q=示例", f"?branch={tree.sister.pk}", "?_facets=True", "?review=submitted")
        )
    for model, name in choosers():
        query = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
        yield f"{reverse('admin:autocomplete')}?{query}"


def told(client, tree):
    """{page: status and words}"""
    found = {page: _told(client.get(page)) for page in pages(tree)}
    return found | {"search": _told(client.post(reverse("admin:personal"), {"person": NUMBER}))}


def _told(response):
    AuditEntry.objects.filter(act=AuditAct.REFUSAL).delete()  # told of by the audit's own pages
    return response.status_code, _CHANGING.sub("", response.text)


@pytest.mark.parametrize("role", [Role.VIEW, Role.MANAGE])  # the others' pages lie between
def test_pages_are_the_same_with_and_without_a_sibling_s_rows(client, tree, sign_in, role):
    rows_of(tree.community)
    siblings = rows_of(tree.sister)
    sign_in(role)
    before = told(client, tree)
    for model, key in reversed(siblings):
        model._base_manager.filter(pk=key).delete()
    after = told(client, tree)
    assert [page for page in before if before[page] != after[page]] == []
    assert len([status for status, _ in before.values() if status == 200]) > 50
    for model, key in siblings:
        assert not model._base_manager.filter(pk=key).exists()


# Keys in what is sent


@EVERY_ROLE
def test_action_leaves_a_sibling_s_row_as_it_is_and_uncounted(client, tree, sign_in, role):
    sign_in(role)
    own, siblings = (
        ProblemFactory(organization=place, review=ReviewState.SUBMITTED)
        for place in (tree.community, tree.sister)
    )
    data = {"action": "publish_selected", "_selected_action": [own.pk, siblings.pk]}
    response = client.post(address(Problem, "changelist"), data, follow=True)
    siblings.refresh_from_db()
    assert siblings.review == ReviewState.SUBMITTED
    if role in (Role.REVIEW, Role.MANAGE):
        assert [str(message) for message in response.context["messages"]] == ["1条已发布。"]
    else:
        assert response.status_code == 403


def sibling_in(model, name, tree):
    """A row of the sibling's that the field could name."""
    target = model._meta.get_field(name).remote_field.model
    if target is CouncilSeat:  # edited in its council's form
        return CouncilSeatFactory(council__organization=tree.sister)
    is_place = model._meta.label == "orgs.Unit" and name == "community"
    return (_private_community if is_place else registry.RECORDS[target])(tree.sister)


@pytest.mark.parametrize("model", CHOOSING, ids=registry.labels(CHOOSING))
def test_form_takes_a_sibling_s_key_for_one_that_no_row_has(client, tree, sign_in, model):
    """In every field that names another record: the same words for both, and the audit is told."""
    user = sign_in()
    page = address(model, "change", registry.RECORDS[model](tree.community).pk)
    form = client.get(page).context["adminform"].form
    data = opened(client, page)
    names = [n for n, f in form.fields.items() if isinstance(f, ModelChoiceField) and not f.disabled]
    scoped = [n for n in names if isinstance(form.fields[n].queryset, ScopedQuerySet)]
    for name in scoped:
        sibling = sibling_in(model, name, tree)
        AuditEntry.objects.all().delete()
        answers = [client.post(page, data | {name: [key]}) for key in (sibling.pk, NOWHERE)]
        errors = [each.context["adminform"].form.errors[name][0] for each in answers]
        words = [
            error.replace(str(key), "") for error, key in zip(errors, (sibling.pk, NOWHERE), strict=True)
        ]
        assert words[0] == words[1], name
        assert AuditEntry.objects.filter(act=AuditAct.REFUSAL, user=user).count() == 2, name
    assert scoped


# Of rows that the registry's records lack.
NEW_ROWS = {
    PartyMemberCount: lambda unit: PartyMemberCountFactory(unit=unit),
    ActivityPhoto: lambda activity: ActivityPhotoFactory(activity=activity),
    Bid: lambda project: BidFactory(project=project),
    Milestone: lambda project: MilestoneFactory(project=project),
    ProgressNote: lambda project: ProgressNoteFactory(project=project),
    ProjectDemand: lambda project: ProjectDemand.objects.create(
        project=project, demand=ListItemFactory(demand=True, organization=project.organization)
    ),
}


def inlines():
    return [
        (model, inline.model)
        for model, each in admin.site._registry.items()
        for inline in each.inlines
        if model in registry.RECORDS
    ]


@pytest.mark.parametrize("has_token", [True, False])
@pytest.mark.parametrize(
    ("model", "row_model"), inlines(), ids=[f"{m.__name__}-{r.__name__}" for m, r in inlines()]
)
def test_row_of_a_sibling_s_record_is_not_taken(client, tree, sign_in, model, row_model, has_token):
    """Promise 10: another's inline row, by its key, in the form of one's own record."""
    user = sign_in()
    own, siblings = (registry.RECORDS[model](place) for place in (tree.community, tree.sister))
    field = next(f for f in row_model._meta.fields if f.is_relation and f.remote_field.model is model)
    prefix = field.remote_field.get_accessor_name()
    if not (row := row_model._base_manager.filter(**{field.name: siblings}).first()):
        row = NEW_ROWS[row_model](siblings)
    stored = row_model._base_manager.values().get(pk=row.pk)
    data = opened(client, address(model, "change", own.pk))
    if not has_token:
        del data["edition"]
    data |= {f"{prefix}-0-id": row.pk}
    data |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 1, f"{prefix}-0-DELETE": "on"}
    client.post(address(model, "change", own.pk), data)
    assert row_model._base_manager.values().get(pk=row.pk) == stored
    assert AuditEntry.objects.filter(act=AuditAct.REFUSAL, user=user).exists()


# Files and imports


@EVERY_ROLE
def test_import_of_a_sibling_is_neither_listed_nor_handed_out(client, tree, sign_in, role):
    sign_in(role)
    batch = make_batch(UserFactory(organizations=[tree.sister]), organization=tree.sister)
    for page in ("import_batch", "import_file", "import_mistakes", "import_progress"):
        answers = [client.get(reverse(f"admin:orgs_unit_{page}", args=[key])) for key in (batch.pk, NOWHERE)]
        assert {each.status_code for each in answers} == {403 if role == Role.VIEW else 404}
    assert ImportBatch.objects.get().pk == batch.pk


def test_reader_of_the_audit_finds_a_sibling_s_entries_by_no_search(tree):
    manager = UserFactory(organizations=[tree.community], organizations__role=Role.MANAGE)
    client = signed_in(manager)
    entries = [registry.ROWS[AuditEntry](place) for place in (tree.community, tree.sister)]
    for query in ("", f"?q={tree.sister.name}", f"?q={tree.sister.pk}", "?act__exact=change"):
        found = client.get(f"{address(AuditEntry, 'changelist')}{query}").context["cl"]
        assert entries[1].pk not in [entry.pk for entry in found.result_list]
