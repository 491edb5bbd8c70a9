"""Forms of visits: the record's own, its needs', and what its verbs ask for."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from events.models import VisitNeed
from lib.identity import validate_no_home, validate_no_name
from lib.privacy import validate_impersonal
from orgs.admin.acts import ActForm
from orgs.admin.form import RecordForm
from orgs.enums import PostingState
from orgs.models import Category
from orgs.models.category import CategoryKind
from partnerships.enums import Beneficiary
from partnerships.models import ListItem, Problem

_NOBODY = "走访居民的，写事不写人：不要写姓名、门牌号，请写成“一位老人”这样。"
_TARGETS = {"unit", "visited", "posting", "visited_on"}


def _refuse_names(text):
    for refuse in (validate_no_home, validate_no_name):
        try:
            refuse(text)
        except ValidationError as error:
            raise ValidationError(_NOBODY) from error


class VisitForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields.get("visitor_name")
        if name is not None and self.instance.pk and not self.instance.visitor_name:
            name.required = False  # erased when its term was over: nobody is asked for it again

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("posting") and (not self.instance.pk or _TARGETS & set(self.changed_data)):
            self._judge_posting(cleaned)
        if cleaned.get("households") and cleaned.get("findings"):
            try:
                _refuse_names(cleaned["findings"])
            except ValidationError as error:
                self.add_error("findings", error)
        return cleaned

    def _judge_posting(self, cleaned):
        """What it answers for is what was visited, and is filled in where nothing is."""
        posting, on = cleaned["posting"], cleaned.get("visited_on")
        if not cleaned.get("unit") and not cleaned.get("visited"):
            cleaned["unit"], cleaned["visited"] = posting.unit, posting.target
        elif posting.sent_to not in (cleaned.get("unit"), cleaned.get("visited")):
            words = f"这项包联的是“{posting.sent_to}”。请改选走访的单位，或者不选包联。"
            self.add_error("posting", words)
        if on and posting.state(on) != PostingState.HELD:
            self.add_error("posting", "走访那天，这项包联还没有开始或者已经结束。请改日期，或者不选包联。")


class NeedForm(RecordForm):
    """What was taken up stays as it was found."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_taken_up:
            for field in self.fields.values():
                field.disabled = True


class NeedFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        for form in self.forms:
            is_kept = form.instance.is_taken_up
            if is_kept and form in self.deleted_forms:
                words = f"“{form.instance}”已经转办，不能删去。转错了的，请先点“撤销转办”。"
                raise ValidationError(words)
            if self.instance.households and not is_kept:
                self._judge_words(form)

    @staticmethod
    def _judge_words(form):
        try:
            _refuse_names(form.cleaned_data.get("text") or "")
        except ValidationError as error:
            form.add_error("text", error)


class NeedChoice(forms.ModelChoiceField):
    """One of the visit's needs."""

    def __init__(self, label, gone):
        super().__init__(VisitNeed.objects.none(), label=label, empty_label="请选择")
        self.error_messages["invalid_choice"] = gone


class _OfNeed(ActForm):
    """The first need that can be chosen is, unless the address names another; so is its text."""

    need = NeedChoice("哪一条需求", "这条需求已经转办、答复或者删去，请重新选择。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = self.record.needs.open()
        self.fields["need"].queryset = offered
        chosen = str(self.initial.get("need", ""))
        need = next((each for each in offered if str(each.pk) == chosen), None) or next(iter(offered), None)
        self.initial["need"] = need
        if need is not None:
            self.initial.setdefault("title", need.text)
        self.fields["title"].widget.attrs["class"] = "vTextField"


class ToDemandForm(_OfNeed):
    title = forms.CharField(
        label="需求名称",
        max_length=ListItem._meta.get_field("title").max_length,
        validators=[validate_impersonal],
    )
    category = forms.ModelChoiceField(Category.objects.none(), label="类别", empty_label="请选择")
    beneficiary = forms.ChoiceField(
        label="受益方",
        required=False,
        choices=[("", "请选择"), *Beneficiary.choices],
        help_text="居民的需求即“微心愿”，转好以后还要写一句话的心愿和认领截止。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        category.queryset = Category.objects.of_kind(CategoryKind.DEMAND).in_tree()
        category.label_from_instance = lambda each: each.indented
        self.initial.setdefault("beneficiary", self._whose())

    def _whose(self):
        if self.record.unit_id:
            return Beneficiary.UNIT
        return Beneficiary.RESIDENTS if self.record.households else Beneficiary.OFFICE


class ToProblemForm(_OfNeed):
    title = forms.CharField(
        label="问题",
        max_length=Problem._meta.get_field("title").max_length,
        validators=[validate_impersonal],
        help_text="写事不写人：不写居民的姓名、电话、门牌号。",
    )


class ReleaseForm(ActForm):
    need = NeedChoice("哪一条需求", "这条需求没有转办，请重新选择。")
    reason = forms.CharField(
        label="原因",
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        taken_up = self.record.needs.taken_up()
        self.fields["need"].queryset = taken_up
        if len(taken_up) == 1:
            self.initial.setdefault("need", taken_up[0])
