"""100,000 units imported through the admin by a browser, while others read other pages.

    .venv/bin/python bench/admin_import.py
    .venv/bin/python bench/admin_import.py --rows 40000       a quick look

The server is started as `make run` starts it, on a scratch SQLite database with the benchmarks' office. A
clerk signs in, uploads the file, follows the progress, reloads, goes elsewhere, comes back, confirms, waits
for the end; then uploads the same file again. Meanwhile four visitors ask for other pages twice a second.
Exits with 1 when anything is not as it should be, or when an answer took longer than five seconds.
"""

import argparse
import os
import re
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from playwright.sync_api import Error, Page, expect, sync_playwright  # noqa: E402

from bench import ledger_files  # noqa: E402
from bench.answering import prepare  # noqa: E402
from bench.site import Site  # noqa: E402
from bench.visitors import Visitors  # noqa: E402

ROWS = 100_000
LONGEST = 5.0  # seconds, of any other page's answer
LEAST_STEPS = 3  # different numbers of rows that the progress must show
OTHERS = ["/", "/units/", "/activities/", "/admin/partnerships/agreement/"]
IDLE = 10  # seconds of watching before
PATIENCE = 300  # seconds for a check, or a commit
_IMPORT = "/admin/orgs/unit/import/"
_NAME, _PASSWORD = "bench", "bench-only-bench-only"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


class Clerk:
    """Works through the pages in a browser."""

    def __init__(self, page: Page, site: Site):
        self.page, self.site = page, site

    def sign_in(self) -> str:
        """The cookie, for visitors who look at the admin."""
        self.page.goto(f"{self.site.address}/admin/login/?next={_IMPORT}")
        self.page.fill("[name=username]", _NAME)
        self.page.fill("[name=password]", _PASSWORD)
        self.page.click("[type=submit]")
        expect(self.page).to_have_url(f"{self.site.address}{_IMPORT}")
        return "; ".join(f"{each['name']}={each['value']}" for each in self.page.context.cookies())

    def hand_in(self, file: Path, heading: str, **how) -> list[int]:
        """Upload the file, then `follow`."""
        self.page.goto(self.site.address + _IMPORT)
        self.page.set_input_files("[type=file]", file)
        self.page.get_by_role("button", name="上传并检查").click()
        expect(self.page).to_have_url(re.compile(rf"{_IMPORT}\d+/$"))
        return self.follow(heading, **how)

    def follow(self, heading: str, *, restless: bool = False) -> list[int]:
        """Look on until the page has this heading; the numbers of checked rows that it showed on the way.

        A restless clerk reloads the page after the first of them, and leaves and comes back after the second.
        """
        seen, begun, batch = [], time.monotonic(), self.page.url
        while not self.page.get_by_role("heading", name=heading).is_visible():
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError(f"no heading {heading} on {self.page.inner_text('#content')}")
            done = self._rows_done()
            if done and done not in seen:
                seen.append(done)
                if restless and len(seen) == 1:
                    self.page.reload()
                if restless and len(seen) == 2:
                    self.page.goto(f"{self.site.address}/admin/")
                    self.page.goto(batch)
            time.sleep(0.1)
        return seen

    def _rows_done(self):
        try:
            words = self.page.locator("[data-progress-words]").all_inner_texts()
        except Error:  # the page is just being replaced
            return 0
        found = re.search(r"已检查([\d,]+)行", " ".join(words))
        return int(found[1].replace(",", "")) if found else 0

    def counts(self) -> dict[str, int]:
        """{"新增": rows, …} of the preview."""
        tabs = self.page.locator(".imports__tabs li").all_inner_texts()
        return {word: int(number.replace(",", "")) for word, number in map(str.split, tabs)}


def go_through(clerk: Clerk, visitors: Visitors, file: Path, rows: int) -> dict[str, float]:
    """Import the file, then once more; seconds of each step."""
    took = {}

    def step(name, act, *args, **kwargs):
        visitors.phase, begun = name, time.monotonic()
        found = act(*args, **kwargs)
        took[name] = time.monotonic() - begun
        return found

    step("idle", time.sleep, IDLE)
    seen = step("check", clerk.hand_in, file, "检查完了", restless=True)
    require(len(seen) >= LEAST_STEPS, f"progress showed only {seen}")
    require(clerk.counts() == {"出错": 0, "更新": 0, "新增": rows, "未变": 0}, clerk.counts())
    clerk.page.get_by_role("button", name="确认入库").click()
    step("commit", clerk.follow, "已入库：新增")
    step("again", clerk.hand_in, file, "表中各行与系统里的完全一样")
    require(clerk.counts() == {"出错": 0, "更新": 0, "新增": 0, "未变": rows}, clerk.counts())
    return took


def require(holds: bool, otherwise: object) -> None:
    if not holds:
        raise RuntimeError(otherwise)


def run(rows: int) -> bool:
    """Whether other pages were answered well meanwhile; RuntimeError when the import did not do its work."""
    from orgs.models import Unit, User  # models can be imported only after django.setup()

    User.objects.create_superuser(_NAME, password=_PASSWORD)
    before = Unit.objects.count()
    connection.close()
    file = settings.SCRATCH / "单位台账.xlsx"
    ledger_files.write("units", rows, file)
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    require(program is not None, f"no browser: none of {', '.join(_PROGRAMS)} is on the PATH")
    with Site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        clerk = Clerk(browser.new_page(locale="zh-CN"), site)
        with Visitors(site, OTHERS, clerk.sign_in()) as visitors:
            took = go_through(clerk, visitors, file, rows)
        memory = site.memory()
        browser.close()
    added = Unit.objects.count() - before
    require(added == rows, f"{added} units were added")
    return report(rows, took, memory, visitors)


def report(rows: int, took: dict[str, float], memory: list[float], visitors: Visitors) -> bool:
    visitors.report("idle")
    print(*visitors.failures, sep="\n", end="")
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in took.items() if step != "idle")
    held = not visitors.failures and visitors.worst() < LONGEST
    print(f"{rows} units through the admin: {steps};")
    print(f"  the workers' memory at most {' and '.join(f'{each:.0f}' for each in memory)} MB;")
    print(f"  other pages: worst answer {visitors.worst():.2f} s (below {LONGEST:g}){'' if held else ' !'}")
    return held


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args(arguments)
    django.setup()
    try:
        prepare()
        return 0 if run(options.rows) else 1
    finally:
        connection.close()
        shutil.rmtree(settings.SCRATCH)


if __name__ == "__main__":
    sys.exit(main())
