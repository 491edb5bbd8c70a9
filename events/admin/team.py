"""Teams of volunteers (志愿服务队) on the staff side."""

from django.contrib import admin
from django.db.models import Count, Q

from events.enums import VolunteerState
from events.models import VolunteerTeam
from lib.keys import is_key
from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin

_KEPT = "这支队伍还有队员，请先把他们移出队伍；不再对外介绍的，取消“对外公开”。"


class TeamFilter(admin.SimpleListFilter):
    """Volunteers of one of the user's teams."""

    title = "志愿服务队"
    parameter_name = "team"

    def lookups(self, request, model_admin):
        teams = VolunteerTeam.objects.visible_to(request.user)
        return [(str(team.pk), team.name) for team in teams]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        own = VolunteerTeam.objects.visible_to(request.user)
        chosen = own.filter(pk=self.value()) if is_key(self.value()) else own.none()
        return queryset.filter(teams__in=chosen)


@admin.register(VolunteerTeam)
class VolunteerTeamAdmin(RecordAdmin):
    list_display = ["name", "brand", "unit", "people", "shown_to_public", "filed_under"]
    list_filter = [BranchFilter, "is_public"]
    list_select_related = ["organization", "brand", "unit"]
    search_fields = ["name", "initials", "organization__name", "organization__initials"]
    search_help_text = "按名称、党组织或拼音首字母查找。"
    autocomplete_fields = ["organization", "unit"]
    ordering = ["organization__path", "name"]  # said here: counting members drops the model's own
    nothing_here = "还没有志愿服务队。"
    fieldsets = [
        (None, {"fields": ["name", "organization", "unit", "brand", "introduction"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]

    def get_queryset(self, request):
        active = Q(volunteers__status=VolunteerState.ACTIVE)
        return super().get_queryset(request).annotate(active_people=Count("volunteers", active))

    def why_kept(self, row):
        return _KEPT if row.volunteers.exists() else ""

    @admin.display(description="在册队员", ordering="active_people")
    def people(self, team):
        return team.active_people
