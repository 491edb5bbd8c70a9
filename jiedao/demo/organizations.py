"""The tree: street, areas, communities, branches, and the party organisations of units."""

from jiedao.demo import source
from jiedao.demo.office import INVENTED, REPORTED, Office
from orgs.enums import OrganizationLevel
from orgs.models import Organization

# By how a name ends, the longer endings first.
_LEVELS = (
    ("街道党工委", OrganizationLevel.STREET),
    ("管区党委", OrganizationLevel.AREA),
    ("社区党委", OrganizationLevel.COMMUNITY),
    ("联合党支部", OrganizationLevel.JOINT_BRANCH),
    ("党总支", OrganizationLevel.GENERAL_BRANCH),
    ("党支部", OrganizationLevel.BRANCH),
    ("党委", OrganizationLevel.COMMITTEE),
)
_LABELS = {label: value for value, label in OrganizationLevel.choices}


def load_tree(office: Office) -> None:
    facts = source.read("office")["street"]
    _found(office, facts["name"], None, short_name=facts["short_name"], phone="0532-0000-0001", note=REPORTED)
    named = _named_in_the_facts()
    for row in source.read("history/organizations")["organizations"]:
        _found(
            office,
            row["name"],
            office.organization(row.get("parent")),
            level=_LABELS[row["level"]] if "level" in row else level_of(row["name"]),
            short_name=row.get("short_name", ""),
            party_member_count=row.get("members"),
            established_on=row.get("established_on"),
            term_ends_on=office.calendar.day(row.get("term_ends_on")),
            phone=row.get("phone", ""),
            address=row.get("address", ""),
            note=REPORTED if row["name"] in named else INVENTED,
        )


def load_organizations_of_units(office: Office) -> None:
    """Those of the facts: under the street, branches under their committee. The others: where they are."""
    for fact in source.read("office")["units"]:
        head = office.street
        for name in fact.get("party_organizations", []):
            founded = _found(office, name, head, unit=office.units[fact["name"]], note=REPORTED)
            head = founded if founded.level == OrganizationLevel.COMMITTEE else head
    for row in source.rows("units"):
        if kind := row.get("organization"):
            found_in_unit(office, row, f"{row['name']}{kind}", since=row.get("founded_on"))


def found_in_unit(office: Office, row: dict, name: str, since=None) -> Organization:
    parent = office.organizations[row["community"]]
    return _found(office, name, parent, unit=office.units[row["name"]], established_on=since, note=INVENTED)


def level_of(name: str) -> OrganizationLevel:
    return next(level for ending, level in _LEVELS if name.endswith(ending))


def _named_in_the_facts():
    tree = source.read("office")["tree"]
    return {*tree["named_areas"], *tree["named_communities"]}


def _found(office, name, parent, **values):
    same = {"name": name, "parent": parent}
    organization = office.keep(Organization, same, **{"level": level_of(name)} | values)
    office.organizations[name] = organization
    return organization
