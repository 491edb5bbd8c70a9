"""The Nu HTML checker, as the npm package vnu-jar brings it."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

JAR = Path(__file__).resolve().parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def html_errors(pages: Mapping[str, str], folder: Path) -> list[str]:
    """The errors of all pages (name → HTML), each as "name:line: message". Starts Java once."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = name
    files = map(str, sorted(folder.glob("*.html")))
    command = ["java", "-Xss2m", "-jar", str(JAR), "--format", "json", "--exit-zero-always", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        f"{names[message['url'].rsplit('/', 1)[-1]]}:{message.get('lastLine', '?')}: {message['message']}"
        for message in json.loads(run.stderr)["messages"]
        if message["type"] != "info"
    ]
