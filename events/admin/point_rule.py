"""Rules of points on the staff side: drafts are changed, published ones are only ended."""

from django.contrib import admin
from django.db.models import F, Q

from events.enums import PointRuleState
from events.models import PointRule
from events.workflow import point_rules
from lib.days import today, validate_year
from lib.moments import DayField
from orgs.admin.acts import Act, ActForm, ActsAdmin
from orgs.admin.columns import GOOD, QUIET, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin

_TONES = {PointRuleState.DRAFT: WARN, PointRuleState.COMING: WARN, PointRuleState.IN_FORCE: GOOD}
_NEVER_HELD = Q(ends_on__lte=F("published_on"))


class RuleStateFilter(StateFilter):
    states = (
        ("draft", "草稿", lambda: Q(published_on=None)),
        ("coming", "尚未生效", lambda: Q(published_on__gt=today()) & ~Q(ends_on__lte=F("published_on"))),
        (
            "in_force",
            "生效中",
            lambda: Q(published_on__lte=today()) & (Q(ends_on=None) | Q(ends_on__gt=today())),
        ),
        ("ended", "已停止", lambda: Q(ends_on__lte=today()) | _NEVER_HELD),
    )


class PublishForm(ActForm):
    on = DayField(label="从哪天起", initial=today, validators=[validate_year], help_text="不能早于今天。")


def _publish(rule, user, request, **asked):
    point_rules.publish(rule, user, request, **asked)
    return "已公布，公众在“积分办法”页面可以看到。" if rule.published_on <= today() else "已公布，到时生效。"


def _end(rule, user, request, **asked):
    point_rules.end(rule, user, request, **asked)
    return "已停止。以前按它记的积分不变。"


@admin.register(PointRule)
class PointRuleAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(
            point_rules.PUBLISH,
            _publish,
            PublishForm,
            "公布以后，分值、事项和说明都不能再改，要改只能停止以后另立一条。这一天以前做的事不按它加分。",
        ),
        Act(point_rules.END, _end, PublishForm, "这一天起做的事不再按它加分，以前记的积分不变。"),
    )
    list_display = ["text", "line", "event", "points", "published_on", "ends_on", "standing", "filed_under"]
    list_filter = [BranchFilter, RuleStateFilter, "line", "event"]
    list_select_related = ["organization"]
    search_fields = ["text", "organization__name", "organization__initials"]
    search_help_text = "按说明，或归口党组织的名称、拼音首字母查找。"
    autocomplete_fields = ["organization"]
    fieldsets = [
        (None, {"fields": ["line", "event", "points", "text", "organization"]}),
        ("公布", {"fields": ["published_on", "ends_on"]}),
        (None, {"fields": ["note"]}),
    ]
    readonly_fields = ["published_on", "ends_on"]
    nothing_here = "还没有积分规则。录入一条，公布以后才按它加分。"

    def get_readonly_fields(self, request, obj=None):
        """Everything but the note, once it was published."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is not None and obj.published_on:
            fields += ["line", "event", "points", "text", "organization"]
        return fields

    def get_fieldsets(self, request, obj=None):
        sections = super().get_fieldsets(request, obj)
        return sections if obj else [section for section in sections if section[0] != "公布"]

    def why_kept(self, row):
        return "已经公布的规则要留着，作为加分的依据。不再使用的，请点“停止”。" if row.published_on else ""

    @admin.display(description="状态")
    def standing(self, rule):
        now = rule.state()
        return state(now.label, _TONES.get(now, QUIET))
