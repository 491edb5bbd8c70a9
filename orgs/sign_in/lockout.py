"""The door's two halves: what axes is asked and told, and the backend that judges names and passwords."""

from datetime import timedelta

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from lib.source import address_of
from orgs import audit
from orgs.enums import AuditAct, AuditResult
from orgs.models import AuditEntry, User
from orgs.sign_in import attempts, sessions


class Lockout(AxesDatabaseHandler):
    """Axes' handler with the office's rules (`attempts.py`); it keeps nothing of what was typed."""

    def is_locked(self, request, credentials=None):
        request.sign_in_refusal = attempts.why_refused(request, credentials["username"] or "")
        return bool(request.sign_in_refusal)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is not None:
            tell_refusal(request, credentials.get("username") or "", _reason(request, credentials))

    def user_logged_in(self, sender, request, user, **kwargs):
        sessions.start(request.session)
        attempts.free(user)
        attempts.remember(request, user)

    def user_logged_out(self, sender, request, user, **kwargs):
        """Told by the page."""


class ClerkBackend(AxesStandaloneBackend, ModelBackend):
    """A refused account costs as much time as a wrong password, and is told in the same words."""

    @sensitive_variables("password")
    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None:  # a program's own call: there is no source to count, and no page to tell
            return ModelBackend.authenticate(self, None, username=username, password=password)
        try:
            super().authenticate(request, username=username, password=password)
            self._charge(request, username or "")
        except PermissionDenied:
            make_password(password)
            raise
        user = ModelBackend.authenticate(self, request, username=username, password=password)
        if user is not None:
            attempts.forgive(request, username)
        return user

    @staticmethod
    def _charge(request, username):
        if not attempts.charge(request, username):
            request.sign_in_refusal = attempts.LOCKED
            raise PermissionDenied


def tell_refusal(request, username: str, detail: str) -> None:
    """One entry in the audit; of refusals without a look at the password one a minute is enough."""
    account = User.objects.filter(username=username).first()
    name = account.username if account else f"{username[:2]}***"  # may be a password in the wrong field
    told = AuditEntry.objects.filter(
        at__gte=timezone.now() - timedelta(minutes=1),
        act=AuditAct.SIGN_IN,
        address=address_of(request),
        detail=detail,
    )
    if detail == attempts.SPRAYING and told.exists():
        return
    if detail == attempts.LOCKED and told.filter(name=name).exists():
        return
    branch = account and account.organizations.order_by("path").first()
    audit.log(
        AuditAct.SIGN_IN,
        request=request,
        record=account,
        name=name,
        user_name=name,
        detail=detail,
        result=AuditResult.REFUSED,
        organization=branch,
    )


def _reason(request, credentials):
    if request.sign_in_refusal:
        return request.sign_in_refusal
    account = User.objects.filter(username=credentials.get("username")).first()
    if account is None:
        return "没有这个账号"
    if not account.is_active:
        return "账号已停用"
    if attempts.is_locked(account):
        return f"密码不对，账号锁定{settings.SIGN_IN_LOCK_MINUTES}分钟"
    return "密码不对"
