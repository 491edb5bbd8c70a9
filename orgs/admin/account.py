"""What a manager does for somebody who cannot get in: end a lockout, take away a lost second factor."""

# Importing their own admin pages registers them: secrets of accounts belong on no screen.
import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from orgs import audit
from orgs.enums import AuditAct
from orgs.sign_in import attempts, second_factor

admin.site.unregister(django_otp.plugins.otp_static.admin.StaticDevice)
admin.site.unregister(django_otp.plugins.otp_totp.admin.TOTPDevice)


class AccountActs:
    """For the admin of accounts: two pages that ask once more; the field `sign_in_acts` leads there."""

    def get_urls(self):
        own = [
            path("<int:pk>/unlock/", self.admin_site.admin_view(self.unlock), name="orgs_user_unlock"),
            path(
                "<int:pk>/second-factor/",
                self.admin_site.admin_view(self.reset_second_factor),
                name="orgs_user_second_factor",
            ),
        ]
        return [*own, *super().get_urls()]

    def unlock(self, request, pk):
        user = self._account(request, pk)
        if request.method == "POST":
            attempts.free(user)
            audit.log(AuditAct.UNLOCK, request=request, record=user)
            return self._back(request, user, "已解除锁定，现在可以登录。")
        told = "连续输错密码的账号会锁定一段时间。解除后马上可以登录，请先确认是本人在登录。"
        return self._asked(request, user, "解除锁定", told)

    def reset_second_factor(self, request, pk):
        """One's own is turned off with password and code (`orgs/sign_in/account_pages.py`)."""
        user = self._account(request, pk)
        if user == request.user:
            return redirect("admin:second_factor")
        if request.method == "POST":
            second_factor.remove(user)
            audit.log(AuditAct.SECOND_FACTOR, request=request, record=user, detail="取消动态口令")
            return self._back(request, user, "已取消动态口令，本人可以重新设置。")
        told = "手机丢失或更换时使用。取消后原来的口令和备用码都作废，请先确认是本人提出的。"
        return self._asked(request, user, "取消动态口令", told)

    @admin.display(description="登录")
    def sign_in_acts(self, user):
        if user.pk is None:
            return self.get_empty_value_display()
        has_device = second_factor.device_of(user) is not None
        states = [
            "账号已锁定" if attempts.is_locked(user) else "没有锁定",
            "已设置动态口令" if has_device else "没有设置动态口令",
        ]
        acts = [("orgs_user_unlock", "解除锁定")] if attempts.is_locked(user) else []
        acts += [("orgs_user_second_factor", "取消动态口令")] if has_device else []
        links = ((reverse(f"admin:{name}", args=[user.pk]), words) for name, words in acts)
        joined = format_html_join("", ' <a href="{}">{}</a>', links)
        return format_html("{}{}", "，".join(states), joined)

    def _account(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _back(self, request, user, words):
        messages.success(request, words)
        return redirect("admin:orgs_user_change", user.pk)

    def _asked(self, request, user, act, told):
        context = {"title": act, "original": user, "opts": self.opts, "act": act, "told": told}
        return render(request, "admin/orgs/user/act.html", self.admin_site.each_context(request) | context)
