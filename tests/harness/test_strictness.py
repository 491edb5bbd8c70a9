"""The strictness itself: were it to break, the whole suite would go on being green."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Engine, Origin, Template
from django.test import Client

from tests.harness.engines import asks_for_database, for_another_engine
from tests.harness.forms import forms_without_token


def render(source: str, folder: Path = settings.BASE_DIR / "templates", **context) -> str:
    origin = Origin(str(folder / "somewhere/page.html"), template_name="somewhere/page.html")
    return Template(source, origin=origin, engine=Engine()).render(Context(context))


UNIT = SimpleNamespace(name="社区卫生服务中心", parent=None)


@pytest.mark.parametrize(
    "source",
    [
        "{{ unti }}",
        "{{ unit.nmae }}",
        "{{ unit.parent.name }}",
        "{% if unti %}{% endif %}",
        "{% if unti or unit %}{% endif %}",
        "{% if unit.nmae %}{% endif %}",
        "{% for child in unit.childern %}{% endfor %}",
    ],
)
def test_undefined_variable_in_our_template_fails(source):
    with pytest.raises(pytest.fail.Exception, match=r"somewhere/page\.html: undefined variable"):
        render(source, unit=UNIT)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ unit.name }}", "社区卫生服务中心"),
        ("{{ unit.name|slice:':2' }}", "社区"),
        ("{{ unti|default:'-' }}", "-"),
        ("{% if unit.parent.name %}yes{% else %}no{% endif %}", "no"),
        ("{% if counts.none %}yes{% else %}no{% endif %}", "no"),
    ],
)
def test_defined_or_asked_for_variable_renders(source, expected):
    assert render(source, unit=UNIT, counts={}) == expected


def test_undefined_variable_in_a_package_template_is_empty():
    assert render("[{{ unti }}]", folder=Path("/elsewhere")) == "[]"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<form method=post action=/a></form>", ["/a"]),
        ("<form method='POST'><input name=q></form>", ["(the page itself)"]),
        ("<form method=post><input type=hidden name=csrfmiddlewaretoken></form><form method=post></form>", 1),
        ("<form method=post><input type=hidden name=csrfmiddlewaretoken /></form>", []),
        ("<form method=get></form><form></form>", []),
    ],
)
def test_forms_without_token_are_found(html, expected):
    found = forms_without_token(html)
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_client_watches_forms():
    assert Client.request.__name__ == "watched_request"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_connection_to_another_machine_fails(address):
    with socket.socket() as connection, pytest.raises(pytest.fail.Exception, match="tried to connect"):
        connection.connect(address)


def test_lookup_of_another_machine_fails():
    with pytest.raises(pytest.fail.Exception, match="tried to look up"):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.django_db
def test_unordered_rows_come_in_changing_order():
    orders = {tuple(ContentType.objects.order_by().values_list("pk", flat=True)) for _ in range(20)}
    assert len(orders) > 1


@pytest.mark.django_db
def test_union_of_unordered_queries_still_works():
    rows = ContentType.objects.order_by()
    assert set(rows.filter(model="user").union(rows.filter(model="session"))) <= set(rows)


def test_media_goes_to_a_folder_of_this_test(tmp_path):
    assert Path(settings.MEDIA_ROOT).is_relative_to(tmp_path)


def test_test_without_a_database_needs_one_engine(request):
    assert not asks_for_database(request.node)


@pytest.mark.django_db
def test_test_with_a_database_needs_every_engine(request):
    assert asks_for_database(request.node)


@pytest.mark.parametrize("fixture", ["db", "transactional_db", "live_server"])
def test_test_whose_fixtures_ask_for_a_database_needs_every_engine(fixture):
    asking = SimpleNamespace(fixturenames=[fixture, "tmp_path"], get_closest_marker=lambda name: None)
    assert asks_for_database(asking)


def test_another_engine_has_every_test_with_a_database_but_of_sampled_ones_a_fifth():
    class Item:
        fixturenames = ()

        def __init__(self, *marks):
            self.get_closest_marker = marks.count

    pure, usual = Item(), [Item("django_db") for _ in range(3)]
    walk = [Item("django_db", "sampled") for _ in range(11)]
    looked_at = Item("django_db", "first_engine")
    assert for_another_engine([pure, *usual, looked_at, *walk]) == [*usual, walk[0], walk[5], walk[10]]
