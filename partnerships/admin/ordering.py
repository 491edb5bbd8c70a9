"""点单 on the staff side: the menu of all services that can be ordered, those of other branches too."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from lib.days import today, validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.access import Action, may
from orgs.admin.acts import Act, ActForm, take_once, taken_before, token_of
from orgs.admin.choices import choices_for, own_place
from orgs.admin.chooser import Chooser
from orgs.enums import ReviewState
from orgs.listing import Pager
from orgs.models import Organization, User
from orgs.moves import Move, Refused
from orgs.templatetags.orgs_names import public_name
from partnerships.enums import ClaimOrigin, ItemKind, ItemState
from partnerships.models import Claim, ListItem, Service
from partnerships.rows import item_rows
from partnerships.tallies import tally
from partnerships.workflow import claims

_PLACE = Claim._meta.get_field("organization")
_AT_ONCE = 20
_WORDS = 6


class OrderForm(ActForm):
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="点单党组织",
        widget=Chooser(_PLACE, admin.site),
        help_text="由它评单，点单也在它名下统计。",
    )
    wanted = forms.CharField(
        label="具体要求",
        required=False,
        max_length=1000,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="什么时间、什么地点、多少人；不写居民的姓名和住址。",
    )
    due_on = DayField(label="希望办好的日期", required=False, validators=[validate_year])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        field.queryset = choices_for(_PLACE, self.user)
        field.error_messages["invalid_choice"] = "没有这个党组织，或不在您的管理范围内，请重新选择。"
        own = own_place(Claim, self.user)
        self.initial.setdefault("organization", own.pk if own else None)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < today():
            raise forms.ValidationError("希望办好的日期不能早于今天，请改成以后的日期。")
        return day


class OrderingPages:
    """Mixed into the admin of services: /menu/ and /menu/<service>/."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("menu/", wrap(require_safe(self.menu_view)), name="partnerships_service_menu"),
            path("menu/<int:pk>/", wrap(self.order_view), name="partnerships_service_order"),
            *super().get_urls(),
        ]

    def menu_view(self, request: HttpRequest) -> HttpResponse:
        _must_order(request.user)
        words = request.GET.get("q", "").replace("\0", "").strip()
        services = item_rows(_found(orderable(request.user), words)).as_menu()
        page = Paginator(services, _AT_ONCE).get_page(request.GET.get("page"))
        tally(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "title": "服务菜单",
            "opts": self.opts,
            "rows": page.object_list,
            "pager": Pager.of(page, request),
            "words": words,
        }
        return TemplateResponse(request, "admin/partnerships/service/menu.html", context)

    def order_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        _must_order(request.user)
        rows = orderable(request.user).select_related("organization", "unit", "category")
        service = get_object_or_404(rows, pk=pk)
        data = (request.POST,) if request.method == "POST" else ()
        form = OrderForm(*data, record=service, user=request.user)
        if key := taken_before(request) or _ordered(form, service, request):
            self.message_user(request, f"已点单，等{public_name(service.party)}接单。")
            return HttpResponseRedirect(reverse("admin:partnerships_claim_change", args=[key]))
        context = {
            **self.admin_site.each_context(request),
            "title": _ORDER.move.word,
            "opts": self.opts,
            "record": service,
            "act": _ORDER,
            "form": form,
            "act_token": token_of(request),
            "media": self.media + form.media,
            "return_address": reverse("admin:partnerships_service_menu"),
        }
        return TemplateResponse(request, "admin/partnerships/service/order.html", context)

    def acts_open_to(self, request, record):
        """Ordering is no verb of the service, but begins on its form, too."""
        acts = super().acts_open_to(request, record)
        if may(request.user, Action.ADD, Claim) and orderable(request.user).filter(pk=record.pk).exists():
            acts.append((_ORDER.move.word, reverse("admin:partnerships_service_order", args=[record.pk])))
        return acts


def _ordered(form, service, request):
    """The claim's key; None when nothing was sent, or it was refused: the words are then on the form."""
    if not form.is_valid():
        return None
    asked = dict(form.cleaned_data)
    organization = asked.pop("organization")
    try:
        return take_once(
            request, service, lambda: claims.order(service, organization, request.user, request, **asked)
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


# Drawn like a verb of the service, but what it makes is a claim of the ordering side.
_ORDER = Act(
    Move("order", ClaimOrigin.ORDERED.label, (ItemState.OPEN, ItemState.STALE), Action.ADD),
    _ordered,
    OrderForm,
    template="admin/partnerships/service/ordered.html",
)


def orderable(user: User) -> QuerySet[ListItem]:
    """Services that the user may order: what residents see too, and what is published in own branches."""
    own = Service.objects.visible_to(user).filter(review=ReviewState.PUBLISHED).order_by().values("pk")
    public = ListItem.objects.public().of_kind(ItemKind.SERVICE).order_by().values("pk")
    return ListItem.objects.usable().filter(Q(pk__in=public) | Q(pk__in=own))


def _found(services, words):
    """All of the words, each in the title, the category or the public name of who offers it."""
    for word in words.split()[:_WORDS]:
        named = Q(unit__name__icontains=word, unit__is_public=True)
        named |= Q(unit=None, organization__name__icontains=word, organization__is_public=True)
        found = Q(title__icontains=word) | Q(category__name__icontains=word) | named
        services = services.filter(found | Q(initials__icontains=word.lower()))
    return services


def _must_order(user):
    if not may(user, Action.ADD, Claim):
        raise PermissionDenied
