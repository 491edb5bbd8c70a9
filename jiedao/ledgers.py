"""All ledgers that offices exchange, by key, in the order in which the office keeps them."""

from events.ledgers import ACTIVITIES
from orgs.ledgers import ORGANIZATIONS, SEATS, UNITS
from partnerships.ledgers import AGREEMENTS, DEMANDS, PROBLEMS, PROJECTS, RESOURCES, SERVICES

LEDGERS = {
    ledger.key: ledger
    for ledger in (
        UNITS,
        ORGANIZATIONS,
        AGREEMENTS,
        RESOURCES,
        DEMANDS,
        SERVICES,
        PROJECTS,
        PROBLEMS,
        SEATS,
        ACTIVITIES,
    )
}
