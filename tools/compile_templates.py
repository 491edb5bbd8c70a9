"""Compile every template of ours, so that a broken tag is found without visiting its page."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedao.settings")

import django  # noqa: E402 (the path and the settings come first)
from django.template import TemplateSyntaxError, engines  # noqa: E402

PACKAGES = ["jiedao", "events", "partnerships", "orgs", "lib"]


def template_files() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def main() -> None:
    django.setup()
    engine = engines["django"]
    broken = []
    for path in template_files():
        try:
            engine.from_string(path.read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            broken.append(f"{path.relative_to(ROOT)}: {error}")
    if broken:
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
