"""Whether a row goes where the user (and the file's organisation) may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgs.models import Organization

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import Model

    from orgs.intake.intake import Intake
    from orgs.ledgers import Ledger


class Range:
    """The organisations under which the file's rows may be filed, and from which they may be taken."""

    def __init__(self, ledger: Ledger, intake: Intake):
        self._ledger, self._intake = ledger, intake
        self._is_tree = ledger.model is Organization

    def judge(self, index: int, record: Model, known: dict[str, Any]) -> None:
        """Refuse the new or changed row unless it lies inside, both before and after. `known`: as before."""
        intake, header = self._intake, self._ledger.in_charge
        if intake.own is None:
            return
        place = intake.values.get(header, {}) and intake.values[header][index]
        if record._was_there:
            held = record.pk if self._is_tree else self._held(record, known)
            if not self._is_inside(held):
                where = intake.names.organizations.label(held) or "别的党组织"
                intake.refuse(
                    index, "", f"这条记录归“{where}”管理，您不能修改；其他行不受影响，请删去这一行。"
                )
                return
            if self._is_tree and header not in known:
                return
        if not self._is_inside(place) and not (record._was_there and known.get(header) == place):
            if place and intake.names.organizations.is_hidden(place):
                return  # its column has said that there is none
            where = place and intake.names.organizations.label(place)
            told = f"“{where}”不在{self._told()}，不能录入到那里。" if place else f"请填写{header}。"
            intake.refuse(index, header, told)

    def _held(self, record, known):
        if self._ledger.in_charge in known:
            return known[self._ledger.in_charge]
        return self._ledger.column(self._ledger.in_charge).writes.known(record)

    def _is_inside(self, place):
        """Without a place: a unit with no community yet is in every clerk's hands; an organisation is not."""
        if place is None:
            return not self._is_tree
        return not isinstance(place, int) or place in self._intake.own

    def _told(self):
        organization = self._intake.organization
        return f"“{organization}”的范围内" if organization else "您的管理范围内"
