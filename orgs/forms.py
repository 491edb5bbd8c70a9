"""Filters of the lists of organisations, units and stations."""

from django import forms
from django.db.models import Q

from orgs import panels
from orgs.enums import OrganizationLevel, StationKind, UnitNature
from orgs.filters import ChoiceOf, Filters, Pinned
from orgs.models import Unit


class OrganizationFilters(Filters):
    unit = Pinned(Unit.objects.public(), label="单位")
    level = ChoiceOf(label="类别", every="全部类别", choices=OrganizationLevel.choices)

    dated, dated_label = "established_on", "成立日期"
    searched = ("name", "short_name")


class StationFilters(Filters):
    kind = ChoiceOf(label="类别", every="全部类别", choices=StationKind.choices)

    searched = ("name", "address", "facilities")


class UnitFilters(Filters):
    group = ChoiceOf(label="范围", every="全部单位", widget=forms.HiddenInput)
    nature = ChoiceOf(label="单位性质", every="全部性质", choices=UnitNature.choices)

    dated, dated_label = "received_on", "接收日期"
    searched = ("name",)

    REST = "other"

    def __init__(self, data, rows):
        super().__init__(data, rows)
        groups = [(group.key, group.label) for group in panels.unit_groups]
        self.fields["group"].offer([*groups, (self.REST, "其他单位")])

    def narrow_group(self, rows, key):
        """The units of one group, or those of none."""
        conditions = {group.key: group.condition() for group in panels.unit_groups}
        if key in conditions:
            return rows.filter(conditions[key])
        rest = Q()
        for condition in conditions.values():
            rest &= ~condition
        return rows.filter(rest)
