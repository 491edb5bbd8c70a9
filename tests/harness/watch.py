"""Looks over a browser's shoulder: other hosts, console errors, script errors."""

import re
from urllib.parse import urlsplit


class Watch:
    """Collects what no page may do. `forgive` names what one test brings about on purpose."""

    def __init__(self, own_address: str):
        self.own_host = urlsplit(own_address).netloc
        self.complaints: list[str] = []
        self._forgiven: list[str] = []

    def forgive(self, pattern: str) -> None:
        """Let complaints pass that match this regular expression: "404", where the test asks for one."""
        self._forgiven.append(pattern)

    def attach(self, context) -> None:
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _on_request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.own_host:
            self.complaints.append(f"request to another host: {request.url}")

    def _on_console(self, message) -> None:
        # Breaches of the content security policy arrive here, as errors.
        if message.type == "error":
            page = message.page.url if message.page else ""
            self.complaints.append(
                f"console error on {page}: {message.text} {message.location.get('url', '')}"
            )

    def unforgiven(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(re.search(pattern, complaint) for pattern in self._forgiven)
        ]
