"""What people are told before they give personal data."""

from jiedao.demo import source
from jiedao.demo.office import Office
from orgs.models import ConsentText


def load_consent(office: Office) -> None:
    """Only where there is none: a text that the office has written stays the present one."""
    if ConsentText.objects.current() is None:
        office.add(ConsentText(version=1, **source.read("consent")))
