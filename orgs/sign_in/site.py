"""The part of the staff site that lets people in and out."""

from functools import update_wrapper

from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from orgs import audit
from orgs.enums import AuditAct
from orgs.sign_in import account_pages, sessions, typed, views
from orgs.sign_in.door import SignInView


class SignInSite:
    """Mixed into the admin site."""

    def get_urls(self):
        return [*self._door(), *super().get_urls()]

    def admin_view(self, view, cacheable=False):
        """What is posted after the session ran out is kept for its owner, and let go once sent again."""
        shown = super().admin_view(view, cacheable)

        def kept(request, *args, **kwargs):
            if request.method == "POST":
                (typed.settle if self.has_permission(request) else typed.keep)(request)
            return shown(request, *args, **kwargs)

        return update_wrapper(kept, shown)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        own = {"title": "登录", "subtitle": None, "app_path": request.get_full_path()}
        own["username"] = request.user.get_username()
        own["has_run_out"] = sessions.owner_of(request) is not None
        own["keeps_typed"] = typed.is_kept(request)
        context = self.each_context(request) | own | (extra_context or {})
        return SignInView.as_view(extra_context=context)(request)

    def logout(self, request, extra_context=None):
        if request.method == "POST":
            audit.log(AuditAct.SIGN_OUT, request=request)
        return super().logout(request, extra_context)

    def password_change(self, request, extra_context=None):
        context = self.each_context(request) | (extra_context or {})
        return account_pages.OwnPasswordView.as_view(extra_context=context)(request)

    def _door(self):
        """Pages on the way in, open to whoever gave the right password, and those of signed-in staff."""
        return [
            path("login/code/", views.code, name="sign_in_code"),
            path("login/second-factor/", views.enrol, name="sign_in_enrol"),
            path("login/new-password/", views.new_password, name="sign_in_password"),
            path("login/go-on/", views.go_on, name="sign_in_go_on"),
            path("second-factor/", self.admin_view(account_pages.own_second_factor), name="second_factor"),
            path(
                "second-factor/new/",
                self.admin_view(account_pages.own_enrolment),
                name="second_factor_enrol",
            ),
            path("typed/", self.admin_view(account_pages.typed_again), name="typed"),
        ]
