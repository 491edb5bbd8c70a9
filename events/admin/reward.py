"""Rewards on the staff side. Stock is written by verbs alone: a form that was opened before the last
redemption would put back what is gone.
"""

from django.contrib import admin
from django.db.models import Q

from events.admin.point_forms import CountForm, StockForm
from events.enums import RewardState
from events.models import Reward
from events.workflow import rewards
from orgs.admin.acts import Act, ActsAdmin
from orgs.admin.columns import GOOD, WARN, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin

_TONES = {RewardState.IN_STOCK: GOOD, RewardState.OUT_OF_STOCK: WARN}


class StockFilter(StateFilter):
    states = (
        (RewardState.IN_STOCK.value, RewardState.IN_STOCK.label, lambda: Q(stock__gt=0)),
        (RewardState.OUT_OF_STOCK.value, RewardState.OUT_OF_STOCK.label, lambda: Q(stock=0)),
    )


def _stock_in(reward, user, request, **asked):
    rewards.stock_in(reward, user, request, **asked)
    return f"已入库，现在有{reward.stock}件。"


def _count(reward, user, request, **asked):
    rewards.count(reward, user, request, **asked)
    return f"已登记盘点，现在有{reward.stock}件。"


@admin.register(Reward)
class RewardAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(rewards.STOCK_IN, _stock_in, StockForm, "原因写来源，如“某单位捐赠”。"),
        Act(rewards.COUNT, _count, CountForm, "以实物清点的件数为准，原因写盘盈、盘亏、损坏等。"),
    )
    list_display = ["name", "points", "stock", "standing", "donor", "shown_to_public", "filed_under"]
    list_filter = [BranchFilter, StockFilter, "is_public"]
    list_select_related = ["organization", "donor"]
    search_fields = ["name", "donor__name", "donor__initials"]
    search_help_text = "按奖品名称，捐赠单位的名称或拼音首字母查找。"
    autocomplete_fields = ["organization", "donor"]
    fieldsets = [
        (None, {"fields": ["name", "points", "stock", "organization"]}),
        ("说明", {"fields": ["donor", "description", "pick_up"]}),
        (None, {"fields": ["is_public", "note"]}),
    ]
    nothing_here = "还没有奖品。"

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "stock"] if obj else fields

    def save_model(self, request, obj, form, change):
        """Without the stock, which somebody may have changed since the row was read."""
        if not change:
            return super().save_model(request, obj, form, change)
        columns = [f.name for f in self.opts.concrete_fields if not f.primary_key and f.name != "stock"]
        return obj.save(update_fields=columns)

    def why_kept(self, row):
        return (
            "已经有人兑换过，记录要留着。不再兑换的，请取消“对外公开”并盘点库存为0。"
            if (row.redemptions.exists())
            else ""
        )

    @admin.display(description="状态")
    def standing(self, reward):
        now = reward.state()
        return state(now.label, _TONES[now])
