"""Keys of the pages of volunteers. Whoever has a private link may open it; nobody makes one of a row's key:
`is_public=False` gives addresses as somebody would who guesses.
"""

from events import volunteer_link as links
from tests.events.people_factories import (
    HoursCertificateFactory,
    ServiceRecordFactory,
    VolunteerFactory,
    VolunteerTeamFactory,
)

_CODE = "ABCDEFGHJK23"


def _team(place, is_public):
    return {"pk": VolunteerTeamFactory(organization=place, is_public=is_public).pk}


def _certificate(place, is_public):
    """Anybody checks a code; one that was never given is not there."""
    HoursCertificateFactory(volunteer__organization=place, code=_CODE)
    return {"code": _CODE if is_public else _CODE[::-1]}


def _own(place, is_public):
    volunteer = VolunteerFactory(organization=place, link_edition=1)
    return {"token": links.token_of(volunteer) if is_public else volunteer.pk}


def _own_certificate(place, is_public):
    volunteer = VolunteerFactory(organization=place, link_edition=1)
    ServiceRecordFactory(volunteer=volunteer)
    token = links.token_of(volunteer) if is_public else volunteer.pk
    return {"token": token, "pk": HoursCertificateFactory(volunteer=volunteer).pk}


PAGES = [
    (r"volunteers/teams/<int:pk>/", _team),
    (r"volunteers/certificates/<str:code>/", _certificate),
    (r"volunteers/own/<str:token>/certificates/", _own_certificate),
    (r"volunteers/own/<str:token>/", _own),
]
