"""Categories are the office's: who manages a street keeps them, a branch below chooses among them."""

import pytest
from django.urls import reverse

from orgs.enums import AuditAct, Role
from orgs.models import AuditEntry, Category
from tests.orgs.factories import CategoryFactory, UserFactory
from tests.orgs.queries import queries
from tests.partnerships.factories import ListItemFactory

pytestmark = pytest.mark.django_db
LIST = "admin:orgs_category_changelist"


@pytest.fixture
def keeper(client, tree):
    user = UserFactory(organizations=[tree.street], organizations__role=Role.MANAGE)
    client.force_login(user)
    return user


def form_of(category):
    if category is None:
        return reverse("admin:orgs_category_add")
    return reverse("admin:orgs_category_change", args=[category.pk])


def send(client, category=None, **fields):
    """The form as it stands, but for `fields`."""
    form = client.get(form_of(category)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields} | {"order": 1} | fields
    edition = {"edition": client.get(form_of(category)).context["edition"]} if category else {}
    return client.post(form_of(category), {k: v for k, v in sent.items() if v is not None} | edition)


def wrong(response):
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("place", "role", "status"),
    [
        ("street", Role.MANAGE, 200),
        ("street", Role.REVIEW, 403),
        ("area", Role.MANAGE, 403),
        ("community", Role.MANAGE, 403),
    ],
)
def test_who_keeps_the_categories(client, tree, place, role, status):
    client.force_login(UserFactory(organizations=[getattr(tree, place)], organizations__role=role))
    assert client.get(reverse(LIST)).status_code == status
    assert client.get(reverse("admin:orgs_category_add")).status_code == status


def test_keeper_makes_a_category_below_another_with_what_fits_it(client, keeper):
    parent, fitting = CategoryFactory(kind="demand"), CategoryFactory(kind="service", name="助老服务")
    response = send(client, kind="demand", name="助老", parent=parent.pk, fits=[fitting.pk])
    assert response.status_code == 302
    made = Category.objects.get(name="助老")
    assert (made.parent, list(made.fits.all()), list(fitting.fits.all())) == (parent, [fitting], [made])
    assert AuditEntry.objects.filter(act=AuditAct.ADD, user=keeper, record=str(made.pk)).exists()


def test_list_is_a_tree_and_its_order_can_be_changed(client, keeper):
    second, first = CategoryFactory(name="人才", order=2), CategoryFactory(name="场地", order=1)
    hall = CategoryFactory(name="会议室", parent=first, order=9)
    shown = [row.name for row in client.get(reverse(LIST)).context["cl"].result_list]
    assert shown == ["场地", "会议室", "人才"]
    sent = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "保存"}
    for number, (category, order) in enumerate([(first, 3), (hall, 9), (second, 2)]):
        sent |= {f"form-{number}-id": category.pk, f"form-{number}-order": order}
    assert client.post(reverse(LIST), sent).status_code == 302
    assert list(Category.objects.in_tree().values_list("name", flat=True)) == ["人才", "场地", "会议室"]
    entry = AuditEntry.objects.get(act=AuditAct.CHANGE)
    assert (entry.record, entry.changes) == (str(first.pk), [["排序", "1", "3"]])


def test_category_with_others_below_keeps_its_kind(client, keeper):
    top = CategoryFactory(kind="demand")
    CategoryFactory(kind="demand", parent=top)
    assert wrong(send(client, top, kind="resource")) == {
        "kind": ["这个类别下面还有类别，不能改作别用，请先把它们移走。"]
    }
    assert Category.objects.get(pk=top.pk).kind == "demand"


def test_parent_has_no_parent(client, keeper):
    top = CategoryFactory(kind="demand")
    middle = CategoryFactory(kind="demand", parent=top)
    assert list(wrong(send(client, kind="demand", name="新的", parent=middle.pk))) == ["parent"]
    other = CategoryFactory(kind="demand")
    assert "下面还有类别" in str(wrong(send(client, top, parent=other.pk))["parent"])


def test_category_in_use_keeps_its_kind(client, keeper):
    used, unused = ListItemFactory().category, CategoryFactory()
    assert "已经有记录在用" in str(wrong(send(client, used, kind="service"))["kind"])
    assert send(client, unused, kind="service").status_code == 302


def test_category_fits_those_of_the_other_side(client, keeper):
    own = CategoryFactory(kind="demand")
    choices = client.get(form_of(own)).context["adminform"].form.fields["fits"].queryset
    CategoryFactory(kind="demand")
    others = {CategoryFactory(kind=kind) for kind in ("resource", "service", "project")}
    assert set(choices.all()) == others
    assert "请取消勾选" in str(wrong(send(client, kind="demand", name="新的", fits=[own.pk]))["fits"])


def test_category_in_use_is_not_deleted(client, keeper):
    item = ListItemFactory()
    response = client.post(reverse("admin:orgs_category_delete", args=[item.category.pk]), {"post": "yes"})
    assert Category.objects.filter(pk=item.category.pk).exists()
    assert response.context["title"] == "不能删除"
    assert item.title not in response.text


def test_number_of_queries_does_not_grow_with_the_rows(client, keeper):
    demand = CategoryFactory(kind="demand")
    demand.fits.add(CategoryFactory(kind="service"))
    few = queries(client, reverse(LIST))
    for _ in range(15):
        demand.fits.add(CategoryFactory(kind="service", parent=CategoryFactory(kind="service")))
    assert queries(client, reverse(LIST)) == few


@pytest.mark.parametrize("key", ["9" * 30, "x", "\0"])
def test_what_fits_is_one_that_there_is(client, keeper, key):
    assert "fits" in wrong(send(client, kind="demand", name="助老", fits=[key]))
    assert not Category.objects.exists()
