from django.contrib import admin
from django.db import transaction

from orgs.admin.form import RecordForm
from orgs.admin.setting import SettingAdmin
from orgs.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(SettingAdmin):
    """What was agreed to stays as it was: a new wording is a new version, begun from the present one."""

    form = RecordForm
    list_display = ["version_word", "purpose", "retention_days", "created_at", "created_by"]
    list_select_related = ["created_by"]
    fields = ["purpose", "body", "retention_days"]

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def get_fields(self, request, obj=None):
        stamps = ["created_at", "created_by"] if obj else []
        return [*self.fields, *stamps]

    def get_readonly_fields(self, request, obj=None):
        return ["created_at", "created_by"] if obj else []

    def get_changeform_initial_data(self, request):
        text = ConsentText.objects.current()
        return {name: getattr(text, name) for name in self.fields} if text else {}

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        obj.version, obj.created_by = ConsentText.objects.next_version(), request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="版本", ordering="version")
    def version_word(self, text):
        return str(text)
