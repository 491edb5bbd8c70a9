"""Keys of a volunteer's page of a reward: hers by her own link, nobody's by a row's key."""

from events import volunteer_link as links
from tests.events.people_factories import RewardFactory, VolunteerFactory


def _own_reward(place, is_public):
    volunteer = VolunteerFactory(organization=place, link_edition=1)
    token = links.token_of(volunteer) if is_public else volunteer.pk
    return {"token": token, "pk": RewardFactory(organization=place).pk}


PAGES = [(r"volunteers/own/<str:token>/rewards/", _own_reward)]
