"""Every form that posts carries a CSRF token, on whatever page a test happens to fetch."""

from html.parser import HTMLParser

import pytest
from django.test import Client


class _PostForms(HTMLParser):
    """Collects the actions of forms that post to this site and hold no token."""

    def __init__(self):
        super().__init__()
        self.unprotected: list[str] = []
        self._action: str | None = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            posts = (attributes.get("method") or "").lower() == "post"
            self._action = (attributes.get("action") or "(the page itself)") if posts else None
        elif tag == "input" and attributes.get("name") == "csrfmiddlewaretoken":
            self._action = None

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if tag == "form" and self._action is not None:
            self.unprotected.append(self._action)
            self._action = None


def forms_without_token(html: str) -> list[str]:
    parser = _PostForms()
    parser.feed(html)
    return parser.unprotected


def require_csrf_tokens() -> None:
    """Let every test client look at the HTML that it receives."""
    request = Client.request

    def watched_request(self, **environ):
        response = request(self, **environ)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and (actions := forms_without_token(response.content.decode(response.charset))):
            pytest.fail(f"{environ['PATH_INFO']}: a form posts without a CSRF token to {', '.join(actions)}")
        return response

    Client.request = watched_request
