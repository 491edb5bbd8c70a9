"""Rules of stars on the staff side: published, looked at, and awarded by once."""

from django.contrib import admin

from events.enums import StarRuleState
from events.models import StarRule
from events.workflow import stars
from lib.days import today
from orgs.admin.acts import Act, ActForm, ActsAdmin
from orgs.admin.columns import GOOD, WARN, state
from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin

_TONES = {StarRuleState.DRAFT: WARN, StarRuleState.PUBLISHED: GOOD, StarRuleState.AWARDED: GOOD}
_RULED = ["year", "text", "three_stars", "four_stars", "five_stars", "organization"]


class AwardForm(ActForm):
    """Asks nothing; shows what would become of whom."""

    def standings(self):
        return stars.standings(self.record)

    def is_early(self):
        """Points may still be earned this year, and it is awarded only once."""
        return self.record.year == today().year


def _publish(rule, user, request):
    stars.publish(rule, user, request)
    return "已公布，公众在“积分办法”页面可以看到。"


def _award(rule, user, request):
    awards = stars.award(rule, user, request)
    return f"已评定{len(awards)}个星级支部，公众在“光荣榜”可以看到。"


@admin.register(StarRule)
class StarRuleAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(stars.PUBLISH, _publish, ActForm, "公布以后，标准不能再改。"),
        Act(
            stars.AWARD,
            _award,
            AwardForm,
            "请核对下面的名单。一年只评定一次，全部一起评定；评定以后要更正的，到“星级和荣誉”里改。",
            "admin/events/starrule/standings.html",
        ),
    )
    list_display = [
        "year",
        "three_stars",
        "four_stars",
        "five_stars",
        "published_on",
        "awarded_on",
        "standing",
        "filed_under",
    ]
    list_filter = [BranchFilter]
    list_select_related = ["organization"]
    search_fields = ["text", "organization__name", "organization__initials"]
    search_help_text = "按评定办法，或归口党组织的名称、拼音首字母查找。"
    autocomplete_fields = ["organization"]
    readonly_fields = ["published_on", "awarded_on"]
    fieldsets = [
        (None, {"fields": ["year", "organization", "text"]}),
        ("标准", {"fields": ["three_stars", "four_stars", "five_stars"]}),
        ("评定", {"fields": ["published_on", "awarded_on"]}),
        (None, {"fields": ["note"]}),
    ]
    nothing_here = "还没有星级评定办法。"

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *_RULED] if obj is not None and obj.published_on else fields

    def get_fieldsets(self, request, obj=None):
        sections = super().get_fieldsets(request, obj)
        return sections if obj else [section for section in sections if section[0] != "评定"]

    def why_kept(self, row):
        return "已经公布的评定办法要留着，作为评定的依据。" if row.published_on else ""

    @admin.display(description="状态")
    def standing(self, rule):
        now = rule.state()
        return state(now.label, _TONES[now])
