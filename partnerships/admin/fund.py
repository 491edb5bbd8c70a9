"""Funds: their books are written by verbs alone, shown with the balance after each entry, and exported."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from lib.days import today
from orgs import audit
from orgs.access import Action
from orgs.admin.acts import Act, ActsAdmin, act_address
from orgs.admin.columns import BAD, state, yes_or_no
from orgs.admin.filters import BranchFilter
from orgs.admin.record import RecordAdmin
from orgs.admin.workbook import workbook
from orgs.enums import AuditAct
from orgs.listing import Pager
from orgs.moves import may_move
from partnerships import fund_book as book
from partnerships.admin.fund_forms import CounterForm, FundForm, ReceiveForm, SpendForm
from partnerships.enums import FundState
from partnerships.models import Fund
from partnerships.models.fund import yuan
from partnerships.workflow import funds

_ON_FORM, _ON_PAGE = 10, 50
_KEPT = "已经记了收支，账本要留着。不再使用的，请取消“对外公开”。"


def _receive(fund, user, request, **asked):
    entry = funds.enter(fund, user, request, **asked)
    return f"已记收入{entry.amount:,.2f}元，现在余额{fund.balance():,.2f}元。"


def _spend(fund, user, request, *, amount, **asked):
    funds.enter(fund, user, request, amount=-amount, **asked)
    return f"已记支出{amount:,.2f}元，现在余额{fund.balance():,.2f}元。"


def _counter(fund, user, request, *, entry, reason):
    made = funds.counter(entry, user, request, reason=reason)
    return f"已冲销{abs(made.amount):,.2f}元，现在余额{fund.balance():,.2f}元。原来那一笔仍在账上。"


@admin.register(Fund)
class FundAdmin(ActsAdmin, RecordAdmin):
    acts = (
        Act(funds.RECEIVE, _receive, ReceiveForm, "记了就不能改，也不能删除，请核对金额。"),
        Act(funds.SPEND, _spend, SpendForm, "记了就不能改，也不能删除，请核对金额。"),
        Act(
            funds.COUNTER,
            _counter,
            CounterForm,
            "按今天的日期记一笔相反的金额，两笔都留在账上。",
            fits=lambda fund: fund.entries.exists(),
        ),
    )
    form = FundForm
    list_display = ["name", "kind", "balance_now", "income", "use", "shown_to_public", "filed_under"]
    list_filter = [BranchFilter, "kind", "is_public"]
    list_select_related = ["organization"]
    search_fields = ["name", "purpose", "organization__name", "organization__initials"]
    search_help_text = "按名称、用途，或归口党组织的名称、拼音首字母查找。"
    autocomplete_fields = ["organization"]
    readonly_fields = ["balance_now", "newest", "may_overdraw_word"]
    read_as = {"is_public": "shown_to_public", "may_overdraw": "may_overdraw_word"}
    fieldsets = [
        (None, {"fields": ["name", "organization", "kind", "purpose"]}),
        ("收支", {"fields": ["balance_now", "newest"]}),
        ("其他", {"fields": ["may_overdraw", "is_public", "note"]}),
    ]
    nothing_here = "还没有基金和经费。"

    def get_queryset(self, request):
        return super().get_queryset(request).with_balances()

    def get_urls(self):
        pages = {"book": self.book_view, "book_file": self.book_file_view}
        name = "partnerships_fund_{}"
        return [
            path(f"<int:pk>/{page.replace('_', '/')}/", self._page(view), name=name.format(page))
            for page, view in pages.items()
        ] + super().get_urls()

    def _page(self, view):
        return self.admin_site.admin_view(require_safe(view))

    def get_fieldsets(self, request, obj=None):
        """Who may not review lets nobody overdraw."""
        read = {} if self.is_open(request, Action.REVIEW, obj) else {"may_overdraw": "may_overdraw_word"}
        left_out = set() if obj else {"balance_now", "newest"}
        kept = []
        for name, options in super().get_fieldsets(request, obj):
            fields = [read.get(field, field) for field in options["fields"] if field not in left_out]
            kept += [(name, options | {"fields": fields})] if fields else []
        return kept

    def why_kept(self, row):
        return _KEPT if row.entries.exists() else ""

    def book_view(self, request, pk):
        """All entries, a page at a time."""
        fund = get_object_or_404(self.get_queryset(request), pk=pk)
        page = Paginator(book.entries(fund), _ON_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": f"{fund}的收支",
            "opts": self.opts,
            "fund": fund,
            "page": page,
            "pager": Pager.of(page, request),
            "may_export": self.is_open(request, Action.EXPORT, fund),
            "may_counter": self._may_counter(request.user, fund),
        }
        return TemplateResponse(request, "admin/partnerships/fund/book.html", context)

    def book_file_view(self, request, pk):
        """The whole book as a workbook."""
        fund = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.is_open(request, Action.EXPORT, fund):
            raise PermissionDenied

        def write(file):
            number = book.write(file, fund)
            audit.log(AuditAct.EXPORT, request=request, record=fund, detail=f"收支，共{number}笔。")

        return workbook(f"{fund}收支-{today()}", write)

    def _act_page(self, request, record, act, form):
        """The link beside an entry chooses it."""
        if not form.is_bound and act.move is funds.COUNTER:
            form.initial["entry"] = request.GET.get("entry")
        return super()._act_page(request, record, act, form)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            obj.may_counter = self._may_counter(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _may_counter(self, user, fund):
        return may_move(funds.COUNTER, user, fund)

    @admin.display(description="余额（元）", ordering="total")
    def balance_now(self, fund):
        balance = yuan(fund.total)
        words = f"{balance:,.2f}"
        return words if balance >= 0 else format_html("{} {}", words, state(FundState.OVERDRAWN.label, BAD))

    @admin.display(description="收入（元）", ordering="income")
    def income(self, fund):
        return f"{yuan(fund.income):,.2f}"

    @admin.display(description="支出（元）", ordering="-use")
    def use(self, fund):
        return f"{-yuan(fund.use):,.2f}"

    @admin.display(description="允许透支")
    def may_overdraw_word(self, fund):
        return yes_or_no(bool(fund and fund.may_overdraw))

    @admin.display(description="最近的收支")
    def newest(self, fund):
        entries = list(book.entries(fund)[: _ON_FORM + 1])
        context = {
            "entries": entries[:_ON_FORM],
            "may_counter": getattr(fund, "may_counter", False),
            "counter_address": act_address(fund, funds.COUNTER),
            "book_address": reverse("admin:partnerships_fund_book", args=[fund.pk]) if entries else "",
        }
        return render_to_string("admin/partnerships/fund/newest.html", context)
