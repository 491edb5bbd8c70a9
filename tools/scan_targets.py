"""What `make scan` is to try, found by walking the running demo as each kind of visitor.

    scan_targets.py BASE FOLDER

Makes a clerk who enters (录入) and one who manages (管理) of the community with most agreements, signs them
in through the page, and writes for each visitor NAME.cookie (a Cookie header's value, empty for a stranger),
NAME.starts (one address a line) and NAME.requests (every parameter of every page and form once, in the format
that sqlmap reads; of the rows of an inline table, the first). The manager is given what the clerk has not.
"""

from __future__ import annotations

import os
import re
import secrets
import ssl
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedao.settings")

import django  # noqa: E402 (the path and the settings come first)

django.setup()

from django.db.models import Count  # noqa: E402

from orgs.enums import Role  # noqa: E402
from orgs.models import Assignment, Organization, User  # noqa: E402

VISITORS = {"anonymous": None, "clerk": Role.ENTER, "manager": Role.MANAGE}
# These would end the session, or lock the clerk out who is trying.
LEFT_OUT = re.compile(r"/logout/|/password_change/|/second-factor/|/login/.+|/orgs/user/")
PAGES = 150
_ROW = re.compile(r"-(\d{1,2}|__prefix__)-")


class Page(HTMLParser):
    """The addresses and the forms of a page. `forms`: (method, action, {field: value})."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        had = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(had.get("href", ""))
        elif tag == "form":
            self.forms.append((had.get("method", "get").upper(), had.get("action", ""), {}))
        elif self.forms and had.get("name") and tag in ("input", "select", "textarea", "button"):
            self._select = had["name"] if tag == "select" else ""
            if had.get("type") != "file":
                self.forms[-1][2].setdefault(had["name"], had.get("value") or "1")
        elif tag == "option" and self._select and had.get("value"):
            self.forms[-1][2][self._select] = had["value"]


def community() -> Organization:
    """Where there is most to see and to spoil."""
    rows = Organization.objects.annotate(count=Count("agreement")).order_by("-count")
    return rows.exclude(parent=None).first()


def account(name: str, role: Role, place: Organization) -> str:
    """Make the account; its password."""
    password = secrets.token_urlsafe(16)
    user = User.objects.create_user(f"scan-{name}", password=password, is_staff=True)
    Assignment.objects.create(user=user, organization=place, role=role)
    return password


def browser() -> tuple[OpenerDirector, CookieJar]:
    # The certificate is the scan's own, made a minute ago.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    jar = CookieJar()
    return build_opener(HTTPSHandler(context=context), HTTPCookieProcessor(jar)), jar


def read(opener: OpenerDirector, url: str, data: dict[str, str] | None = None) -> str:
    """The page's text; nothing when it is refused or no page."""
    body = urlencode(data).encode() if data else None
    # Only this site's own addresses come here.
    request = Request(url, body, {"Referer": url})
    try:
        with opener.open(request, timeout=60) as answer:
            is_page = "html" in answer.headers.get("Content-Type", "")
            return answer.read().decode() if is_page else ""
    except HTTPError:
        return ""


def sign_in(opener: OpenerDirector, base: str, name: str, password: str) -> None:
    door = urljoin(base, "/admin/login/")
    [fields] = [fields for _, _, fields in Page(read(opener, door)).forms if "password" in fields]
    inside = read(
        opener, door, fields | {"username": f"scan-{name}", "password": password, "next": "/admin/"}
    )
    if "/admin/logout/" not in inside:
        sys.exit(f"{name} could not sign in")


def walk(opener: OpenerDirector, starts: list[str], told: set) -> Iterator[tuple[str, str, str]]:
    """Method, address and body of what has a parameter that was not `told` yet; told it is afterwards."""
    within = starts[0]
    waiting, seen = list(starts), set()
    while waiting and len(seen) < PAGES:
        url = waiting.pop(0)
        if _kind(url) in seen:
            continue
        seen.add(_kind(url))
        page = Page(read(opener, url))
        links = (urljoin(url, link).split("#")[0] for link in page.links)
        waiting += [link for link in links if _is_tried(link, within)]
        forms = [_submission(method, urljoin(url, action), fields) for method, action, fields in page.forms]
        for each in [("GET", url, ""), *forms]:
            parameters = {(each[0], *each_kind) for each_kind in _parameters(each)}
            if _is_tried(each[1], within) and not parameters <= told:
                told |= parameters
                yield each


def _is_tried(link, within):
    return link.startswith(within) and "/static/" not in link and not LEFT_OUT.search(link)


def _kind(url):
    """Addresses of one page with other records and values are of one kind."""
    parts = urlsplit(url)
    names = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return re.sub(r"\d+", "#", parts.path), *names


def _parameters(submission):
    _, url, body = submission
    pairs = [
        *parse_qsl(urlsplit(url).query, keep_blank_values=True),
        *parse_qsl(body, keep_blank_values=True),
    ]
    return {(_kind(url)[0], name) for name, _ in pairs}


def _alike_once(fields):
    """Of the rows of an inline table only the empty one and the first."""
    return {name: value for name, value in fields.items() if not (row := _ROW.search(name)) or row[1] == "0"}


def _submission(method, target, fields):
    fields = _alike_once(fields)
    if method == "GET":
        return "GET", f"{target.split('?')[0]}?{urlencode(fields)}", ""
    return "POST", target, urlencode(fields)


def written(method: str, url: str, body: str, cookie: str) -> str:
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {address} HTTP/1.1", f"Host: {parts.netloc}", f"Referer: {url}"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += ["Content-Type: application/x-www-form-urlencoded"] if body else []
    return "\n".join(["=" * 40, *lines, "", body, "=" * 40, ""])


def starts_of(base: str, role: Role | None) -> list[str]:
    public = ["/", "/search/?q=a", "/statistics/", "/activities/", "/agreements/", "/admin/login/"]
    inside = [
        "/admin/",
        "/admin/monthly-report/",
        "/admin/partnerships/resource/add/",
        "/admin/partnerships/resource/import/",
        "/admin/partnerships/resource/export/",
        "/admin/autocomplete/?app_label=partnerships&model_name=agreement&field_name=organization&term=a",
    ]
    return [urljoin(base, path) for path in (public if role is None else inside)]


def main() -> None:
    base, folder = sys.argv[1], Path(sys.argv[2])
    place, told = community(), set()
    for name, role in VISITORS.items():
        opener, jar = browser()
        if role is not None:
            sign_in(opener, base, name, account(name, role, place))
        cookie = "; ".join(f"{each.name}={each.value}" for each in jar) if role is not None else ""
        starts = starts_of(base, role)
        requests = [written(*each, cookie) for each in walk(opener, starts, told)]
        for kind, text in (
            ("cookie", cookie),
            ("starts", "\n".join([*starts, ""])),
            ("requests", "".join(requests)),
        ):
            (folder / f"{name}.{kind}").write_text(text, encoding="utf-8")
        print(f"  {name}: {len(requests)} forms and addresses with parameters")


if __name__ == "__main__":
    main()
