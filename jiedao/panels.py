"""What the front door adds to the pages of organisations: the sentence of figures."""

from jiedao.sentence import sentence
from lib.days import today
from orgs import panels
from orgs.enums import STREET_LINE
from orgs.models import Organization
from orgs.panels import Opening


def register() -> None:
    panels.openings.append(Opening(template="jiedao/includes/organization_sentence.html", context=_sentence))


def _sentence(organization: Organization) -> dict | None:
    """Of the street's own line; a branch has too few of anything for a sentence."""
    if organization.level not in STREET_LINE:
        return None
    return {"sentence": sentence(organization, today())}
