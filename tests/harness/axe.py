"""axe-core in the page under test."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, exclude: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong in this page as it now looks, each as "rule: help (selector, selector)"."""
    if not page.evaluate("() => 'axe' in window"):
        # Spoken through the debugger, so the page's content security policy has no say.
        page.evaluate(SOURCE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "([rules, exclude]) => axe.run({include: [['html']], exclude: exclude.map(s => [s])},"
        " {runOnly: rules, resultTypes: ['violations']})",
        [RULES, list(exclude)],
    )
    found = []
    for violation in result["violations"]:
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"])
        found.append(f"{violation['id']}: {violation['help']} ({places})")
    return found
