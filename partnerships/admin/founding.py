"""立项 on the staff side: a project out of a claim, or out of demands that were ticked in their list."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from lib.days import today, validate_past, validate_year
from lib.keys import is_key
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.access import Action, may
from orgs.admin.acts import Act, ActForm, take_once, taken_before, token_of
from orgs.models import Category, Organization
from orgs.models.category import CategoryKind
from orgs.moves import Refused
from orgs.scope import SEGMENT
from partnerships.enums import ItemKind
from partnerships.models import ListItem, Project
from partnerships.workflow import projects

MOST = 50  # demands that become one project
_LONGEST = 200


class FoundForm(ActForm):
    """What a project needs besides where it comes from; `record` is the claim or the first demand."""

    title = forms.CharField(label="项目名称", max_length=_LONGEST, validators=[validate_impersonal])
    category = forms.ModelChoiceField(Category.objects.none(), label="类别", empty_label="请选择")
    decided_on = DayField(
        label="确定日期",
        required=False,
        initial=today,
        validators=[validate_year, validate_past],
        help_text="还没有定下来的不填，即拟议，不公开也不计数。",
    )
    goal = forms.CharField(
        label="项目目标",
        required=False,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.of_kind(CategoryKind.PROJECT)
        self.fields["title"].widget.attrs["class"] = "vTextField"
        self.initial.setdefault("title", str(getattr(self.record, "item", self.record))[:_LONGEST])


class FoundFromDemandsForm(FoundForm):
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="归口党组织",
        empty_label="请选择",
        help_text="项目归这个党组织管理，也在这里统计。",
    )

    field_order = ["title", "category", "organization"]

    def __init__(self, *args, demands: Sequence[ListItem], **kwargs):
        super().__init__(*args, **kwargs)
        offered = _places(demands, self.user)
        self.fields["organization"].queryset = offered
        if len(offered) == 1:
            self.initial.setdefault("organization", offered[0].pk)
        if len(demands) > 1 and "title" not in self.data:
            self.initial["title"] = f"{demands[0]}等{len(demands)}项需求"[:_LONGEST]


def _places(demands, user):
    """Where the demands are filed and what stands above them, of where the user may file a project."""
    paths = {demand.organization.path for demand in demands}
    above = {path[:end] for path in paths for end in range(SEGMENT, len(path) + 1, SEGMENT)}
    return projects.places_of(user).filter(path__in=above).order_by("path")


def _project_page(key):
    return HttpResponseRedirect(reverse("admin:partnerships_project_change", args=[key]))


def _told(request, project):
    words = f"已立项：{project}。请核对参与方和内容，录好后发布。"
    messages.success(request, words)
    return _project_page(project.pk)


def _found(claim, user, request, *, title, category, **asked):
    return _told(
        request, projects.make(title, category, claim.organization, user, request, claims=[claim], **asked)
    )


FOUNDING = (
    Act(
        projects.FOUND,
        _found,
        FoundForm,
        "认领的单位会成为参与方，牵头的仍牵头；需求会记作由这个项目回应。",
        fits=lambda claim: claim.project_id is None,
    ),
)


class FoundsProjects:
    """Mixed into the admin of demands, before the others."""

    @admin.action(description="用选中的需求立项", permissions=["change"])
    def found_project(self, request, queryset):
        if not may(request.user, Action.ADD, Project):
            raise PermissionDenied
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, f"一次最多用{MOST}项需求立项，请少选几项。", messages.ERROR)
            return None
        query = urlencode({"demand": keys}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:partnerships_project_found')}?{query}")


def found_view(model_admin, request: HttpRequest) -> HttpResponse:
    """The page that makes a project of the demands in its address."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    demands = _demands_in_address(request)
    if (key := taken_before(request)) is not None:
        return _project_page(key)
    form = FoundFromDemandsForm(request.POST or None, record=demands[0], user=request.user, demands=demands)
    if form.is_valid():
        asked = {"user": request.user, "request": request, "demands": demands, **form.cleaned_data}
        try:
            key = take_once(request, demands[0], lambda: projects.make(**asked))
            return _told(request, Project.objects.get(pk=key))
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": projects.FOUND.word,
        "opts": model_admin.opts,
        "record": "、".join(str(demand) for demand in demands),
        "act": Act(projects.FOUND, _found, guide="选中的需求会记作由这个项目回应，从今天算起。"),
        "form": form,
        "act_token": token_of(request),
        "media": model_admin.media + form.media,
        "return_address": reverse("admin:partnerships_demand_changelist"),
    }
    return TemplateResponse(request, "admin/partnerships/project/found.html", context)


def _demands_in_address(request):
    """All of them, or 404: nobody makes a project of what they do not see."""
    keys = set(request.GET.getlist("demand")[:MOST])
    seen = ListItem.objects.visible_to(request.user).of_kind(ItemKind.DEMAND)
    chosen = seen.filter(pk__in=[key for key in keys if is_key(key)])
    demands = list(chosen.select_related("organization").order_by("pk"))
    if not demands or len(demands) != len(keys):
        raise Http404
    return demands
