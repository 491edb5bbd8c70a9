"""What a branch settles for itself: the second factor, and which kinds of records need no review."""

from django import forms
from django.apps import apps
from django.contrib import admin

from orgs.access import Action, least_role
from orgs.admin.columns import joined, yes_or_no
from orgs.admin.filters import BranchFilter
from orgs.admin.form import RecordForm
from orgs.admin.record import RecordAdmin
from orgs.enums import OrganizationLevel
from orgs.models import BranchSetting, Organization, User
from orgs.scope import PublicRecord

_NOT_THE_STREET = "哪些种类不用审核，由街道的管理人员决定。请只改别的栏目，或者联系街道。"


def kinds() -> list[tuple[str, str]]:
    """(label, words) of the kinds of records that residents are shown; proxies stand with their model."""
    public = [model for model in apps.get_models() if issubclass(model, PublicRecord)]
    return [(model._meta.label, _words(model, public)) for model in public if not model._meta.proxy]


def _words(model, public):
    proxies = [each for each in public if each is not model and each._meta.concrete_model is model]
    names = "、".join(str(each._meta.verbose_name) for each in proxies)
    return f"{model._meta.verbose_name_plural}（{names}）" if names else str(model._meta.verbose_name_plural)


def streets_of(user: User):
    """Where the user may say what needs no review: in streets that the user manages, and in what is above."""
    managed = Organization.objects.under(user, least_role(BranchSetting, Action.CHANGE))
    return managed.filter(level__in=(OrganizationLevel.DISTRICT, OrganizationLevel.STREET))


class BranchSettingForm(RecordForm):
    unreviewed = forms.MultipleChoiceField(
        label="不用审核的种类",
        choices=kinds,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的种类，在这个党组织和下级录入后直接公开，不经审核。",
    )
    acting: User  # who edits; set by the admin

    class Meta:
        error_messages = {"organization": {"unique": "这个党组织已经有管理设置，请回到列表修改那一条。"}}

    def clean(self):
        cleaned = super().clean()
        organization = cleaned.get("organization") or getattr(self.instance, "organization", None)
        if organization and "unreviewed" in self.changed_data and not self._lets_off(organization):
            self.add_error("unreviewed", _NOT_THE_STREET)
        return cleaned

    def _lets_off(self, organization):
        streets = streets_of(self.acting).values_list("path", flat=True)
        return self.acting.is_superuser or any(organization.path.startswith(path) for path in streets)


@admin.register(BranchSetting)
class BranchSettingAdmin(RecordAdmin):
    form = BranchSettingForm
    list_display = ["filed_under", "second_factor", "unreviewed_kinds"]
    list_filter = [BranchFilter]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "organization__initials"]
    search_help_text = "按党组织的名称或拼音首字母查找。"
    autocomplete_fields = ["organization"]
    read_as = {"requires_second_factor": "second_factor"}

    def get_fields(self, request, obj=None):
        is_streets = request.user.is_superuser or streets_of(request.user).exists()
        return ["organization", "requires_second_factor", "unreviewed" if is_streets else "unreviewed_kinds"]

    def get_readonly_fields(self, request, obj=None):
        """For which organisation they are is said once."""
        return ["unreviewed_kinds"] if obj is None else ["unreviewed_kinds", "organization"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "unreviewed" not in self.get_fields(request, obj):
            form.base_fields.pop("unreviewed", None)
        form.acting = request.user
        return form

    @admin.display(description="登录要动态口令", ordering="requires_second_factor")
    def second_factor(self, setting):
        return yes_or_no(setting.requires_second_factor)

    @admin.display(description="不用审核的种类")
    def unreviewed_kinds(self, setting):
        chosen = [words for label, words in kinds() if label in setting.unreviewed]
        return joined(chosen) or "没有，都要审核"
