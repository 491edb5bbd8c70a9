"""Public pages of problems: a resident reports one, and looks what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orgs.public_form import public_form
from partnerships import report_receipt as receipts
from partnerships.report_form import ReportForm
from partnerships.workflow import reports


@public_form
def problem_report(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request)
    if request.method == "POST" and form.is_valid():
        told = form.reported()
        key = form.once(told["organization"], lambda: reports.report(**told, request=request))
        return redirect(receipts.address_of(key))
    return form.answer("partnerships/problem_report.html", {})


@never_cache
@require_safe
def problem_report_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Without what was written and by whom: the address may be passed on."""
    report = receipts.report_of(token)
    if report is None:
        raise Http404
    context = {
        "report": report,
        "code": receipts.code_of(report.pk),
        "problem_state": report.problem.state().label if report.problem else "",
    }
    return render(request, "partnerships/problem_report_receipt.html", context)
