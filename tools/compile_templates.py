"""Compile every template of ours, and look for every template and static file that one of them names.

So a broken tag, a misspelt partial or a missing picture is found without visiting its page.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedao.settings")

import django  # noqa: E402 (the path and the settings come first)
from django.contrib.staticfiles import finders  # noqa: E402
from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError, engines  # noqa: E402
from django.template.loader_tags import ExtendsNode, IncludeNode  # noqa: E402
from django.templatetags.static import StaticNode  # noqa: E402

PACKAGES = ["jiedao", "events", "partnerships", "orgs", "lib"]


def template_files() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def missing_names(template: Template) -> Iterator[str]:
    """What the template names in so many words and cannot be found; names in variables are not known yet."""
    for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        name = node.parent_name if isinstance(node, ExtendsNode) else node.template
        if isinstance(name.var, str):
            try:
                engines["django"].get_template(name.var)
            except TemplateDoesNotExist:
                yield f"no template {name.var}"
    for node in template.nodelist.get_nodes_by_type(StaticNode):
        if isinstance(node.path.var, str):
            name = "".join(node.path.var)  # a plain str: no path can be built of a SafeString
            if not any(finders.find(name, find_all=True)):
                yield f"no static file {name}"


def problems(path: Path) -> Iterator[str]:
    try:
        template = engines["django"].from_string(path.read_text(encoding="utf-8")).template
    except (TemplateSyntaxError, UnicodeDecodeError) as error:
        yield str(error)
    else:
        yield from missing_names(template)


def main() -> None:
    django.setup()
    found = [
        f"{path.relative_to(ROOT)}: {problem}" for path in template_files() for problem in problems(path)
    ]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
