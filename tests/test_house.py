"""The rules of the house that no linter knows."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

FLOORS = ["lib", "orgs", "partnerships", "events", "jiedao"]  # from the ground up
ROOT = Path(settings.BASE_DIR)
MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]


def sources(*endings: str) -> list[Path]:
    """Files of the project, known to git or about to be, whose names end so."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listing.stdout.splitlines())
    return [path for path in paths if path.name.endswith(endings) and path.exists()]


def is_chinese(text) -> bool:
    return any("一" <= character <= "鿿" for character in str(text))


def test_there_are_models_and_sources_to_judge():
    assert len(MODELS) > 20
    assert len(sources(".py")) > 50


def test_relations_point_to_the_same_floor_or_a_lower_one():
    upward = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in FLOORS:
            continue
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model._meta.app_label if field.is_relation else model._meta.app_label
            if target in FLOORS and FLOORS.index(target) > FLOORS.index(model._meta.app_label):
                upward.append(f"{field} → {target}")
    assert not upward


def test_ground_floor_has_no_models_of_its_own():
    assert not [model for model in MODELS if model._meta.app_label == "lib"]


JUNK = {"utils", "util", "helpers", "helper", "common", "services", "selectors", "managers", "misc", "tools"}


def test_no_file_or_folder_is_a_junk_drawer():
    found = [
        path.relative_to(ROOT)
        for path in sources(".py", ".html", ".css", ".js")
        if JUNK & {path.stem, *path.relative_to(ROOT).parts[1:-1]}
    ]
    assert not found


def test_no_source_file_is_longer_than_350_lines():
    long = {}
    for path in sources(".py", ".html", ".css", ".js", ".sh"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines >= 350 and "migrations" not in path.parts:
            long[str(path.relative_to(ROOT))] = lines
    assert not long


def test_every_app_model_and_field_has_a_chinese_name():
    english = [
        app.label
        for app in apps.get_app_configs()
        if app.label in FLOORS and not is_chinese(app.verbose_name)
    ]
    for model in MODELS:
        names = {"verbose_name": model._meta.verbose_name, "plural": model._meta.verbose_name_plural}
        names |= {f.name: f.verbose_name for f in model._meta.fields if not f.primary_key}
        names |= {field.name: field.verbose_name for field in model._meta.many_to_many}
        english += [f"{model._meta.label}.{name}" for name, text in names.items() if not is_chinese(text)]
    assert not english


def test_every_choice_and_help_text_is_chinese():
    english = []
    for model in MODELS:
        for field in model._meta.fields:
            texts = [label for _, label in field.flatchoices] + [field.help_text or "无"]
            english += [f"{field}: {text}" for text in texts if not is_chinese(text)]
    assert not english


def test_every_constraint_has_a_name_and_a_chinese_message():
    english = [
        constraint.name
        for model in MODELS
        for constraint in model._meta.constraints
        if not is_chinese(constraint.violation_error_message)
    ]
    assert not english


def test_every_field_limited_to_one_says_so_in_chinese():
    english = [
        str(field)
        for model in MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key and field.editable
        if not is_chinese(field.error_messages["unique"])
    ]
    assert not english


def test_every_record_has_the_two_doors():
    without = [
        model._meta.label
        for model in MODELS
        if "organization" in {field.name for field in model._meta.fields}
        if model._meta.label not in {"orgs.Assignment"}
        if not all(hasattr(model.objects, door) for door in ("within", "visible_to", "managed_by"))
    ]
    assert not without


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/organizations/",
        "/units/",
        "/agreements/",
        "/lists/resources/",
        "/lists/demands/",
        "/lists/services/",
        "/projects/",
        "/activities/",
        "/statistics/",
        "/statistics.json",
        "/search/",
        "/healthz",
        "/admin/",
    ],
)
def test_promised_address_leads_somewhere(address):
    try:
        found = resolve(address)
    except Resolver404:
        pytest.fail(f"nothing answers at {address}")
    assert found.func.__module__ != "django.contrib.admin.sites" or address == "/admin/"


def env_names() -> set[str]:
    text = (ROOT / "jiedao" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']""", text))


def explained_names() -> dict[str, str]:
    """The settings of .env.example, each with the line above it."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return {m[1]: above for above, line in pairwise(lines) if (m := re.fullmatch(r"#?([A-Z0-9_]+)=.*", line))}


def test_every_setting_stands_in_the_example():
    assert len(env_names()) > 10
    assert env_names() == set(explained_names())


def test_every_setting_of_the_example_has_a_sentence():
    for name, sentence in explained_names().items():
        assert re.fullmatch(r"# .{20,}\.", sentence), name
