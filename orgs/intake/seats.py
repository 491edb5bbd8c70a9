"""Entries of the ledger of council seats: the council, its organisation, and who holds the seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from lib import cells
from orgs.enums import CouncilKind, OrganizationLevel, SeatTitle
from orgs.intake.inlets import Inlet
from orgs.intake.intake import Missing
from orgs.intake.references import Key, Reference, missing_unit, no_unit, organizations
from orgs.models import Council, CouncilSeat, Organization
from orgs.names import Names, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgs.intake.intake import Intake

# Seats that a person may hold by what he or she is, without a unit.
_PERSONAL = (SeatTitle.CONVENER, SeatTitle.PART_TIME, SeatTitle.DELEGATE, SeatTitle.RESIDENT)
_OF_PEOPLE = (SeatTitle.DELEGATE, SeatTitle.RESIDENT)
_ALIKE = 0.8  # a holder this much like a unit's name is that unit misspelt, not a role


class CouncilPlace(Reference):
    """The organisation under which the council is filed: it says which council is meant, and is not set."""

    lookups = ("council__organization_id",)

    def __init__(self):
        super().__init__("council", organizations)

    def attach(self, model):
        self.model = model

    def known(self, record):
        return record.council.organization_id if record.council_id and record.council_id > 0 else None

    def set(self, record, value):
        """Not the seat's to change."""

    def settle(self, record, intake):
        """Organisations are never created besides."""


class CouncilOf(Key):
    """The council of that name under the organisation of the row."""

    after = ("归口党组织",)

    def __init__(self):
        super().__init__("council")

    def read(self, intake, header, column):
        names = intake.convert(header, column, lambda cell: self._name(cells.text(cell)))
        councils = self._councils(intake)
        return [
            name and place and self._council(index, header, intake, councils, place, name)
            for index, (name, place) in enumerate(zip(names, intake.values["归口党组织"], strict=True))
        ]

    def show(self, value, intake):
        if isinstance(value, Missing):
            return f"{value}（新建）"
        return self._labels(intake).get(value, "")

    def _name(self, name):
        Council._meta.get_field("name").run_validators(name)
        return name

    def _council(self, index, header, intake, councils, place, name):
        if (place, name) in councils:
            return councils[place, name]
        if intake.create_missing:
            return intake.miss("议事机构", name, _create_council, (place, name))
        there = "、".join(other for organization, other in councils if organization == place)
        hint = f"已有：{there}。" if there else "这个党组织下还没有议事机构。"
        intake.refuse(index, header, f"没有叫“{name}”的议事机构。{hint}请先录入，或在上传时选“一并新建”。")
        return None

    def _councils(self, intake):
        return intake.names.remembered(
            "councils",
            lambda _: {
                (organization, name): pk
                for pk, name, organization in intake.names.visible(
                    Council.objects.order_by("pk")
                ).values_list("pk", "name", "organization_id")
            },
        )

    def _labels(self, intake):
        return {pk: name for (_, name), pk in self._councils(intake).items()}


class Holder(Inlet):
    """A unit, or in the seats of persons what the person is: ("u", key) or ("p", text)."""

    after = ("席位",)
    lookups = ("unit_id", "person_role")

    def __init__(self):
        super().__init__("unit")

    def value_of(self, unit_id, person_role):
        return ("u", unit_id) if unit_id else ("p", _as_told(person_role))

    def read(self, intake, header, column):
        names = intake.convert(header, column, cells.text)
        held = []
        for index, (name, title) in enumerate(zip(names, intake.values["席位"], strict=True)):
            try:
                held.append(self._holder(name, title, intake) if name and title else None)
            except (Unknown, ValidationError) as error:
                intake.refuse(index, header, getattr(error, "message", str(error)))
                held.append(None)
            if name == "" and title:
                intake.refuse(index, header, "请写成员单位的名称；代表个人的席位写身份，如“区人大代表”。")
        return held

    def known(self, record):
        holder = self.value_of(record.unit_id, record.person_role)
        return None if holder == ("p", "") else holder

    def set(self, record, value):
        kind, held = value or ("p", "")
        missing = kind == "u" and isinstance(held, Missing)
        record.unit_id = (-1 if missing else held) if kind == "u" else None
        record.person_role = held if kind == "p" else ""
        record.holder = value

    def hidden(self, value, intake):
        kind, held = value or ("p", "")
        if kind == "u" and isinstance(held, int) and intake.names.units.is_hidden(held):
            yield no_unit(intake.names.units.hidden_name(held), intake)

    def settle(self, record, intake):
        kind, held = getattr(record, "holder", None) or ("p", "")
        if kind == "u" and isinstance(held, Missing):
            record.unit_id = intake.created[held.what, held.key]

    def restored(self, value):
        return tuple(value) if value else None

    def show(self, value, intake):
        if not value:
            return ""
        kind, held = value
        if kind == "p":
            return held
        return f"{held}（新建）" if isinstance(held, Missing) else intake.names.units.label(held)

    def _holder(self, name, title, intake):
        roles = intake.names.remembered("roles", _roles)
        if title in _OF_PEOPLE and name in roles:
            return ("p", name)
        unit = intake.names.units.get(name)
        if unit is not None:
            return ("u", unit)
        if title not in _PERSONAL:
            return ("u", missing_unit(name, intake))
        near = intake.names.units.near(name)
        # 金家岭小学校长 is a person of the unit; 金家岭小 is the unit misspelt.
        is_misspelt = near and near[0][0] >= _ALIKE and not name.startswith(near[0][1])
        if is_misspelt and name not in roles:
            raise Unknown(intake.names.units.unknown(name))
        CouncilSeat._meta.get_field("person_role").run_validators(name)
        return ("p", name)


def _roles(names: Names) -> set[str]:
    """What the persons are who hold seats already, as cells tell it."""
    roles = CouncilSeat.objects.filter(unit=None).order_by().values_list("person_role", flat=True)
    return {_as_told(role) for role in roles.distinct()}


def _as_told(role):
    try:
        return cells.text(role)
    except cells.Misread:  # what no cell may hold stays as it is
        return role


def one_open_seat_each(intake: Intake, seats: Sequence[CouncilSeat]) -> None:
    """A unit holds one open seat in a council: refuse a second one in the file or in the database."""
    present = intake.names.remembered(
        "open seats",
        lambda _: {
            (council, unit): pk
            for pk, council, unit in CouncilSeat.objects.filter(until=None)
            .exclude(unit=None)
            .values_list("pk", "council_id", "unit_id")
        },
    )
    kept = {seat.pk for seat in seats if seat is not None and seat.pk and seat.until is None}
    closed = {seat.pk for seat in seats if seat is not None and seat.pk} - kept
    present = {place: pk for place, pk in present.items() if pk not in closed}
    for index, seat in enumerate(seats):
        if seat is None or seat.until or not seat.unit_id:
            continue
        council, (_, unit) = intake.values["议事机构"][index], intake.values["成员单位"][index]
        place = (getattr(council, "key", council), unit)
        line = f"line {intake.lines[index]}"
        if present.setdefault(place, seat.pk or line) not in (seat.pk, line):
            intake.refuse(
                index, "成员单位", "这个单位在该议事机构已经有席位，请先在原来的席位上填写退出日期。"
            )


def _create_council(name, key):
    """A council of which only the name is known; its kind is told by the name and by who holds it."""
    place, _ = key
    level = Organization.objects.values_list("level", flat=True).get(pk=place)
    kind = CouncilKind.COMMUNITY_COUNCIL
    if "大党委" in name:
        kind = CouncilKind.GREATER_COMMITTEE
    elif "联席会" in name and level != OrganizationLevel.COMMUNITY:
        kind = CouncilKind.JOINT_MEETING
    return Council.objects.create(organization_id=place, name=name, kind=kind).pk
