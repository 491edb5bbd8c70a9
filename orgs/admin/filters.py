"""Filters beside the lists."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q

from lib.keys import is_key
from orgs.access import Action
from orgs.models import Category, Organization
from orgs.models.category import in_category


class BranchFilter(SimpleListFilter):
    """Rows of one branch, out of the user's own."""

    title = "归口党组织"
    parameter_name = "branch"

    def lookups(self, request, model_admin):
        own = list(Organization.objects.open_to(request.user, Action.VIEW).street_line())
        top = min((organization.depth for organization in own), default=1)
        # The indent is made of wide spaces, which a browser keeps.
        return [(str(o.pk), "\u3000" * (o.depth - top) + o.label) for o in own] if len(own) > 1 else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        own = Organization.objects.open_to(request.user, Action.VIEW)
        chosen = own.filter(pk=self.value()).first() if is_key(self.value()) else None
        return queryset.within(chosen) if chosen else queryset.none()


class CommunityFilter(BranchFilter):
    title = "属地"


class CategoryFilter(SimpleListFilter):
    """Categories of one kind that have rows, with those below them; subclasses name the kind."""

    title = "类别"
    parameter_name = "category"
    kind = None

    def lookups(self, request, model_admin):
        rows = model_admin.model._default_manager.visible_to(request.user).filter(category=OuterRef("pk"))
        used = Category.objects.of_kind(self.kind).filter(Exists(rows.order_by())).order_by()
        shown = Q(pk__in=used.values("pk")) | Q(pk__in=used.values("parent"))
        tree = Category.objects.filter(shown).in_tree()
        return [(str(category.pk), category.indented) for category in tree]

    def queryset(self, request, queryset):
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(in_category(chosen)) if is_key(chosen) else queryset.none()


class StateFilter(SimpleListFilter):
    """Rows by where they stand today; subclasses give (key, word, condition of the day)."""

    title = "状态"
    parameter_name = "state"
    states = ()

    def lookups(self, request, model_admin):
        return [(key, word) for key, word, _ in self.states]

    def queryset(self, request, queryset):
        conditions = {key: condition for key, _, condition in self.states}
        if self.value() is None:
            return queryset
        condition = conditions.get(self.value())
        return queryset.filter(condition()) if condition else queryset.none()
