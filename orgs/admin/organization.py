from django.contrib import admin
from django.utils.html import format_html

from orgs.access import Action, least_role
from orgs.admin.filters import BranchFilter
from orgs.admin.ledgers import LedgerAdmin
from orgs.admin.record import RecordAdmin
from orgs.admin.staff_panels import ShowsPanels
from orgs.enums import STREET_LINE, OrganizationLevel
from orgs.ledgers import ORGANIZATIONS
from orgs.models import Organization


@admin.register(Organization)
class OrganizationAdmin(ShowsPanels, LedgerAdmin, RecordAdmin):
    ledger = ORGANIZATIONS
    list_display = ["indented_name", "level", "unit", "party_member_count", "term_ends_on", "shown_to_public"]
    list_display_links = ["indented_name"]
    list_filter = [BranchFilter, "level", "is_public"]
    list_select_related = ["unit"]
    list_per_page = 100
    search_fields = ["name", "short_name", "initials"]
    ordering = ["path"]
    autocomplete_fields = ["parent", "unit"]
    own_by_default = ("parent",)
    fieldsets = [
        (None, {"fields": ["parent", "level", "name", "short_name", "unit"]}),
        ("组织情况", {"fields": ["party_member_count", "established_on", "term_ends_on"]}),
        ("联系方式", {"fields": ["phone", "address", ("latitude", "longitude")]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    # What colleagues of other branches see of a public organisation.
    shared_fieldsets = [
        (None, {"fields": ["parent", "level", "name", "short_name", "unit", "phone", "address"]})
    ]

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.is_open(request, Action.VIEW, obj):
            return self.shared_fieldsets
        return super().get_fieldsets(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Only a superuser may put an organisation at the top, or move the top of a branch.

        Who belongs to the street's own line is for the street to say: it decides who counts as a partner.
        """
        form = super().get_form(request, obj, change=change, **kwargs)
        if "level" in form.base_fields and not self._names_the_line(request.user):
            self._leave_out_the_line(form.base_fields["level"], obj)
        if not request.user.is_superuser and "parent" in form.base_fields:
            tops = request.user.paths_as(least_role(Organization, Action.CHANGE))
            is_own_top = obj is not None and obj.path in tops
            form.base_fields["parent"].required = not is_own_top
            form.base_fields["parent"].disabled = is_own_top
        return form

    def lock_row(self, key):
        """The tree first, as every change of it does: who locks in another order may wait for ever."""
        Organization.lock_tree()
        super().lock_row(key)

    @staticmethod
    def _names_the_line(user):
        streets = Organization.objects.managed_by(user).filter(level=OrganizationLevel.STREET)
        return user.is_superuser or streets.exists()

    @staticmethod
    def _leave_out_the_line(field, organization):
        """What stands on the line stays there; nothing else comes to it."""
        field.disabled = organization is not None and organization.level in STREET_LINE
        if not field.disabled:
            field.choices = [(level, word) for level, word in field.choices if level not in STREET_LINE]

    @admin.display(description="党组织名称", ordering="path")
    def indented_name(self, organization):
        return format_html('<span class="indent indent--{}">{}</span>', organization.depth, organization.name)
