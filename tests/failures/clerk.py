"""Somebody at a browser: signs in at the page, sends forms, keeps the cookies."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.failures.server import Answer, Server
from tests.lib.pictures import photo
from tests.orgs.factories import PASSWORD
from tests.partnerships.agreement_form import ADD, filled

TOKEN = "k" * 32
PICTURE = photo((640, 480))


@dataclass
class Clerk:
    server: Server
    username: str
    session: str = field(default="", init=False)

    def get(self, path: str) -> Answer:
        return self.server.ask("GET", path, headers=self._headers())

    def post(self, path: str, **data) -> Answer:
        body = encode_multipart(BOUNDARY, data | {"csrfmiddlewaretoken": TOKEN})
        answer = self.server.ask("POST", path, body, self._headers() | {"Content-Type": MULTIPART_CONTENT})
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == settings.SESSION_COOKIE_NAME:
                self.session = value
        return answer

    def sign_in(self) -> Answer:
        return self.post(reverse("admin:login"), username=self.username, password=PASSWORD)

    def _headers(self):
        return {"Cookie": f"csrftoken={TOKEN}; {settings.SESSION_COOKIE_NAME}={self.session}"}


def agreement(clerk: Clerk, community, units, title: str, **fields) -> Answer:
    """A signed one between the community and the units: it gets a number."""
    parties = [{"organization": community.pk}, *({"unit": unit.pk} for unit in units)]
    return clerk.post(reverse(ADD), **filled(community, parties, title=title, **fields))


def activity(clerk: Clerk, community, title: str, picture: bytes = PICTURE) -> Answer:
    """With two photos."""
    photos = [SimpleUploadedFile(f"现场{number}.jpg", picture) for number in (1, 2)]
    data = {"title": title, "kind": "culture", "organization": community.pk}
    starts = {"starts_at_0": "2019-06-05", "starts_at_1": "09:30", "new_photos": photos}
    return clerk.post(reverse("admin:events_activity_add"), **data, **starts)
