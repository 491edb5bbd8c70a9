"""Keys for the public addresses of signing up. Whoever has the signed address of a ticket may open it; nobody
makes one of a row's key: `is_public=False` gives addresses as somebody would who guesses.
"""

from events import ticket
from tests.events.factories import ActivityFactory
from tests.events.people_factories import SignupFactory


def _open(place, is_public):
    activity = ActivityFactory(organization=place, upcoming=True, takes_signups=True, is_public=is_public)
    return {"pk": activity.pk}


def _ticket(place, is_public):
    signup = SignupFactory(activity__organization=place)
    return {"token": ticket.token_of_key(signup.pk) if is_public else signup.pk}


PAGES = [
    (r"activities/<int:pk>/sign-up/", _open),
    (r"tickets/<str:token>/", _ticket),
]
