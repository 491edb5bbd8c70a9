"""The three lists: what each unit's profile offers, and what communities ask for."""

from datetime import date

from jiedao.demo import source
from jiedao.demo.office import INVENTED, Office, marked
from partnerships.enums import Beneficiary, ItemKind
from partnerships.models import ListItem

_DAYS = ("published_on", "confirmed_on", "withdrawn_on", "available_until", "claim_by")
_KINDS = {"resource": "资源", "demand": "需求", "service": "服务"}
_BENEFICIARIES = {label: value for value, label in Beneficiary.choices}


def load_items(office: Office) -> None:
    rows = [row | {"kind": "demand"} for row in source.rows("demands")]
    rows += [_offered(office, row) for row in source.rows("offers")]
    rows = [row | office.calendar.days(row, *_DAYS) for row in rows]
    for row in sorted(rows, key=lambda row: row["published_on"] or date.max):
        _item(office, row)


def _offered(office, row):
    """A line of the resource or service list, in the words of the unit's profile."""
    kind = ItemKind.RESOURCE if row["list"] == "资源" else ItemKind.SERVICE
    profile = office.profiles[row["unit"]]
    title, category, quantity, measure, description = profile[kind.value]
    said = {"title": title, "category": category, "quantity": quantity, "measure": measure}
    return row | said | {"kind": kind.value, "description": description}


def _item(office, row):
    unit = office.units.get(row.get("unit"))
    organization = office.organizations[row["organization"]] if "organization" in row else unit.community
    item = office.add(
        ListItem(
            kind=row["kind"],
            organization=organization,
            unit=unit,
            title=marked(row["title"]),
            category=office.categories[_KINDS[row["kind"]], row["category"]],
            quantity=row.get("quantity"),
            measure=row.get("measure", ""),
            description=row.get("description", ""),
            contact_phone=unit.contact_phone if unit else organization.phone,
            beneficiary=_BENEFICIARIES[row["beneficiary"]] if "beneficiary" in row else "",
            wish=row.get("wish", ""),
            places=row.get("places", 1),
            withdrawal_reason=row.get("withdrawal_reason", ""),
            note=INVENTED,
            **{name: row[name] for name in _DAYS},
        )
    )
    if item.kind == ItemKind.SERVICE:
        office.services[unit.name] = item
    elif item.kind == ItemKind.DEMAND:
        office.demands[row["title"]] = item
