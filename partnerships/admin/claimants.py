"""Who holds a claim, as forms of verbs ask for it; the rows of it in the claim's own form."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.html import format_html, format_html_join

from lib.days import today, validate_year
from lib.keys import is_key
from lib.moments import DayField
from orgs.access import Action, may
from orgs.admin.acts import BACK, ActForm
from orgs.admin.choices import choices_for
from orgs.admin.chooser import Chooser, Choosers
from orgs.models import Organization, Unit
from orgs.names import Names, Unknown
from partnerships.models import Agreement, Claim, ClaimParty

DAYS_FOR_IT = 30  # offered as the time in which it is to be done
_UNIT, _ORGANIZATION = ClaimParty._meta.get_field("unit"), ClaimParty._meta.get_field("organization")
_AGREEMENT = Claim._meta.get_field("agreement")
_TWO = "这是两方：牵头的只选一个，其余单位请放到“共同认领的单位”。"


def in_a_month():
    return today() + timedelta(days=DAYS_FOR_IT)


class DueField(DayField):
    """A day to come, or today."""

    def __init__(self, **kwargs):
        defaults = {"label": "办理时限", "initial": in_a_month, "validators": [validate_year]}
        super().__init__(**defaults | kwargs)

    def validate(self, value):
        super().validate(value)
        if value and value < today():
            raise forms.ValidationError("办理时限不能早于今天，请改成以后的日期。")


class PartiesForm(ActForm):
    """Who holds the claim; the verb gets them as `parties`, the lead first."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="认领单位", required=False, widget=Chooser(_UNIT, admin.site)
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="认领党组织",
        required=False,
        widget=Chooser(_ORGANIZATION, admin.site),
        help_text="由党组织认领的填这里；单位和党组织选一个。",
    )
    others = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="共同认领的单位",
        required=False,
        widget=Choosers(_UNIT, admin.site),
        help_text="几家一起办的，上面一家牵头，其余选在这里。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("unit", _UNIT)
        self._offer("organization", _ORGANIZATION)
        self._offer("others", _UNIT)
        self._let_create_units()

    def _offer(self, name, column):
        """What the user may choose there, and no more."""
        field = self.fields[name]
        field.queryset = choices_for(column, self.user)
        field.error_messages["invalid_choice"] = f"没有这个{field.label}，或不在您的管理范围内，请重新选择。"

    def _let_create_units(self):
        field = self.fields["unit"]
        may_add = may(self.user, Action.ADD, Unit)
        field.widget = RelatedFieldWidgetWrapper(
            field.widget, _UNIT.remote_field, admin.site, can_add_related=may_add
        )

    def clean(self):
        data = super().clean()
        unit, organization = data.pop("unit", None), data.pop("organization", None)
        others = list(data.pop("others", None) or ())
        if self.errors:
            return data
        if unit and organization and organization.unit_id != unit.pk:
            self.add_error("organization", _TWO)
        lead = organization or unit
        if lead is None:
            self.add_error("unit", "请选择认领的单位或党组织。")
        data["parties"] = list(dict.fromkeys([lead, *(each for each in others if each != unit)]))
        return data


class ConfirmForm(PartiesForm):
    """Who claimed by the public form, or was written down, found among the units that are known."""

    due_on = DueField()
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="所属协议",
        required=False,
        widget=Chooser(_AGREEMENT, admin.site),
        help_text="这次认领属于哪份共建协议；没有的不选。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("agreement", _AGREEMENT)
        self._begin_with_known()

    def clean(self):
        data = super().clean()
        agreement, parties = data.get("agreement"), data.get("parties")
        if agreement and parties and not self.errors and not _signed(agreement, parties):
            self.add_error("agreement", "这份协议的签约方里没有所选的单位，请换一份，或不选。")
        return data

    def _begin_with_known(self):
        parties = list(self.record.parties.select_related("unit", "organization"))
        if parties:
            lead = parties[0]
            self.initial["organization"], self.initial["unit"] = lead.organization_id, lead.unit_id
            self.initial["others"] = [each.unit_id for each in parties[1:] if each.unit_id]
            unit = lead.unit
        else:
            unit = self._chosen() or self._named()
            self.initial["unit"] = unit.pk if unit else None
        if unit:
            self.initial.setdefault("agreement", _agreement_between(self.record, unit, self.user))

    def _chosen(self):
        """The unit that the address names: one of those that were offered below."""
        key = str(self.initial.get("unit") or "")
        return self.fields["unit"].queryset.filter(pk=key).first() if is_key(key) else None

    def _named(self):
        """The unit that goes by the name that was typed; else words beside the field that help to find it."""
        name, units = self.record.unit_name, Names(self.user).units
        if not name:
            return None
        try:
            key = units.get(name)
        except Unknown:
            key = None
        # Found by its exact name it may still be one that the user cannot see.
        if key is not None and key in units:
            return Unit.objects.filter(pk=key).first()
        self.fields["unit"].help_text = _help_to_find(name, units, self.initial.get(BACK))
        return None


def _help_to_find(name, units, back):
    """The nearest names, each a link that fills the form in with its unit."""
    way = {BACK: back} if back else {}
    near = [(urlencode({"unit": units.labelled(label)} | way), label) for _, label in units.near(name)]
    links = format_html_join("、", '<a href="?{}">{}</a>', near)
    known = format_html("名称相近的有：{}（点名称选用）。", links) if near else "没有名称相近的单位。"
    return format_html("填报的单位是“{}”。{}都不是的，请点旁边的加号新增这个单位。", name, known)


def _agreement_between(claim, unit, user):
    """The key of the newest agreement in force between the asking side and the unit."""
    agreements = Agreement.objects.visible_to(user).in_force().of_unit(unit).concerning(claim.organization)
    return agreements.order_by("-signed_on", "-pk").values_list("pk", flat=True).first()


def _signed(agreement, parties):
    units = {each.pk if isinstance(each, Unit) else each.unit_id for each in parties}
    organizations = {each.pk for each in parties if isinstance(each, Organization)}
    signed = agreement.parties.values_list("unit", "organization")
    return any((unit and unit in units) or organization in organizations for unit, organization in signed)
