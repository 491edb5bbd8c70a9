"""Keys of residents' pages of activities, beside those of the records themselves."""

from collections.abc import Callable

from tests.events.factories import ActivityFactory


def _series(place, is_public):
    """One of its own, so that nobody else's public activity is of it."""
    name = f"series-{place.pk}-{'public' if is_public else 'hidden'}"
    ActivityFactory(organization=place, series=name, is_public=is_public)
    return {"name": name}


PAGES: list[tuple[str, Callable]] = [(r"activities/series/", _series)]
