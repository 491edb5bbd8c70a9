from django.contrib import admin

from orgs.admin.form import RecordForm
from orgs.admin.setting import SettingAdmin
from orgs.models import Category


class CategoryForm(RecordForm):
    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if parent and parent.kind != cleaned.get("kind"):
            self.add_error("parent", "上级类别要和本类别用于同一种清单。")
        if parent and parent.pk == self.instance.pk:
            self.add_error("parent", "类别不能以自己为上级。")
        return cleaned


@admin.register(Category)
class CategoryAdmin(SettingAdmin):
    form = CategoryForm
    list_display = ["name", "kind", "parent", "order"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    fields = ["kind", "name", "parent", "order"]
