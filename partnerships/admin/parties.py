"""The parties in the agreement's form."""

from django.forms import BaseInlineFormSet, ValidationError

from orgs.admin.form import RecordForm
from orgs.admin.record import TabularInline
from partnerships.models import AgreementParty

FEWEST_PARTIES = 2


class PartyForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False
        if not self.instance.pk:
            self.initial["order"] = None


class DistinctPartiesFormSet(BaseInlineFormSet):
    """One party a row, each of them once: an organisation and the unit that it belongs to are one."""

    def clean(self):
        if not self._refuse_repeated(self.filled_forms()):
            super().clean()  # Django's own check would say the same once more, in vaguer words

    def filled_forms(self):
        return [form for form in self.forms if self._is_filled(form)]

    def _is_filled(self, form):
        data = getattr(form, "cleaned_data", {})
        return bool(data.get("organization") or data.get("unit")) and not data.get("DELETE")

    def _refuse_repeated(self, forms):
        """Say beside each row that repeats another that it does; return whether there are any."""
        owners = self._organizations_by_unit(forms)
        seen, repeated = set(), False
        for form in forms:
            organization, unit = form.cleaned_data.get("organization"), form.cleaned_data.get("unit")
            if (organization or unit) in seen:
                form.add_error("organization" if organization else "unit", "这一方已经在上面，不要重复。")
                repeated = True
            elif not organization and unit.pk in owners:
                form.add_error("unit", f"{owners[unit.pk]}就是这个单位的党组织，是同一方，请只填一个。")
                repeated = True
            seen.add(organization or unit)
        return repeated

    def _organizations_by_unit(self, forms):
        named = (form.cleaned_data.get("organization") for form in forms)
        return {organization.unit_id: organization for organization in named if organization}


class PartyFormSet(DistinctPartiesFormSet):
    """At least two parties, in the order given or else as they stand."""

    def clean(self):
        super().clean()
        if len(self.filled_forms()) < FEWEST_PARTIES and not any(form.errors for form in self.forms):
            raise ValidationError(f"一份协议至少要有{FEWEST_PARTIES}个签约方，请补上另一方。")

    def save(self, commit=True):
        for place, form in enumerate(self.filled_forms(), start=1):
            if not form.instance.order:
                form.instance.order = place
        return super().save(commit)


class PartyInline(TabularInline):
    model = AgreementParty
    form = PartyForm
    formset = PartyFormSet
    guide = "每行一方：填党组织或单位，二选一；至少两方。"
    fields = ["organization", "unit", "signatory_post", "signed_on", "order"]
    autocomplete_fields = ["organization", "unit"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 3
