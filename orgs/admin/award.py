from django.contrib import admin
from django.db.models import Q

from lib.days import today
from orgs.admin.columns import GOOD, QUIET, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin
from orgs.enums import AwardKind
from orgs.models import Award

# What the yearly rule gave; a clerk may hide it or note something, and say until when it counts.
_GIVEN = ["kind", "holder", "unit", "title", "stars", "year", "since", "reason"]


class HeldFilter(StateFilter):
    states = (
        ("held", "有效", lambda: Q(pk__in=Award.objects.held().order_by().values("pk"))),
        ("over", "已到期", lambda: Q(until__lte=today())),
    )


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    list_display = ["title", "kind", "holders_name", "year", "since", "standing", "shown_to_public"]
    list_filter = [BranchFilter, HeldFilter, "kind", "is_public"]
    list_select_related = ["holder", "unit"]
    date_hierarchy = "since"
    search_fields = ["title", "holder__name", "holder__initials", "unit__name", "unit__initials"]
    search_help_text = "按荣誉名称，获评党组织、单位的名称或拼音首字母查找。"
    autocomplete_fields = ["organization", "holder", "unit"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "holder", "unit", "organization"]}),
        ("评定", {"fields": ["year", "since", "until", "reason"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    stars_fieldsets = [
        (None, {"fields": ["kind", "title", "holder", "stars", "organization"]}),
        *fieldsets[1:],
    ]
    nothing_here = "还没有荣誉。示范点和荣誉在这里录入；星级支部按公布的规则评定以后，自动列在这里。"

    def get_fieldsets(self, request, obj=None):
        is_of_stars = obj is not None and obj.kind == AwardKind.STARS
        return self.stars_fieldsets if is_of_stars else super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        is_of_stars = obj is not None and obj.kind == AwardKind.STARS
        return [*super().get_readonly_fields(request, obj), *(_GIVEN if is_of_stars else [])]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Stars are given by a year's published rule, never by hand."""
        if db_field.name == "kind":
            kwargs["choices"] = [each for each in AwardKind.choices if each[0] != AwardKind.STARS]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "organization" and field is not None:
            field.help_text = "由哪个党组织评定、管理。"
        return field

    def why_kept(self, row):
        return (
            "星级按规则评定，作为历史保留。不想公开的，去掉“对外公开”。"
            if row.kind == AwardKind.STARS
            else ""
        )

    @admin.display(description="获评")
    def holders_name(self, award):
        return str(award.held_by)

    @admin.display(description="状态")
    def standing(self, award):
        if award.since > today():
            return state("未到日期", QUIET)
        is_over = award.until and award.until <= today()
        return state("已到期", QUIET) if is_over else state("有效", GOOD)
