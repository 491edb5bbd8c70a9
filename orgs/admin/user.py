"""Staff accounts: one simple form makes one.

Superusers (系统管理员) keep all of them; who manages a branch keeps those that work only there.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from orgs.admin.account import AccountActs
from orgs.admin.assignment import AssignmentInline
from orgs.admin.columns import joined, yes_or_no
from orgs.admin.editions import TwoEditors
from orgs.admin.filters import StateFilter
from orgs.admin.forged import OwnRows, UnforgedForm, log_forged
from orgs.admin.lookups import OwnLookups
from orgs.admin.rights import RecordRights
from orgs.admin.setting import PlainTitles
from orgs.enums import Role
from orgs.models import Assignment, User
from orgs.sign_in.passwords import ChosenPassword

# Importing Django's admin of accounts registers its groups, which mean nothing here.
admin.site.unregister(Group)


# Only superusers see and set these.
_SUPERUSERS_OWN = ("is_staff", "is_superuser")
# Django's words for its columns, as an office puts them: label, help.
_WORDS = {
    "username": ("用户名", "登录时填的名字，用字母或数字，如姓名的拼音。"),
    "is_active": ("启用", "不勾选，这个账号马上不能再用，经手的记录都保留。"),
    "is_staff": ("工作人员", "不勾选，不能进入工作台。"),
    "is_superuser": ("系统管理员", "看得到全部记录，可以管理全部用户和设置。普通工作人员不勾选。"),
}
_OWN_DOOR = "不能停用自己的账号，也不能取消自己的登录和管理权限。请让其他管理人员来改。"


class NewUserForm(UnforgedForm, ChosenPassword, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "display_name", "is_superuser"]

    def save(self, commit=True):
        """Whoever gets an account here is staff, and chooses another password at once."""
        self.instance.is_staff = self.instance.must_change_password = True
        return super().save(commit)


class ChangedUserForm(UnforgedForm, UserChangeForm):
    # Django's own shows how the password is kept; its words are not for an office.
    password = None
    acting: User  # who edits; set by the admin

    def clean(self):
        """Nobody locks the door behind oneself."""
        cleaned = super().clean()
        if self.instance == self.acting:
            for name in ("is_active", "is_staff", "is_superuser"):
                if getattr(self.acting, name) and cleaned.get(name) is False:
                    self.add_error(name, _OWN_DOOR)
        return cleaned


class NewPasswordForm(ChosenPassword, SetPasswordForm):
    """Django's page for superusers asks whether the account keeps a password; here each does, and what
    somebody else chose is good for one sign-in.
    """

    required_css_class = "required"

    def clean(self):
        return super().clean() | {"set_usable_password": True}  # nosec B105

    def save(self, commit=True):
        self.user.must_change_password = True
        return super().save(commit)


class EnabledFilter(StateFilter):
    """By the word of the column; Django's own says 有效."""

    title = "启用"
    parameter_name = "is_active__exact"
    states = (("1", "是", lambda: Q(is_active=True)), ("0", "否", lambda: Q(is_active=False)))


@admin.register(User)
class UserAdmin(AccountActs, OwnRows, TwoEditors, RecordRights, OwnLookups, PlainTitles, DjangoUserAdmin):
    """Accounts are switched off, never deleted: their entries in the history must keep their name."""

    form = ChangedUserForm
    add_form = NewUserForm
    add_form_template = "admin/change_form.html"
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/orgs/user/password.html"  # nosec B105
    list_display = ["username", "display_name", "branches", "role", "may_sign_in", "last_login"]
    list_filter = [EnabledFilter, "assignments__role", "is_superuser"]
    search_fields = ["username", "display_name", "organizations__name", "organizations__initials"]
    search_help_text = "按用户名、姓名、所在党组织查找。"
    filter_horizontal = []
    readonly_fields = ["password_link", "sign_in_acts", "last_login", "date_joined"]
    inlines = [AssignmentInline]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    add_fieldsets = [
        (None, {"fields": ["username", "display_name"]}),
        (
            "初始密码",
            {"fields": ["password1", "password2"], "description": "只用一次：本人登录后要先改成自己的。"},
        ),
        ("权限", {"fields": ["is_superuser"], "description": "在下面的“所在党组织”里选择范围和角色。"}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "display_name", "password_link", "sign_in_acts"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        assignments = Assignment.objects.select_related("organization").order_by("organization__path")
        return self.rows_seen_by(request.user).prefetch_related(Prefetch("assignments", assignments))

    def rows_seen_by(self, user):
        return user.managed_accounts()

    def rows_open_to(self, user, action):
        return user.managed_accounts()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_list_filter(self, request):
        return self.list_filter if request.user.is_superuser else self.list_filter[:-1]

    def get_fieldsets(self, request, obj=None):
        """Who is a superuser, or no staff, is for superusers to say."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if request.user.is_superuser else _without(_SUPERUSERS_OWN, fieldsets)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.acting = request.user
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in _WORDS:
            field.label, field.help_text = _WORDS[db_field.name]
        return field

    def response_add(self, request, obj, post_url_continue=None):
        told = "请把用户名和初始密码告诉本人，本人第一次登录时要改成自己的密码。"
        if not (obj.is_superuser or obj.assignments.exists()):
            told = "这个账号还不能登录：请在页面最下面选择所在党组织和角色，再保存。"
        self.message_user(request, told, messages.WARNING)
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if request.method == "POST":
            rows = [form for each in context["inline_admin_formsets"] for form in each.formset.forms]
            log_forged(request, [context["adminform"].form, *rows], obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="所在党组织")
    def branches(self, user):
        """金家岭街道（查看）、石老人社区（录入）"""
        held = user.assignments.all()
        return joined(f"{each.organization.label}（{each.get_role_display()}）" for each in held)

    @admin.display(description="角色", ordering="is_superuser")
    def role(self, user):
        if user.is_superuser:
            return "系统管理员"
        held = {each.role for each in user.assignments.all()}
        return joined(role.label for role in Role if role in held)

    @admin.display(description="启用", ordering="is_active")
    def may_sign_in(self, user):
        return yes_or_no(user.is_active)

    def user_change_password(self, request, id, form_url=""):
        """One's own is changed where the old one is asked for: an open session must not be enough."""
        if self.get_object(request, unquote(id)) == request.user:  # the key may be written 007
            return redirect("admin:password_change")
        return super().user_change_password(request, id, form_url)

    @admin.display(description="密码")
    def password_link(self, user):
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">重设密码</a>', address)


def _without(names, fieldsets):
    """Fieldsets that lack these fields; those left empty are left out."""
    kept = [
        (title, options | {"fields": [name for name in options["fields"] if name not in names]})
        for title, options in fieldsets
    ]
    return [(title, options) for title, options in kept if options["fields"]]
