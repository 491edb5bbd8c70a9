"""谢绝 of many claims at once: whoever fills all places with made-up names is cleared away in a minute."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from lib.keys import is_key
from orgs.access import may
from orgs.admin.acts import Act, ReasonForm, token_of
from partnerships.enums import ClaimState
from partnerships.models import Claim
from partnerships.workflow import claims

MOST = 200  # at once; their keys stand in the address
_GUIDE = "谢绝以后名额都空出来，别的单位可以认领。原因会给填报的单位看。"


class DeclinesMany:
    """Mixed into the admin of claims, before the others."""

    actions = ("decline_selected",)

    def get_urls(self):
        view = self.admin_site.admin_view(self.decline_view)
        return [path("decline/", view, name="partnerships_claim_decline"), *super().get_urls()]

    @admin.action(description="谢绝选中的认领", permissions=["change"])
    def decline_selected(self, request: HttpRequest, queryset) -> HttpResponse | None:
        waiting = _waiting(request.user).filter(pk__in=queryset.order_by().values("pk"))
        keys = list(waiting.values_list("pk", flat=True)[: MOST + 1])
        if not keys:
            words = "选中的都不是等您确认的，没有动。已经确认的，请打开以后用“退回”。"
            self.message_user(request, words, messages.WARNING)
            return None
        if len(keys) > MOST:
            self.message_user(request, f"一次最多谢绝{MOST}项，请少选一些。", messages.ERROR)
            return None
        query = urlencode({"claim": keys}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:partnerships_claim_decline')}?{query}")

    def decline_view(self, request: HttpRequest) -> HttpResponse:
        if not may(request.user, claims.DECLINE.needs, Claim):
            raise PermissionDenied
        chosen = self._claims_in_address(request)
        form = ReasonForm(request.POST or None, record=chosen[0], user=request.user)
        if form.is_valid():
            rows = Claim.objects.filter(pk__in=[claim.pk for claim in chosen])
            done = claims.decline_all(rows, request.user, request, **form.cleaned_data)
            return self._told(request, done, len(chosen))
        context = {
            **self.admin_site.each_context(request),
            "title": claims.DECLINE.word,
            "opts": self.opts,
            "record": f"{len(chosen)}项认领",
            "claims": chosen,
            "act": Act(
                claims.DECLINE, claims.decline, ReasonForm, _GUIDE, "admin/partnerships/claim/these.html"
            ),
            "form": form,
            "act_token": token_of(request),
            "media": self.media + form.media,
            "return_address": reverse("admin:partnerships_claim_changelist"),
        }
        return TemplateResponse(request, "admin/partnerships/claim/decline.html", context)

    def _claims_in_address(self, request):
        """Of those that the user sees; what is declined meanwhile stays on the page until it is sent."""
        keys = [key for key in request.GET.getlist("claim")[:MOST] if is_key(key)]
        chosen = list(self.get_queryset(request).filter(pk__in=keys).order_by("pk"))
        if not chosen:
            raise Http404
        return chosen

    def _told(self, request, done, chosen):
        words = [f"已谢绝{done}项，名额空了出来"] if done else []
        words += [f"{chosen - done}项不是等您确认的，没有动"] if chosen > done else []
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, "；".join(words) + "。", level)
        return HttpResponseRedirect(reverse("admin:partnerships_claim_changelist"))


def _waiting(user):
    rows = Claim.objects.open_to_both_sides(user, claims.DECLINE.needs)
    return rows.filter(status=ClaimState.PENDING).order_by("pk")
