"""Staff accounts: one simple form makes one."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm, UserChangeForm
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html

from orgs.admin.account import AccountActs
from orgs.admin.columns import joined, yes_or_no
from orgs.admin.editions import TwoEditors
from orgs.admin.setting import PlainTitles
from orgs.models import Assignment, User

# Importing Django's admin of accounts registers its groups, which mean nothing here.
admin.site.unregister(Group)


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "display_name", "is_superuser"]

    def save(self, commit=True):
        """Whoever gets an account here is staff."""
        self.instance.is_staff = True
        return super().save(commit)


class ChangedUserForm(UserChangeForm):
    # Django's own shows how the password is kept; its words are not for an office.
    password = None


class NewPasswordForm(SetPasswordForm):
    """Django's page for superusers asks whether the account keeps a password; here each does."""

    required_css_class = "required"

    def clean(self):
        return super().clean() | {"set_usable_password": True}


class AssignmentInline(admin.TabularInline):
    model = Assignment
    extra = 1
    autocomplete_fields = ["organization"]

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_add_permission = has_view_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "organization":
            widget = field.widget
            widget.can_add_related = widget.can_change_related = widget.can_delete_related = False
            widget.can_view_related = False
        return field


@admin.register(User)
class UserAdmin(AccountActs, TwoEditors, PlainTitles, DjangoUserAdmin):
    """Accounts are switched off, never deleted: their entries in the history must keep their name."""

    form = ChangedUserForm
    add_form = NewUserForm
    add_form_template = "admin/change_form.html"
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/orgs/user/password.html"
    list_display = ["username", "display_name", "branches", "role", "may_sign_in", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "display_name", "organizations__name", "organizations__initials"]
    search_help_text = "按用户名、姓名、所在党组织查找。"
    filter_horizontal = []
    readonly_fields = ["password_link", "sign_in_acts", "last_login", "date_joined"]
    inlines = [AssignmentInline]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "password1", "password2"]}),
        ("权限", {"fields": ["is_superuser"], "description": "在下面的“所在党组织”里选择他管理的范围。"}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "display_name", "password_link", "sign_in_acts"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("organizations")

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_superuser":
            field.label = "管理员"
            field.help_text = "看得到全部记录，可以管理用户和设置。普通工作人员不勾选。"
        return field

    @admin.display(description="所在党组织")
    def branches(self, user):
        return joined(organization.label for organization in user.organizations.all())

    @admin.display(description="角色", ordering="is_superuser")
    def role(self, user):
        return "管理员" if user.is_superuser else "工作人员"

    @admin.display(description="启用", ordering="is_active")
    def may_sign_in(self, user):
        return yes_or_no(user.is_active)

    @admin.display(description="密码")
    def password_link(self, user):
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">重设密码</a>', address)
