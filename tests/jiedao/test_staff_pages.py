"""Every staff page opens and is Chinese throughout; a long list costs no more queries than a short one."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.jiedao import registry
from tests.orgs.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

MOST_QUERIES = 20
EVERY = pytest.mark.parametrize("model", registry.ROWS, ids=registry.labels(registry.ROWS))
ADDED = pytest.mark.parametrize(
    "model",
    [model for model in registry.ROWS if model not in registry.NEVER_ADDED | set(registry.READ_ONLY)],
    ids=lambda model: model._meta.label,
)
NEVER_DELETED = (
    "orgs.User",
    "orgs.AuditEntry",
    "orgs.ConsentText",
    "partnerships.ListItem",
    "events.HoursCertificate",
    "events.PointAccount",
    "events.PointEntry",
    "events.Redemption",
    "events.ServiceRecord",
    "events.Signup",
)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# Names of formats and sites, and what the tests' own rows are called.
ALLOWED = {"JPG", "PNG", "WebP", "PDF", "Word", "WPS", "docx", "Excel", "clerk", "boss"}
SPOKEN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")


class Words(HTMLParser):
    """What a page says, to eyes and ears; not what it shows as code, to be copied."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "code")
        attributes = dict(attrs)
        self.said += [attributes[name] or "" for name in SPOKEN_ATTRIBUTES if name in attributes]
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            self.said.append(attributes.get("value", ""))

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "code")

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def english(html):
    words = Words()
    words.feed(html)
    return {word for said in words.said for word in ENGLISH.findall(said)} - ALLOWED


def page(client, address, **query):
    response = client.get(address, query, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def boss(client, tree):
    boss = UserFactory(superuser=True, username="boss", organizations=[tree.street])
    client.force_login(boss)
    return boss


def test_registry_of_the_tests_is_complete():
    assert registry.is_complete()


@EVERY
def test_list_is_chinese(client, boss, tree, model):
    address = reverse(registry.url_name(model, "changelist"))
    if model._meta.label != "orgs.User":
        assert english(page(client, address)) == set()
    registry.ROWS[model](tree.community)
    assert english(page(client, address)) == set()
    assert english(page(client, address, q="没有的东西")) == set()


@ADDED
def test_form_is_chinese_empty_and_refused(client, boss, tree, model):
    address = reverse(registry.url_name(model, "add"))
    assert english(page(client, address)) == set()
    assert english(page(client, address, _popup=1)) == set()
    inlines = client.get(address).context["inline_admin_formsets"]
    counts = {
        f"{each.formset.prefix}-{name}": 0 for each in inlines for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    refused = client.post(address, counts)
    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors
    assert english(refused.content.decode()) == set()


@EVERY
@pytest.mark.parametrize("name", ["change", "delete", "history"])
def test_page_of_a_row_is_chinese(client, boss, tree, model, name):
    address = reverse(registry.url_name(model, name), args=[registry.ROWS[model](tree.community).pk])
    response = client.get(address, follow=True)  # a council that had seats leads back, and says why
    is_kept = name == "delete" and model._meta.label in NEVER_DELETED
    assert response.status_code == (403 if is_kept else 200)
    assert english(response.content.decode()) == set()


@pytest.mark.parametrize(
    "name", ["index", "password_change", "password_change_done", "monthly_report", "import_index", "personal"]
)
def test_other_page_is_chinese(client, boss, tree, name):
    assert english(page(client, reverse(f"admin:{name}"))) == set()


def test_login_is_chinese_before_and_after_a_wrong_password(client, tree):
    address = reverse("admin:login")
    assert english(page(client, address)) == set()
    refused = client.post(address, {"username": "clerk", "password": "wrong"})
    assert "用户名或密码不对" in refused.content.decode()
    assert english(refused.content.decode()) == set()


def test_logged_out_page_is_chinese(client, boss):
    assert english(client.post(reverse("admin:logout")).content.decode()) == set()


def test_history_after_a_change_is_chinese(client, boss, tree):
    row = registry.ROWS[registry.Unit](tree.community)
    address = reverse(registry.url_name(registry.Unit, "change"), args=[row.pk])
    counts = {"party_member_counts-TOTAL_FORMS": 1, "party_member_counts-INITIAL_FORMS": 0}
    count = {"party_member_counts-0-as_of": "2019-06-30", "party_member_counts-0-count": 12}
    changed = {"name": "改了名称的单位", "nature": "school", "community": tree.community.pk}
    assert client.post(address, counts | count | changed).status_code == 302
    history = page(client, reverse(registry.url_name(registry.Unit, "history"), args=[row.pk]))
    assert "修改" in history
    assert "单位名称" in history
    assert english(history) == set()


@EVERY
def test_list_costs_the_same_queries_for_30_rows_as_for_1(client, boss, tree, model):
    address = reverse(registry.url_name(model, "changelist"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    registry.ROWS[model](tree.community)
    client.get(address)  # content types and the like are remembered from here on
    few = queries()
    for _ in range(29):
        registry.ROWS[model](tree.community)
    assert queries() == few <= MOST_QUERIES
