"""A real Chromium on the live server. Any request elsewhere, console error or CSP breach fails the test."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.harness import axe as axe_core
from tests.harness import html as nu
from tests.harness.watch import Watch

# Playwright's sync interface runs an event loop in this thread; the database calls beside it are not async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers give /dev/shm too little
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
LOCALE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
MARGIN = 12  # px below what a picture of the manual is about
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 14; V2324A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
        "Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.54.2760(0x28003637) "
        "WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
    ),
}


@pytest.fixture(scope="session")
def browser() -> Browser:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail(f"No browser: none of {', '.join(PROGRAMS)} is on the PATH (make test installs chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch(live_server) -> Watch:
    """What this test's pages did that they may not; `watch.forgive(pattern)` lets an expected one pass."""
    return Watch(live_server.url)


@pytest.fixture
def new_page(browser: Browser, live_server, watch: Watch) -> Callable[..., Page]:
    """Opens a page in a browser profile of its own; keywords go to Playwright's new_context.

    For instance `new_page(java_script_enabled=False)` or `new_page(viewport={"width": 320, "height": 640})`.
    """
    contexts = []

    def open_page(**options) -> Page:
        context = browser.new_context(base_url=live_server.url, **(LOCALE | DESKTOP | options))
        context.set_default_timeout(10_000)
        watch.attach(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert watch.unforgiven() == []


@pytest.fixture
def desktop(new_page) -> Page:
    """A page 1440 × 900."""
    return new_page()


@pytest.fixture
def phone(new_page) -> Page:
    """A page 390 × 844 with touch, in WeChat's own browser."""
    return new_page(**PHONE)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, object], None]:
    """Callable (page, user): gives the page's profile a signed-in session, without the login form."""

    def sign_in(page: Page, user) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return sign_in


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Callable (page, exclude=()) → axe-core's violations on it, as readable lines; [] is good."""
    return axe_core.violations


@pytest.fixture
def html_errors(tmp_path: Path) -> Callable[[str | Mapping[str, str]], list[str]]:
    """Callable (html, or {name: html, …}) → the Nu HTML checker's errors. Give it many pages at once."""

    def check(pages: str | Mapping[str, str]) -> list[str]:
        folder = tmp_path / "nu"
        folder.mkdir(exist_ok=True)
        return nu.html_errors({"page": pages} if isinstance(pages, str) else pages, folder)

    return check


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Callable (page, name, last): with --screenshots, saves the page down to `last` as manual-NAME.png."""
    folder = request.config.getoption("--screenshots")

    def save(page: Page, name: str, last: Locator) -> None:
        if folder:
            page.wait_for_load_state()
            page.evaluate("() => document.fonts.ready")
            page.evaluate("() => scrollTo(0, 0)")
            box = last.bounding_box()
            clip = {
                "x": 0,
                "y": 0,
                "width": page.viewport_size["width"],
                "height": box["y"] + box["height"] + MARGIN,
            }
            path = request.config.rootpath / folder / f"manual-{name}.png"
            page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")

    return save


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Callable (page, name): saves the whole page as DIR/name.png when pytest runs with --screenshots DIR."""
    folder = request.config.getoption("--screenshots")

    def save(page: Page, name: str) -> None:
        if folder:
            page.evaluate("() => document.fonts.ready")
            page.evaluate(  # what lies below the fold is not loaded yet
                """() => Promise.all([...document.images].map((image) => {
                image.loading = "eager"; return image.decode().catch(() => null)}))"""
            )
            path = request.config.rootpath / folder / f"{name}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")

    return save
