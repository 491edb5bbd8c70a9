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


class PartyFormSet(BaseInlineFormSet):
    """At least two parties, each of them once, in the order given or else as they stand."""

    def clean(self):
        filled = [form for form in self.forms if self._is_filled(form)]
        if self._refuse_repeated(filled):
            return  # Django's own check would say it once more, in vaguer words
        super().clean()
        if len(filled) < FEWEST_PARTIES and not any(form.errors for form in self.forms):
            raise ValidationError(f"一份协议至少要有{FEWEST_PARTIES}个签约方，请补上另一方。")

    def _is_filled(self, form):
        data = getattr(form, "cleaned_data", {})
        return bool(data.get("organization") or data.get("unit")) and not data.get("DELETE")

    def _refuse_repeated(self, forms):
        """Say beside each row that repeats another that it does; return whether there are any."""
        seen = set()
        for form in forms:
            organization = form.cleaned_data.get("organization")
            signatory = organization or form.cleaned_data.get("unit")
            if signatory in seen:
                form.add_error("organization" if organization else "unit", "这一方已经在上面，不要重复。")
            seen.add(signatory)
        return len(seen) < len(forms)

    def save(self, commit=True):
        kept = [form for form in self.forms if self._is_filled(form)]
        for place, form in enumerate(kept, start=1):
            if not form.instance.order:
                form.instance.order = place
        return super().save(commit)


class PartyInline(TabularInline):
    model = AgreementParty
    form = PartyForm
    formset = PartyFormSet
    fields = ["organization", "unit", "signatory_post", "signed_on", "order"]
    autocomplete_fields = ["organization", "unit"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 3
