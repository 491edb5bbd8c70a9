"""The admin of everything that has a place in the tree."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from lib.held import HeldFileInput, forget
from lib.moments import DayField, MomentField
from orgs.access import Action
from orgs.admin.choices import choices_for, own_place, place_field
from orgs.admin.chooser import Chooser, Choosers
from orgs.admin.columns import yes_or_no
from orgs.admin.editions import TwoEditors
from orgs.admin.forged import OwnRows, log_forged
from orgs.admin.form import RecordForm
from orgs.admin.ledgers.history import imports_of
from orgs.admin.lookups import OwnLookups
from orgs.admin.read_only import ReadOnlyForms
from orgs.admin.rights import InlineRights, RecordRights
from orgs.admin.setting import PlainTitles
from orgs.admin.todo_filter import TodoFilter
from orgs.admin.trash import Binned
from orgs.models import Organization, Unit


class ScopedFields:
    """Mixed into admins and inlines: what their form fields offer."""

    form = RecordForm
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
        models.DateField: {"form_class": DayField},
        models.DateTimeField: {"form_class": MomentField},
        models.FileField: {"widget": HeldFileInput},
        models.ImageField: {"widget": HeldFileInput},
    }

    def get_field_queryset(self, db, db_field, request):
        return choices_for(db_field, request.user, super().get_field_queryset(db, db_field, request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Chooser(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Choosers(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choosers never delete, and only partners can be added on the way."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            is_place = db_field.name == place_field(db_field.model)
            is_partner = db_field.remote_field.model in (Organization, Unit) and not is_place
            field.widget.can_add_related = field.widget.can_add_related and is_partner
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class RecordAdmin(
    OwnRows,
    TwoEditors,
    Binned,
    RecordRights,
    OwnLookups,
    ReadOnlyForms,
    PlainTitles,
    ScopedFields,
    admin.ModelAdmin,
):
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Which inline stands after which fieldset: {name of the fieldset: related name of the inline's rows}.
    # Inlines that are not named come last.
    inline_after: dict[str | None, str] = {}

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_list_filter(self, request):
        """Every list can be asked for what waits on it."""
        return [*super().get_list_filter(request), TodoFilter]

    def history_view(self, request, object_id, extra_context=None):
        """For those of the row's own branch: the history tells of columns that others do not see."""
        row = self.get_object(request, unquote(object_id))
        if not self.is_open(request, Action.VIEW, row):
            raise PermissionDenied
        written = {"imports": imports_of(row, request.user, self.admin_site) if row else []}
        return super().history_view(request, object_id, written | (extra_context or {}))

    # The form

    def get_changeform_initial_data(self, request):
        """A new row is filed under the user's own organisation unless the address says otherwise."""
        initial = self._choices_in_address(request)
        field = place_field(self.model)
        if field in self.own_by_default and field not in initial:
            own = own_place(self.model, request.user)
            initial[field] = own.pk if own else None
        return initial

    def _choices_in_address(self, request):
        """{field: key} for what the address chooses, of what the user may choose."""
        fields = [f for f in self.opts.concrete_fields if f.many_to_one]
        asked = {f: key for f in fields if (key := request.GET.get(f.name, "")).isdecimal()}
        return {f.name: k for f, k in asked.items() if choices_for(f, request.user).filter(pk=k).exists()}

    # Fields that begin with the user's own organisation.
    own_by_default = ("organization",)

    @admin.display(description="归口党组织", ordering="organization__path")
    def filed_under(self, record):
        return record.organization.label

    @admin.display(description="对外公开", ordering="is_public")
    def shown_to_public(self, record):
        return yes_or_no(record.is_public)

    def view_on_site(self, obj):
        """The public page, for what the public may see."""
        is_public = hasattr(obj, "get_absolute_url") and type(obj).objects.public().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if is_public else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if request.method == "POST":
            for form in self._forms(context):
                form.hold_files()
            log_forged(request, self._forms(context), obj)
        context["sections"] = self._sections(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        forms = [form, *(inner for formset in formsets for inner in formset.forms)]
        tokens = [file.token for each in forms for file in each.held_files()]
        transaction.on_commit(lambda: [forget(token) for token in tokens])

    def _forms(self, context):
        formsets = context["inline_admin_formsets"]
        return [context["adminform"].form, *(form for each in formsets for form in each.formset.forms)]

    def _sections(self, context):
        """Fieldsets and inlines in the order in which the page shows them."""
        inlines = {each.formset.prefix: each for each in context["inline_admin_formsets"]}
        sections = []
        for fieldset in context["adminform"]:
            sections.append({"fieldset": fieldset})
            inline = inlines.pop(self.inline_after.get(fieldset.name), None)
            if inline:
                sections.append({"inline": inline})
        return [*sections, *({"inline": inline} for inline in inlines.values())]


# More rows than any record has; a form that claims more would be drawn for a minute.
MOST_ROWS = 600


class ScopedInline(InlineRights, ScopedFields):
    """Rows of a record."""

    extra = 0
    view_on_site = False
    # A line above the rows that says how to fill them in.
    guide = ""
    max_num = MOST_ROWS

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)

    def get_queryset(self, request):
        """With what the rows' choosers show, which rows are called by too."""
        rows = super().get_queryset(request)
        # Without names Django would join everything that the rows point to.
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows


class TabularInline(ScopedInline, admin.TabularInline):
    pass


class StackedInline(ScopedInline, admin.StackedInline):
    pass
