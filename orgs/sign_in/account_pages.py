"""What signed-in staff do with their own account: its second factor, its password, and what they typed before
their session ran out.
"""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.debug import sensitive_post_parameters

from orgs import audit
from orgs.enums import AuditAct
from orgs.sign_in import second_factor, typed
from orgs.sign_in.enrolment import enrolment_of, finish
from orgs.sign_in.forms import ConfirmForm, SignedInEnrolForm
from orgs.sign_in.page import page, posted
from orgs.sign_in.passwords import OwnPasswordForm

_OWN = "admin:second_factor"


@sensitive_post_parameters()
def own_second_factor(request):
    """Whether it is on; turned off and given new recovery codes with password and code."""
    user = request.user
    device = second_factor.device_of(user)
    is_required = second_factor.is_required(user)
    form = ConfirmForm(posted(request), request=request, user=user) if device else None
    if form and form.is_valid():
        if "renew" in request.POST:
            return _renew(request, user)
        if not is_required:
            return _turn_off(request, user)
        messages.error(request, "您所在的党组织要求使用动态口令，不能关闭。")
    context = {
        "device": device,
        "is_required": is_required,
        "codes_left": second_factor.recovery_codes_left(user),
    }
    return page(request, "second_factor", "动态口令", form, **context)


@sensitive_post_parameters()
def own_enrolment(request):
    user = request.user
    if second_factor.device_of(user):
        return redirect(_OWN)
    enrolment = enrolment_of(request, user)
    form = SignedInEnrolForm(posted(request), request=request, user=user, enrolment=enrolment)
    if form.is_valid():
        finish(request, user)
        return _codes(request, form.recovery_codes)
    return page(request, "second_factor_enrol", "设置动态口令", form, enrolment=enrolment)


def typed_again(request):
    """What was typed when the session had run out, to be sent again with one press."""
    kept = typed.of(request)
    return page(request, "typed", "登录前填写的内容", kept=kept) if kept else redirect("admin:index")


class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        response = super().form_valid(form)
        audit.log(AuditAct.PASSWORD, request=self.request, record=self.request.user)
        return response


def _renew(request, user):
    codes = second_factor.renew_recovery_codes(user)
    audit.log(AuditAct.SECOND_FACTOR, request=request, record=user, detail="重新生成备用码")
    return _codes(request, codes)


def _turn_off(request, user):
    second_factor.remove(user)
    audit.log(AuditAct.SECOND_FACTOR, request=request, record=user, detail="关闭动态口令")
    messages.success(request, "已关闭动态口令，以后登录只要密码。")
    return redirect(_OWN)


def _codes(request, codes):
    return page(request, "own_recovery_codes", "请保存备用码", codes=codes, go_on=_OWN)
