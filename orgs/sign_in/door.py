"""The sign-in page itself."""

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError

from orgs.sign_in import steps
from orgs.sign_in.lockout import tell_refusal


class ClerkAuthenticationForm(AdminAuthenticationForm):
    """All that is wrong with a name and a password is told in the same words, a locked account too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.errors:  # the summary takes the focus
            self.fields["username"].widget.attrs.pop("autofocus", None)

    def get_invalid_login_error(self):
        times, minutes = settings.SIGN_IN_ATTEMPTS, settings.SIGN_IN_LOCK_MINUTES
        return ValidationError(
            "用户名或密码不对，请重新输入。密码区分大小写。"
            f"同一账号连续输错{times}次，要等{minutes}分钟才能再登录，或者请管理人员解除锁定。",
            code="invalid_login",
        )

    def confirm_login_allowed(self, user):
        if user.is_clerk:
            return
        tell_refusal(self.request, user.username, "没有分配所在党组织")
        if not user.is_staff:
            raise self.get_invalid_login_error()
        raise ValidationError("这个账号还没有分配所在党组织，请联系管理员。", code="no_branch")


class SignInView(LoginView):
    authentication_form = ClerkAuthenticationForm
    template_name = "admin/login.html"
    next_page = "admin:index"

    def form_valid(self, form):
        return steps.begin(self.request, form.get_user(), self.get_success_url())
