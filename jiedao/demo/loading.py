"""The whole demo, in the order in which its parts need each other."""

from datetime import date

from django.db import transaction

from jiedao.demo.activities import load_activities
from jiedao.demo.agreements import load_agreements
from jiedao.demo.applications import load_applications
from jiedao.demo.categories import load_categories
from jiedao.demo.claims import load_claims
from jiedao.demo.consent import load_consent
from jiedao.demo.councils import load_councils
from jiedao.demo.funds import load_funds
from jiedao.demo.indicators import load_indicators
from jiedao.demo.items import load_items
from jiedao.demo.meetings import load_meetings
from jiedao.demo.notes import load_notes
from jiedao.demo.office import INVENTED, Office
from jiedao.demo.organizations import load_organizations_of_units, load_tree
from jiedao.demo.photos import discard_files
from jiedao.demo.places import load_places
from jiedao.demo.points import load_points
from jiedao.demo.problems import load_problems
from jiedao.demo.projects import load_projects
from jiedao.demo.reports import load_reports
from jiedao.demo.reviews import load_reviews
from jiedao.demo.signups import load_signups
from jiedao.demo.units import load_units
from jiedao.demo.visits import load_visits
from jiedao.demo.volunteers import load_volunteers
from lib.days import today
from orgs.models import Organization

_PARTS = (
    load_categories,
    load_consent,
    load_tree,
    load_units,
    load_organizations_of_units,
    load_councils,
    load_places,
    load_applications,
    load_indicators,
    load_agreements,
    load_items,
    load_projects,
    load_claims,
    load_notes,
    load_funds,
    load_problems,
    load_reports,
    load_activities,
    load_volunteers,
    load_signups,
    load_meetings,
    load_visits,
    load_points,
    load_reviews,
)


def is_loaded() -> bool:
    """Has the demo been loaded? Told by the organisations that it invents, whatever became of the rest."""
    return Organization.objects.filter(note=INVENTED).exists()


def load(loaded_on: date | None = None) -> Office:
    """Load everything, or nothing if something fails. Rows that are there already are left as they are."""
    office = Office(loaded_on or today())
    try:
        with transaction.atomic():
            for load_part in _PARTS:
                load_part(office)
    except BaseException:  # also when somebody breaks it off
        discard_files(office)
        raise
    return office
