"""Forms of problems: the record's own, and what its verbs ask for."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from lib.days import validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.admin.acts import ActForm, DayForm
from orgs.admin.choices import choices_for
from orgs.admin.chooser import Chooser, Choosers
from orgs.admin.reviewed import ReviewedForm
from orgs.models import Organization, Unit
from orgs.moves import Refused
from partnerships.models import Problem
from partnerships.workflow.problems import KEPT, refuse_early_solution

_OWNER, _UNITS = Problem._meta.get_field("owner"), Problem._meta.get_field("units")
_NOT_THERE = "没有这个{}，或不在您的管理范围内，请重新选择。"


class ProblemForm(ReviewedForm):
    def clean_solved_on(self):
        """Taking it away would lose the solution; the verb keeps it."""
        solved, stored = self.cleaned_data["solved_on"], self.instance.solved_on
        if stored and not solved:
            raise ValidationError(KEPT)
        if solved and solved != stored:
            try:
                refuse_early_solution(self.instance, solved)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
        return solved


class AssignForm(ActForm):
    owner = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_OWNER.verbose_name,
        required=False,
        widget=Chooser(_OWNER, admin.site),
        help_text="这个党组织的工作人员也能看到、办结这个问题；不填即归口党组织自己。",
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_UNITS.verbose_name,
        required=False,
        widget=Choosers(_UNITS, admin.site),
        help_text="可以选几家。",
    )
    due_on = DayField(label="办理时限", required=False, validators=[validate_year])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        problem = self.record
        self.initial |= {
            "owner": problem.owner_id,
            "units": [unit.pk for unit in problem.units.all()],
            "due_on": problem.due_on,
        }
        self._offer("owner", _OWNER, Organization.objects.filter(pk=problem.owner_id))
        self._offer("units", _UNITS, problem.units.all())

    def _offer(self, name, column, present):
        """What the user may choose there, and what stands there now."""
        field = self.fields[name]
        choices = choices_for(column, self.user).order_by().values("pk")
        model = column.remote_field.model
        field.queryset = model.objects.filter(pk__in=choices) | model.objects.filter(
            pk__in=present.order_by().values("pk")
        )
        wrong = _NOT_THERE.format(field.label)
        field.error_messages |= {"invalid_choice": wrong, "invalid_pk_value": wrong}

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            self.add_error("owner", "责任党组织、责任单位、办理时限，请至少填一项。")
        return data

    def clean_due_on(self):
        due = self.cleaned_data["due_on"]
        if due and due < self.record.raised_on:
            raise ValidationError("办理时限不能早于提出日期。")
        return due


class SolveForm(DayForm):
    result = forms.CharField(
        label="解决情况", validators=[validate_impersonal], widget=AdminTextareaWidget(attrs={"rows": 4})
    )
