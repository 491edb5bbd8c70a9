"""Those who hold a claim, in the claim's own form."""

from django.forms import ValidationError

from orgs.admin.form import RecordForm
from orgs.admin.record import TabularInline
from orgs.moves import Refused
from partnerships.admin.parties import DistinctPartiesFormSet
from partnerships.enums import ClaimState, PartnerRole
from partnerships.models import ClaimParty
from partnerships.workflow import places

_UNCLAIMED = (ClaimState.PENDING, ClaimState.DECLINED)


class ClaimPartyForm(RecordForm):
    """Who leads is judged over all rows together: the one that leads now may not lead afterwards."""

    def _unsaved_relations(self):
        return super()._unsaved_relations() | {"claim"}

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"claim"}


class ClaimPartyFormSet(DistinctPartiesFormSet):
    """One leads, once somebody holds it; nobody holds two claims of one demand."""

    _is_saving = False

    def clean(self):
        super().clean()
        if any(form.errors for form in self.forms):
            return
        rows = [form.cleaned_data for form in self.filled_forms()]
        leads = sum(row["role"] == PartnerRole.LEAD for row in rows)
        if leads > 1:
            raise ValidationError("一项认领只能有一家牵头，其余的选“参与”。")
        if not leads and (rows or self.instance.state() not in _UNCLAIMED):
            raise ValidationError("请选一家牵头。")
        self._refuse_second_claim([row["organization"] or row["unit"] for row in rows])

    def _refuse_second_claim(self, parties):
        if self.instance.is_order:
            return
        try:
            places.must_not_hold(places.locked(self.instance.item), parties, but=self.instance)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused

    @property
    def initial_forms(self):
        forms = super().initial_forms
        return sorted(forms, key=_will_lead) if self._is_saving else forms

    def save_existing_objects(self, commit=True):
        """Who leads no more is saved first: at no moment are there two."""
        self._is_saving = True
        try:
            return super().save_existing_objects(commit)
        finally:
            self._is_saving = False


def _will_lead(form):
    return form.cleaned_data["role"] == PartnerRole.LEAD and not form.cleaned_data.get("DELETE")


class ClaimPartyInline(TabularInline):
    model = ClaimParty
    form = ClaimPartyForm
    formset = ClaimPartyFormSet
    guide = "每行一方：填党组织或单位，二选一；一家牵头，其余参与。"
    fields = ["role", "organization", "unit"]
    autocomplete_fields = ["organization", "unit"]
