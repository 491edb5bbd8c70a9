"""The staff side: Django's admin with the office's menus, start page and words."""

from functools import partial

from django.apps import apps
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.i18n import JavaScriptCatalog

from events.models import Activity
from jiedao.context import office_of
from jiedao.import_index import batch_address, import_index, may_import
from jiedao.menus import MENUS, Menu
from jiedao.reports.views import monthly_report
from jiedao.today.changes import last_changes
from jiedao.today.headline import headline
from jiedao.today.signups import signups_of_day
from lib.days import today
from orgs.access import Action, may
from orgs.models import Unit
from orgs.personal import views as personal
from orgs.scope import Stamped
from orgs.sign_in.site import SignInSite
from partnerships.models import Agreement, Demand, Problem, Project, Resource, Service

# What a clerk enters most, offered on the start page: (words, model, URL name).
_COMMON = (
    ("录入协议", Agreement, "admin:partnerships_agreement_add"),
    ("录入单位", Unit, "admin:orgs_unit_add"),
    ("录入资源", Resource, "admin:partnerships_resource_add"),
    ("录入需求", Demand, "admin:partnerships_demand_add"),
    ("录入服务", Service, "admin:partnerships_service_add"),
    ("录入项目", Project, "admin:partnerships_project_add"),
    ("录入问题", Problem, "admin:partnerships_problem_add"),
    ("录入活动", Activity, "admin:events_activity_add"),
)


class StaffSite(SignInSite, admin.AdminSite):
    index_title = "今日工作"
    index_template = "admin/index.html"
    site_url = "/"
    empty_value_display = "—"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Rows are deleted one by one, each after a look at what goes with it.
        self.disable_action("delete_selected")

    def has_permission(self, request):
        return getattr(request.user, "is_clerk", False)

    def each_context(self, request):
        name = self._name(request)
        own = {"site_header": name, "site_title": name, "branch": self._branch(request)}
        return super().each_context(request) | own

    def get_app_list(self, request, app_label=None):
        """The menus, with what the user may open; `app_label` is Django's and means nothing here."""
        if not self.has_permission(request):
            return []
        entries = {}
        for app in self._build_app_dict(request).values():
            entries |= {entry["model"]._meta.label: entry for entry in app["models"]}
        menus = (self._menu(request.user, menu, entries) for menu in MENUS)
        return [menu for menu in menus if menu["models"]]

    def get_urls(self):
        own = [
            path("monthly-report/", self.admin_view(monthly_report), name="monthly_report"),
            path("imports/", self.admin_view(import_index), name="import_index"),
            path("personal/", self.admin_view(personal.personal_data), name="personal"),
            path("personal/export/", self.admin_view(personal.personal_export), name="personal_export"),
            path("personal/erase/", self.admin_view(personal.personal_erase), name="personal_erase"),
        ]
        # `r/…` finds any record's public page by its key: strangers would learn which keys exist.
        return [*own, *(each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site")]

    def i18n_javascript(self, request, extra_context=None):
        """With our words over Django's: its calendar heads the days with M T W T F S S."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "jiedao"])(request)

    def autocomplete_view(self, request):
        from orgs.admin.choices import ScopedAutocompleteView  # registers, which needs this class

        return ScopedAutocompleteView.as_view(admin_site=self)(request)

    def app_index(self, request, app_label, extra_context=None):
        """Apps mean nothing to the office."""
        return redirect("admin:index")

    def index(self, request, extra_context=None):
        from jiedao.today.board import board  # leads to acts, whose admin registers: that needs this class
        from jiedao.today.places import places

        at, branch = today(), self._branch(request)
        scoped = [m for m in self._registry if issubclass(m, Stamped) and may(request.user, Action.VIEW, m)]
        context = {
            "today": at,
            "headline": headline(branch, at),
            "signups": signups_of_day(request.user, at),
            "groups": board(request.user),
            "places": places(request.user, branch),
            "changes": last_changes(request.user, scoped, partial(batch_address, request)),
            "common": [
                (words, reverse(name)) for words, m, name in _COMMON if may(request.user, Action.ADD, m)
            ],
            "may_import": may_import(request),
        }
        return super().index(request, context | (extra_context or {}))

    def _branch(self, request):
        """The organisation that the user works for: the first of several, the office for a superuser."""
        if not self.has_permission(request):
            return None
        if not hasattr(request, "branch"):
            own = request.user.organizations.order_by("path").first()
            request.branch = own or (office_of(request) if request.user.is_superuser else None)
        return request.branch

    def _name(self, request):
        branch = self._branch(request) or office_of(request)
        return f"{branch.name} · 共建工作台" if branch else "共建工作台"

    def _menu(self, user, menu: Menu, entries):
        models = [entries[label] for label in menu.models if label in entries]
        links = [
            {
                "name": words,
                "object_name": name,
                "admin_url": reverse(name),
                "add_url": None,
                "view_only": True,
            }
            for words, name, action in menu.links
            if any(may(user, action, apps.get_model(label)) for label in menu.models)
        ]
        return {
            "name": menu.name,
            "app_label": menu.key,
            "app_url": reverse("admin:index"),
            "has_module_perms": True,
            "models": [*models, *links],
        }
