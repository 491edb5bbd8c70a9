"""What the pages of organisations and units tell of their brands, honours and stations."""

from orgs import panels
from orgs.enums import STREET_LINE
from orgs.models import Award, Brand, Organization, Unit
from orgs.panels import Link, Panel, pinned


def register() -> None:
    panels.add(Organization, _BRANDS, _AWARDS)
    panels.add(Unit, _BRANDS, _AWARDS)
    panels.add_links(Organization, _stations)


def _stations(organization):
    """A link, and no panel: the page asks enough already, and only these have stations."""
    is_place = organization.level in STREET_LINE
    return [Link("阵地", pinned(organization, "orgs:station_list"))] if is_place else []


_BRANDS = Panel(
    place=8,
    heading="品牌",
    template="orgs/includes/brand_rows.html",
    rows=lambda holder: Brand.objects.public().of(holder).only("name", "meaning"),
    links=lambda holder: [],
    limit=12,
)
# A history: nothing of it is left out but after so many.
_AWARDS = Panel(
    place=70,
    heading="荣誉",
    template="orgs/includes/award_rows.html",
    rows=lambda holder: Award.objects.public().of(holder).held_first(),
    links=lambda holder: [],
    limit=30,
)
