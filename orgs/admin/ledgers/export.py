"""A list goes out as a workbook: what is filtered there, and of that what is in the user's hands."""

from datetime import date

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe
from import_export.signals import post_export

from lib.days import today
from lib.personal import phones_of
from orgs import audit
from orgs.access import Action, may
from orgs.admin.narrowing import narrowing
from orgs.admin.workbook import workbook
from orgs.enums import AuditAct
from orgs.ledgers.workbook import export_workbook
from orgs.models import Organization
from orgs.scope import DirectoryQuerySet

_WRONG_FILTER = "筛选条件不对，没有导出。请重新筛选，再点“导出”。"
_NOTHING_LISTED = "列表里没有记录，没有导出。请换一个筛选条件，再点“导出”。"


class ExportPages:
    """Mixed into LedgerAdmin."""

    workbook = staticmethod(workbook)

    def export_pages(self):
        """{route: (name, view)}"""
        pages = {"export/": ("export", self.export_action), "export/file/": ("export_file", self.export_file)}
        if self.ledger.personal:
            pages["export/full/"] = ("export_full", self.export_full)
        return pages

    @method_decorator(require_safe)
    def export_action(self, request):
        """The workbook at once, unless it would hold fewer rows than the list: then that is said first."""
        return self._exported(request, is_asked=True)

    @method_decorator(require_safe)
    def export_file(self, request):
        """The workbook, for somebody who knows what it lacks."""
        return self._exported(request, is_asked=False)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def export_full(self, request):
        """Asks first; then the workbook, where it was ticked with the contacts' whole numbers."""
        if not self.may_export_full(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._exported(request, is_asked=True)
        return self._exported(request, is_asked=False, is_whole=request.POST.get("whole") == "on")

    def may_export_full(self, request) -> bool:
        return bool(self.ledger.personal) and may(request.user, Action.PERSONAL, self.model)

    def changelist_view(self, request, extra_context=None):
        offered = {"may_export_full": self.may_export_full(request)}
        return super().changelist_view(request, offered | (extra_context or {}))

    def _exported(self, request, *, is_asked: bool, is_whole: bool = False):
        if not self.has_export_permission(request):
            raise PermissionDenied
        asks_whole = is_asked and request.resolver_match.url_name.endswith("_export_full")
        try:
            if ERROR_FLAG in request.GET:
                raise IncorrectLookupParameters
            listed = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, _WRONG_FILTER, messages.ERROR)
            return HttpResponseRedirect(self.address("changelist"))
        records = self._records(listed, request, today())
        left_out = self._left_out(listed, records)
        if not records.exists():
            told = f"没有可以导出的记录：{'，'.join(left_out)}。" if left_out else _NOTHING_LISTED
            self.message_user(request, told, messages.WARNING)
            return HttpResponseRedirect(f"{self.address('changelist')}?{request.GET.urlencode()}")
        if asks_whole or (left_out and is_asked):
            return self._ask(request, records.count(), left_out, asks_whole=asks_whole)
        return self._download(request, records, is_whole=is_whole)

    def _ask(self, request, number, left_out, *, asks_whole):
        """What goes out and what stays, before the download; the address keeps the list's filters."""
        query = request.GET.urlencode()
        return self.show(
            request,
            "export",
            title=f"导出{self.noun}",
            number=f"{number}{self.ledger.measure}",
            left_out=left_out,
            asks_whole=asks_whole,
            file_address=f"{self.address('export_file')}?{query}",
            list_address=f"{self.address('changelist')}?{query}",
        )

    def _download(self, request, records, *, is_whole):
        at = today()
        reporter = self._reporter(request.user)
        whole = self._whole(request, records) if is_whole else frozenset()

        def write(file):
            number = export_workbook(self.ledger, records, reporter, file, at, whole)
            detail = f"共{number}{self.ledger.measure}。{narrowing(self.get_changelist_instance(request))}"
            audit.log(AuditAct.EXPORT, request=request, name=self.ledger.title, detail=detail)
            if whole:
                told = f"导出完整联系电话：{len(whole)}{self.ledger.measure}。"
                audit.log(AuditAct.READ_PERSONAL, request=request, name=self.ledger.title, detail=told)

        title = f"{self.ledger.title}（完整联系电话）" if whole else self.ledger.title
        response = self.workbook(f"{title}-{at}", write)
        post_export.send(sender=None, model=self.model)
        return response

    def _whole(self, request, records: QuerySet) -> frozenset[int]:
        """Keys of the records whose contacts' numbers the user may read, and that have one."""
        own = records.model._default_manager.open_to(request.user, Action.PERSONAL).order_by()
        named = own.exclude(**{field.name: "" for field in phones_of(records.model)})
        keys = records.order_by().filter(pk__in=named.values("pk")).values_list("pk", flat=True)
        return frozenset(keys)

    def _records(self, listed: QuerySet, request, at: date) -> QuerySet:
        """The ledger's rows of those listed, in the order that the user asked the list for, if any."""
        records = self.ledger.complete(at)
        # Of others' organisations and units the directory shows some columns only, a ledger shows all.
        own = records.open_to(request.user, Action.EXPORT)
        records = own if _is_directory(records) else records.visible_to(request.user)
        records = records.filter(**{f"{self.listed_by}__in": listed.order_by().values("pk")})
        order = _of_columns(self.model, listed.query.order_by) if "o" in request.GET else []
        return records.order_by(*order) if order and self.listed_by == "pk" else records

    def _left_out(self, listed: QuerySet, records: QuerySet) -> list[str]:
        """Of the list's rows those that do not go out, with the reason: 有1份还没有签约日期. Two queries,
        three where any stays."""
        if self.listed_by != "pk":
            return []
        number = listed.count() - records.count()
        if not number:
            return []
        if _is_directory(records):
            return [self._several(number, "归别的党组织管理")]
        begins = self.ledger.begins
        without = listed.filter(**{begins: None}).count()
        undated = self._several(without, f"还没有{self.opts.get_field(begins).verbose_name}")
        other = self._several(number - without, "还没有定下来，或者已经取消")
        return [words for count, words in ((without, undated), (number - without, other)) if count]

    def _several(self, number, why):
        return f"有{number}{self.ledger.measure}{why}"

    def _reporter(self, user):
        own = user.organizations.order_by("path").first()
        return str(own or Organization.objects.office() or "")


def _is_directory(records):
    return isinstance(records, DirectoryQuerySet)


def _of_columns(model: type[Model], order) -> list[str]:
    """Those that are columns of the model or reached from one, not reckoned for the list alone."""
    return [each for each in order if isinstance(each, str) and _is_column(model, each)]


def _is_column(model, name):
    try:
        return model._meta.get_field(name.removeprefix("-").split("__")[0]).concrete
    except FieldDoesNotExist:
        return name in ("pk", "-pk")
