"""Pages between the password and the session; to all who gave none they only show the sign-in page."""

from functools import wraps

from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from orgs import audit
from orgs.enums import AuditAct
from orgs.sign_in import attempts, steps
from orgs.sign_in.enrolment import enrolment_of, finish
from orgs.sign_in.forms import CodeForm, EnrolForm
from orgs.sign_in.lockout import tell_refusal
from orgs.sign_in.page import page, posted
from orgs.sign_in.passwords import FirstPasswordForm


def _step(name):
    """A page of one step: (request, pending, user) → response. Out of turn, it leads to the one due."""

    def decorate(view):
        @never_cache
        @csrf_protect
        @sensitive_post_parameters()
        @wraps(view)
        def guarded(request):
            if (found := steps.pending_of(request)) is None:
                return redirect("admin:login")
            if steps.next_step(*found) != name:
                return steps.proceed(request, *found)
            return view(request, *found)

        return guarded

    return decorate


@_step(steps.CODE)
def code(request, pending, user):
    form = CodeForm(posted(request), request=request, user=user)
    if form.is_valid():
        pending.has_code = True
        return steps.proceed(request, pending, user)
    if form.is_bound and form.data.get("code"):
        tell_refusal(request, user.username, attempts.why_refused(request, user.username) or "动态口令不对")
    return page(request, "code", "输入动态口令", form)


@_step(steps.ENROL)
def enrol(request, pending, user):
    enrolment = enrolment_of(request, user)
    form = EnrolForm(posted(request), request=request, user=user, enrolment=enrolment)
    if form.is_valid():
        finish(request, user)
        pending.has_code = True
        steps.keep(request, pending)
        return page(request, "recovery_codes", "请保存备用码", codes=form.recovery_codes, go_on=steps.ON)
    return page(request, "enrol", "设置动态口令", form, enrolment=enrolment)


@_step(steps.PASSWORD)
def new_password(request, pending, user):
    form = FirstPasswordForm(user, posted(request))
    if form.is_valid():
        form.save()
        audit.log(AuditAct.PASSWORD, request=request, user=user, record=user, detail="登录时改密码")
        return steps.proceed(request, pending, user)
    return page(request, "new_password", "请先修改密码", form)


@never_cache
def go_on(request):
    """From a page that only told something, to what is due next."""
    found = steps.pending_of(request)
    return steps.proceed(request, *found) if found else redirect("admin:login")
