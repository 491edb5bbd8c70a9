"""Accounts of points on the staff side: their books are written by verbs alone."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from events import point_book as book
from events.admin.point_forms import AccountForm, CounterForm, DeductForm, GrantForm, RedeemForm
from events.admin.settling import SettlingPage
from events.enums import AccountState
from events.models import PointAccount, PointEntry
from events.workflow import points, rewards
from lib.days import today
from orgs import audit
from orgs.access import Action
from orgs.admin.acts import Act, ActsAdmin, act_address
from orgs.admin.columns import BAD, state
from orgs.admin.filters import BranchFilter, StateFilter
from orgs.admin.record import RecordAdmin
from orgs.admin.workbook import workbook
from orgs.enums import AuditAct
from orgs.listing import Pager
from orgs.moves import may_move

_ON_FORM, _ON_PAGE = 10, 50


class LineFilter(StateFilter):
    title = "账户"
    parameter_name = "line"
    states = (
        ("organizations", "党组织", lambda: Q(holder__isnull=False)),
        ("units", "单位", lambda: Q(unit__isnull=False)),
        ("volunteers", "志愿者", lambda: Q(volunteer__isnull=False)),
    )


def _grant(account, user, request, **asked):
    entry = points.grant(account, user, request, **asked)
    return f"已加{entry.points}分，现在有{account.balance()}分。"


def _deduct(account, user, request, **asked):
    entry = points.deduct(account, user, request, **asked)
    return f"已扣{-entry.points}分，现在有{account.balance()}分。"


def _counter(account, user, request, *, entry, reason):
    made = points.counter(entry, user, request, reason=reason)
    return f"已冲销{abs(made.points)}分，现在有{account.balance()}分。原来那一笔仍在账上。"


def _redeem(account, user, request, *, reward):
    made = rewards.redeem(reward, account, user, request)
    return f"已兑换{reward}，扣{made.points}分。兑换码{made.code}，领取时核对。"


@admin.register(PointAccount)
class PointAccountAdmin(SettlingPage, ActsAdmin, RecordAdmin):
    acts = (
        Act(points.GRANT, _grant, GrantForm, "记了就不能改，也不能删除，请核对。"),
        Act(rewards.REDEEM, _redeem, RedeemForm),
        Act(points.DEDUCT, _deduct, DeductForm, "扣减不能超过现有的积分。记错的加分请用“冲销”。"),
        Act(
            points.COUNTER,
            _counter,
            CounterForm,
            "按今天的日期记一笔相反的积分，两笔都留在账上。积分已经用掉的，会欠分，以后的加分先抵。",
            fits=lambda account: account.entries.exists(),
        ),
    )
    form = AccountForm
    list_display = ["who", "line_word", "balance_now", "filed_under"]
    list_filter = [BranchFilter, LineFilter]
    list_select_related = ["organization", "holder__parent", "unit", "volunteer"]
    search_fields = [
        "holder__name",
        "holder__initials",
        "unit__name",
        "unit__initials",
        "volunteer__number",
        "volunteer__contact_name",
    ]
    search_help_text = "按党组织、单位的名称或拼音首字母，志愿者的姓名或编号查找。"
    autocomplete_fields = ["holder", "unit", "volunteer"]
    readonly_fields = ["who", "line_word", "filed_under", "balance_now", "newest"]
    fieldsets = [
        (None, {"fields": ["who", "line_word", "filed_under"]}),
        ("积分", {"fields": ["balance_now", "newest"]}),
    ]
    add_fieldsets = [(None, {"fields": ["holder", "unit", "volunteer"]})]
    nothing_here = "还没有积分账户。第一次得到积分时自动开户。"

    def get_queryset(self, request):
        return super().get_queryset(request).with_balances()

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def has_change_permission(self, request, obj=None):
        """There is nothing to change: verbs alone write in its book."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        pages = {"book": self.book_view, "book_file": self.book_file_view}
        return [
            path(
                f"<int:pk>/{page.replace('_', '/')}/",
                self.admin_site.admin_view(require_safe(view)),
                name=f"events_pointaccount_{page}",
            )
            for page, view in pages.items()
        ] + super().get_urls()

    def book_view(self, request, pk):
        """All entries, a page at a time."""
        account = get_object_or_404(self.get_queryset(request), pk=pk)
        page = Paginator(book.entries(account), _ON_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": f"{account.label}的积分",
            "opts": self.opts,
            "account": account,
            "page": page,
            "pager": Pager.of(page, request),
            "may_export": self.is_open(request, Action.EXPORT, account),
            "may_counter": may_move(points.COUNTER, request.user, account),
            "counter_address": act_address(account, points.COUNTER),
        }
        return TemplateResponse(request, "admin/events/pointaccount/book.html", context)

    def book_file_view(self, request, pk):
        """The whole statement as a workbook."""
        account = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.is_open(request, Action.EXPORT, account):
            raise PermissionDenied

        def write(file):
            number = book.write(file, account)
            audit.log(AuditAct.EXPORT, request=request, record=account, detail=f"积分明细，共{number}笔。")

        return workbook(f"{account}积分-{today()}", write)

    def _act_page(self, request, record, act, form):
        """The link beside an entry chooses it."""
        if not form.is_bound and act.move is points.COUNTER:
            form.initial["entry"] = request.GET.get("entry")
        return super()._act_page(request, record, act, form)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            obj.may_counter = may_move(points.COUNTER, request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="积分归谁")
    def who(self, account):
        return account.label

    @admin.display(description="积分线")
    def line_word(self, account):
        return account.line.label

    @admin.display(description="积分", ordering="total")
    def balance_now(self, account):
        if account.total >= 0:
            return account.total
        return format_html("{} {}", account.total, state(AccountState.OWING.label, BAD))

    @admin.display(description="最近的积分")
    def newest(self, account):
        entries = list(book.entries(account)[:_ON_FORM])
        context = {
            "entries": entries,
            "may_counter": getattr(account, "may_counter", False),
            "counter_address": act_address(account, points.COUNTER),
            "book_address": reverse("admin:events_pointaccount_book", args=[account.pk]),
        }
        return render_to_string("admin/events/pointaccount/newest.html", context)


@admin.register(PointEntry)
class PointEntryAdmin(RecordAdmin):
    """Read only: what stands in a book stays."""

    list_display = ["day", "who", "points", "reason", "rule", "by"]
    list_filter = [BranchFilter]
    list_select_related = [
        "account__holder__parent",
        "account__unit",
        "account__volunteer",
        "account__organization",
        "rule",
        "user",
    ]
    date_hierarchy = "day"
    search_fields = ["reason", "account__holder__name", "account__unit__name", "account__volunteer__number"]
    search_help_text = "按事由，党组织或单位的名称，志愿者编号查找。"
    fields = readonly_fields = ["who", "day", "points", "reason", "rule", "counters", "by", "created_at"]
    nothing_here = "还没有积分明细。"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @admin.display(description="积分归谁")
    def who(self, entry):
        address = reverse("admin:events_pointaccount_change", args=[entry.account_id])
        return format_html('<a href="{}">{}</a>', address, entry.account.label)

    @admin.display(description="冲销")
    def counters(self, entry):
        return str(entry.corrects) if entry.corrects else "—"

    @admin.display(description="经手人")
    def by(self, entry):
        return str(entry.user) if entry.user else "—"
