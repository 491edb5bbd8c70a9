"""The filter to which the start page leads: of a list's rows, those with something to do."""

from django.contrib.admin import SimpleListFilter

from lib.days import today
from orgs import todo


class TodoFilter(SimpleListFilter):
    """Offers nothing by itself; shows, and lets go, what an address chose."""

    title = "待办"
    parameter_name = "todo"

    def lookups(self, request, model_admin):
        kind = todo.asked_for(self.value(), model_admin.model)
        return [(self.value(), kind.title if kind else "没有这一类")] if self.value() else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        kind = todo.asked_for(self.value(), queryset.model)
        if kind is None:
            return queryset.none()
        find = kind.everybodys if self.value().startswith(todo.EVERYBODYS) else kind.rows
        return queryset.filter(pk__in=find(request.user, today()).order_by().values("pk"))
