"""Forms that say what is wrong beside the field, in Chinese, and lose nothing that was typed or chosen."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import CheckConstraint, F, Q

from lib.held import HeldFile, HeldFileInput, hold
from orgs.admin.chooser import Chooser
from orgs.admin.forged import UnforgedForm

_NONE_YET = "请选择"


class HoldsFiles:
    """Mixed into forms: uploads that were right survive a submission in which something else was wrong."""

    def hold_files(self):
        """Put aside the files that passed, for the form to bring them back in its next submission."""
        for name, field in self.fields.items():
            upload = getattr(self, "cleaned_data", {}).get(name)
            if isinstance(field.widget, HeldFileInput) and isinstance(upload, UploadedFile):
                field.widget.held_token, field.widget.held_file_name = hold(upload), upload.name

    def held_files(self) -> list[HeldFile]:
        """Those of its files that had been put aside by an earlier submission."""
        return [value for value in self.cleaned_data.values() if isinstance(value, HeldFile)]


class RecordForm(HoldsFiles, UnforgedForm, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            verb = "选择" if isinstance(field, forms.ChoiceField | forms.FileField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
            if isinstance(field, forms.ModelChoiceField):
                self._prepare_choice(name, field)
            elif isinstance(field, forms.ChoiceField):
                field.choices = [(value, words if value else _NONE_YET) for value, words in field.choices]
            if isinstance(field.widget, HeldFileInput):
                field.widget.link = self.file_link(name)

    def file_link(self, name: str) -> str:
        """Where the stored file of the field may be read; "" where it may not."""
        return ""

    def full_clean(self):
        super().full_clean()
        if self.is_bound and not (self.empty_permitted and not self.has_changed()):
            self._judge_constraints()

    def _prepare_choice(self, name, field):
        """Keep the present value, even one the user could not choose; refuse others in plain words."""
        field.error_messages["invalid_choice"] = f"没有这个{field.label}，或不在您的管理范围内，请重新选择。"
        if field.empty_label:
            field.empty_label = _NONE_YET
        model_field = self._meta.model._meta.get_field(name)
        if self.instance.pk is None:
            return
        if model_field.many_to_many:
            present = Q(pk__in=getattr(self.instance, name).values("pk"))
        else:
            present = Q(pk=getattr(self.instance, model_field.attname))
            self._show_stored(model_field, field.widget)
        model = model_field.remote_field.model
        field.queryset = model._default_manager.filter(
            Q(pk__in=field.queryset.order_by().values("pk")) | present
        )

    def _show_stored(self, model_field, widget):
        widget = getattr(widget, "widget", widget)  # the admin's wrapper around choosers
        if isinstance(widget, Chooser) and model_field.is_cached(self.instance):
            widget.stored = model_field.get_cached_value(self.instance)

    def _judge_constraints(self):
        """Check every constraint of the model, also over columns that the form lacks, and name the field."""
        exclude = {name for name in self.errors if name in self.fields} | self._unsaved_relations()
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    self._place(error, self._guilty_field(constraint, model, exclude))

    def _unsaved_relations(self):
        fields = (
            f for f in self.instance._meta.concrete_fields if f.is_relation and f.is_cached(self.instance)
        )
        return {f.name for f in fields if (value := f.get_cached_value(self.instance)) and value.pk is None}

    def _place(self, error, field):
        general = self._errors.get(NON_FIELD_ERRORS)
        if general is not None:
            general.data = [other for other in general.data if other.messages != error.messages]
            if not general.data:
                del self._errors[NON_FIELD_ERRORS]
        if field is None or not self.has_error(field):
            self.add_error(field, ValidationError(error.messages))

    def _guilty_field(self, constraint, model, exclude):
        """The last field that the broken rule names and that is filled in; else the first on the form."""
        names = _names(constraint)
        if isinstance(constraint, CheckConstraint):
            names = _names_of_condition(self._broken_part(constraint, model, exclude))
        on_form = [name for name in names if name in self.fields]
        filled = [name for name in on_form if getattr(self.instance, name) not in (None, "")]
        return filled[-1] if filled else next(iter(on_form), None)

    def _broken_part(self, constraint, model, exclude):
        """Of several conditions that must all hold, the first that does not."""
        condition = constraint.condition
        if condition.connector == Q.AND and not condition.negated:
            for part in condition.children:
                if isinstance(part, Q):
                    try:
                        CheckConstraint(condition=part, name="part").validate(model, self.instance, exclude)
                    except ValidationError:
                        return part
        return condition


def _names(constraint):
    if constraint_fields := getattr(constraint, "fields", ()):
        return list(constraint_fields)
    return [
        name
        for expression in getattr(constraint, "expressions", ())
        for name in _names_of_expression(expression)
    ]


def _names_of_expression(expression):
    if isinstance(expression, F):
        return [expression.name]
    return [name for source in expression.get_source_expressions() for name in _names_of_expression(source)]


def _names_of_condition(condition):
    names = []
    for child in condition.children:
        names += _names_of_condition(child) if isinstance(child, Q) else [child[0].split("__")[0]]
    return names
