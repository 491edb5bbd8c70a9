from django.contrib import admin

from lib.days import today
from orgs.admin.columns import BAD, GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin
from orgs.enums import ApplicationState
from orgs.models import NewSectorApplication
from orgs.models.application import ADVISED_LEVELS, advised_level

_TONES = {
    ApplicationState.APPROVED: GOOD,
    ApplicationState.REFUSED: BAD,
    ApplicationState.FUTURE: QUIET,
}


def _at(*states):
    return NewSectorApplication.STEPS.condition(today(), *states)


class ApplicationStateFilter(StateFilter):
    states = (
        ("future", "未提出", lambda: _at(ApplicationState.FUTURE)),
        (
            "open",
            "审批中",
            lambda: _at(ApplicationState.APPLIED, ApplicationState.VERIFIED, ApplicationState.REVIEWED),
        ),
        ("approved", "已批复", lambda: _at(ApplicationState.APPROVED)),
        ("refused", "未通过", lambda: _at(ApplicationState.REFUSED)),
    )


@admin.register(NewSectorApplication)
class NewSectorApplicationAdmin(RecordAdmin):
    """The fieldsets follow the order of the office's procedure, step by step."""

    list_display = ["proposed_name", "unit", "party_member_count", "applied_on", "standing", "filed_under"]
    list_filter = [BranchFilter, ApplicationStateFilter]
    list_select_related = ["unit", "organization"]
    date_hierarchy = "applied_on"
    search_fields = ["proposed_name", "unit__name", "unit__initials"]
    search_help_text = "按拟设党组织、申请单位的名称或拼音首字母查找。"
    autocomplete_fields = ["organization", "unit", "founded"]
    readonly_fields = ["advice"]
    fieldsets = [
        (
            "一、提出申请",
            {"fields": ["unit", "organization", "party_member_count", "advice", "proposed_level"]},
        ),
        (None, {"fields": ["proposed_name", "applied_on"]}),
        ("二、管区核验", {"fields": ["verified_on"]}),
        ("三、管区（社区）联合初审", {"fields": ["reviewed_on"]}),
        ("四、街道批复", {"fields": ["approved_on", "founded"]}),
        ("不予通过", {"fields": ["refused_on", "refusal_reason"]}),
        (None, {"fields": ["note"]}),
    ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "proposed_level":
            field.choices = [choice for choice in field.choices if choice[0] in ("", *ADVISED_LEVELS)]
        return field

    @admin.display(description="建议类别")
    def advice(self, application):
        rule = "党员不足3名设联合党支部，3名以上设党支部，50名以上设党总支，100名以上设党委。"
        if application is None or application.party_member_count is None:
            return rule
        return f"{advised_level(application.party_member_count).label}（{rule}）"

    @admin.display(description="进度")
    def standing(self, application):
        now = application.state()
        return state(now.label, _TONES.get(now, WARN))
