"""The same records as the importing benchmark's files hold, as objects, validated and written in bulk."""

from collections.abc import Callable, Iterable
from functools import partial

from bench import ledger_files
from lib.days import today
from orgs.enums import UnitNature
from orgs.models import Organization, PartyMemberCount, Unit
from partnerships.models import Agreement, AgreementParty

_BATCH = 2_000
_NATURES = {label: value for value, label in UnitNature.choices}


def fill(kind: str) -> None:
    """What is there before the file comes: the tree; for agreements also the units that sign them."""
    if kind == "units":
        street = Organization.objects.create(level="street", name=ledger_files.STREET)
        for name in ledger_files.COMMUNITIES:
            Organization.objects.create(level="community", name=name, parent=street)
    else:
        communities = list(Organization.objects.filter(level="community").order_by("pk"))
        Unit.objects.bulk_create(
            Unit(name=name, nature="school", community=communities[n % len(communities)])
            for n, name in enumerate(ledger_files.KNOWN_UNITS)
        )


def made(kind: str, count: int) -> list[tuple[str, list]]:
    """The objects, in lists to be written one after the other: units and their counts of members, or
    agreements and their parties; before each list, the field by which they hang on those of the one before.
    """
    return _units(count) if kind == "units" else _agreements(count)


def check_with_questions(record) -> None:
    """`full_clean()`: asks the database whether keys exist, and about every constraint."""
    record.full_clean()


def check_alone(record) -> None:
    """The rules of the fields and of the row, of which none asks the database."""
    # A key's only rule is that it exists, which takes a query.
    record.clean_fields(exclude={field.name for field in record._meta.concrete_fields if field.is_relation})
    record.clean_alone() if isinstance(record, Agreement) else record.clean()


def run(objects: Iterable[tuple[str, list]], check: Callable) -> None:
    for owner, records in objects:
        for record in records:
            if owner:
                setattr(record, owner, getattr(record, owner))  # which has a key by now
            check(record)
        type(records[0]).objects.bulk_create(records, batch_size=_BATCH)


def _units(count):
    places = _keys(Organization)
    units, counts = [], []
    for row in ledger_files.rows("units", count):
        unit = Unit(
            name=row["单位名称"],
            uscc=row["统一社会信用代码"],
            nature=_NATURES[row["单位性质"]],
            industry=row["行业"],
            community_id=places(row["属地社区"]),
            employee_count=row["职工人数"],
            contact_name=row["联系人"],
            contact_phone=row["联系电话"],
            address=row["地址"],
            note=row["备注"] or "",
        )
        units.append(unit)
        counts.append(PartyMemberCount(unit=unit, count=row["党员人数"], as_of=today()))
    return [("", units), ("unit", counts)]


def _agreements(count):
    organizations, units = _keys(Organization), _keys(Unit)
    office = organizations(ledger_files.STREET)
    agreements = [
        Agreement(
            office_id=office,
            number=row["协议编号"],
            title=row["协议名称"],
            organization_id=organizations(row["归口党组织"]),
            witness_id=organizations(row["见证方"]),
            signed_on=row["签约日期"],
            effective_on=row["生效日期"],
            ends_on=row["到期日期"],
            terminated_on=row["终止日期"],
            termination_reason=row["终止原因"] or "",
            content=row["主要内容"],
            note=row["备注"] or "",
        )
        for row in ledger_files.rows("agreements", count)
    ]
    by_number = {agreement.number: agreement for agreement in agreements}
    parties = [
        AgreementParty(
            agreement=by_number[row["协议编号"]],
            organization_id=organizations(row["签约党组织"]),
            unit_id=units(row["签约单位"]),
            order=row["顺序"],
        )
        for row in ledger_files.rows("parties", count)
    ]
    return [("", agreements), ("agreement", parties)]


def _keys(model) -> Callable[[str | None], int | None]:
    return partial(dict.get, dict(model.objects.values_list("name", "pk")))
