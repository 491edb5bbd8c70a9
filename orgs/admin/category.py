"""Categories of the lists and projects: the office's words, kept by who manages the whole street."""

from django import forms
from django.contrib import admin

from orgs.admin.branch_setting import streets_of
from orgs.admin.chooser import Ticks
from orgs.admin.columns import joined
from orgs.admin.form import RecordForm
from orgs.admin.setting import SettingAdmin
from orgs.models import Category
from orgs.models.category import CategoryKind

# A demand's category fits those of what answers demands, and the other way round.
_ANSWERS = {
    CategoryKind.DEMAND: (CategoryKind.RESOURCE, CategoryKind.SERVICE, CategoryKind.PROJECT),
    CategoryKind.RESOURCE: (CategoryKind.DEMAND,),
    CategoryKind.SERVICE: (CategoryKind.DEMAND,),
    CategoryKind.PROJECT: (CategoryKind.DEMAND,),
}


def _with_kind(category):
    """需求：助老助残; categories of two kinds may have one name."""
    return f"{category.get_kind_display()}：{category.name}"


class FitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, category):
        return _with_kind(category)


class CategoryForm(RecordForm):
    fits = FitsField(
        label="对应的类别",
        queryset=Category.objects.in_tree(),
        required=False,
        widget=Ticks,
        help_text="需求的类别和资源、服务、项目的类别相互对应，如需求“助老助残”对应服务“助老服务”；推荐对接时优先考虑。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "fits" in self.fields and (kinds := _ANSWERS.get(self.instance.kind)) is not None:
            self.fields["fits"].queryset = Category.objects.filter(kind__in=kinds).in_tree()
        if "parent" in self.fields:
            self._offer_parents()

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if parent := cleaned.get("parent"):
            self._judge_parent(parent, kind)
        wrong = [each for each in cleaned.get("fits") or () if kind and each.kind not in _ANSWERS[kind]]
        if wrong:
            names = joined(wrong)
            self.add_error("fits", f"只有需求的类别和别的类别相互对应，请取消勾选{names}。")
        if "kind" in self.changed_data and self.instance.pk and self._is_used():
            self.add_error("kind", "这个类别已经有记录在用，不能改作别用，请另建一个类别。")
        elif "kind" in self.changed_data and self.instance.pk and self.instance.children.exists():
            self.add_error("kind", "这个类别下面还有类别，不能改作别用，请先把它们移走。")
        return cleaned

    def _offer_parents(self):
        """The top ones of its kind; of every kind while it has none."""
        tops = Category.objects.filter(parent=None).exclude(pk=self.instance.pk).in_tree()
        own = tops.of_kind(self.instance.kind) if self.instance.pk else tops
        self.fields["parent"].queryset = own
        self.fields["parent"].label_from_instance = _with_kind

    def _judge_parent(self, parent, kind):
        if parent.kind != kind:
            self.add_error("parent", "上级类别要和本类别用于同一种清单。")
        elif parent.pk == self.instance.pk:
            self.add_error("parent", "类别不能以自己为上级。")
        elif parent.parent_id:
            self.add_error("parent", "类别只分两级，请选择没有上级的类别。")
        elif self.instance.pk and self.instance.children.exists():
            self.add_error("parent", "这个类别下面还有类别，不能再归到别的类别下面。")

    def _is_used(self):
        """By records of whichever app."""
        relations = [each for each in Category._meta.related_objects if each.related_model is not Category]
        return any(
            each.related_model._base_manager.filter(**{each.field.name: self.instance}).exists()
            for each in relations
        )


@admin.register(Category)
class CategoryAdmin(SettingAdmin):
    """For superusers and for those who manage a street: all branches below share the categories."""

    form = CategoryForm
    list_display = ["placed", "kind", "fitting", "order"]
    list_editable = ["order"]
    list_filter = ["kind"]
    list_per_page = 200
    search_fields = ["name"]
    fields = ["kind", "name", "parent", "order", "fits"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("fits")

    def get_ordering(self, request):
        return Category.objects.in_tree().query.order_by

    def get_deleted_objects(self, objs, request):
        """What stands in the way is told by its kind: it may be filed in a street that is not the user's."""
        going, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:  # Django asks for the right to delete these too, though nothing would delete them
            return going, counts, set(), ["用着这个类别的记录，或者下面的类别"]
        return going, counts, lacking, []

    @admin.display(description="类别名称")
    def placed(self, category):
        return category.indented

    @admin.display(description="对应的类别")
    def fitting(self, category):
        return joined(map(_with_kind, category.fits.all()))

    # Rights

    def has_module_permission(self, request):
        return self._keeps(request)

    def has_view_permission(self, request, obj=None):
        return self._keeps(request)

    def has_add_permission(self, request):
        return self._keeps(request)

    def has_change_permission(self, request, obj=None):
        return self._keeps(request)

    has_delete_permission = has_change_permission

    def _keeps(self, request):
        """Asked of the database once a request."""
        user = request.user
        if not getattr(user, "is_clerk", False):
            return False
        if "_keeps_categories" not in request.__dict__:
            request._keeps_categories = user.is_superuser or streets_of(user).exists()
        return request._keeps_categories
