"""All figures, in the order in which the office reads them."""

from events.figures import FIGURES as EVENTS
from orgs.figures import (
    COUNCIL_UNITS,
    NEW_SECTOR_APPLICATIONS,
    NEW_SECTOR_ENTERPRISES,
    NEW_SECTOR_MEMBERS,
)
from partnerships.figures import (
    AGREEMENTS_IN_FORCE,
    AGREEMENTS_SIGNED,
    CLAIMS,
    CLAIMS_DONE,
    COMMUNITIES_WITH_AGREEMENTS,
    DEMANDS,
    DEMANDS_MATCHED,
    ORDERS_DONE,
    PARTNER_UNITS,
    PROBLEMS_SOLVED,
    PROJECTS,
    RESOURCES,
    SERVICES,
    WISHES_DONE,
)

# The sentence that opens the home page and every community's page.
HEADLINE = (COMMUNITIES_WITH_AGREEMENTS, PARTNER_UNITS, COUNCIL_UNITS, PROJECTS, PROBLEMS_SOLVED)

FIGURES = (
    *HEADLINE,
    AGREEMENTS_SIGNED,
    AGREEMENTS_IN_FORCE,
    RESOURCES,
    DEMANDS,
    DEMANDS_MATCHED,
    SERVICES,
    CLAIMS,
    CLAIMS_DONE,
    WISHES_DONE,
    ORDERS_DONE,
    *EVENTS,
    NEW_SECTOR_ENTERPRISES,
    NEW_SECTOR_MEMBERS,
    NEW_SECTOR_APPLICATIONS,
)

BY_KEY = {figure.key: figure for figure in FIGURES}
