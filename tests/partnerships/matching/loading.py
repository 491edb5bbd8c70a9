"""The made set, written into the database."""

from datetime import timedelta

from jiedao.demo.categories import load_categories
from jiedao.demo.office import Office
from orgs.models import Category, Unit
from partnerships.models import ListItem
from tests.orgs.factories import OrganizationFactory
from tests.partnerships.matching.made_set import AREAS, COMMUNITIES, DAY, ELSEWHERE, Made, made


def load() -> tuple[list[ListItem], list[ListItem]]:
    """Demands and offers, in the order of their numbers."""
    places, categories = _places(), _categories()
    demands, offers = made()
    communities = [place for (_, community), place in places.items() if community]
    units = Unit.objects.bulk_create(
        Unit(name=f"示例单位{n:02}", nature="school", community=communities[n % len(communities)])
        for n in range(60)
    )
    written = [_item(each, places, categories, units) for each in [*demands, *offers]]
    ListItem.objects.bulk_create(written)
    return written[: len(demands)], written[len(demands) :]


def _places():
    """{(area, community): organisation}; (0, 0) is the street."""
    street = OrganizationFactory(street=True)
    places = {(0, 0): street}
    for area in range(1, AREAS + 1):
        places[area, 0] = OrganizationFactory(area=True, parent=street)
        for community in range(1, COMMUNITIES + 1):
            places[area, community] = OrganizationFactory(community=True, parent=places[area, 0])
    places[ELSEWHERE, 1] = OrganizationFactory(
        community=True, parent=OrganizationFactory(street=True, name="另一个街道党工委")
    )
    return places


def _categories():
    """Those of the demo, with what it says fits what."""
    load_categories(Office(DAY))
    return {(each.kind, each.name): each for each in Category.objects.all()}


def _item(made: Made, places, categories, units) -> ListItem:
    published = None if made.sort == "draft" else DAY - timedelta(days=200 if made.sort == "stale" else 20)
    place = places[made.place.area, made.place.community]
    # A unit offers where it lies.
    near = [unit for unit in units if unit.community_id == place.pk]
    return ListItem(
        kind=made.kind,
        category=categories[made.kind, made.category],
        title=made.title,
        description=made.description,
        organization=place,
        unit=near[made.unit % len(near)] if made.unit is not None and near else None,
        available_from=made.begins,
        available_until=made.ends,
        claim_by=made.claim_by,
        published_on=published,
        withdrawn_on=DAY - timedelta(days=2) if made.sort == "withdrawn" else None,
        withdrawal_reason="不再提供。" if made.sort == "withdrawn" else "",
        is_public=made.sort != "private",
    )
