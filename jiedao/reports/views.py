"""The staff page of the monthly report; the staff site checks who is signed in."""

import io

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from jiedao.figures import FIGURES
from jiedao.reports.forms import MonthlyReportForm, reporters
from jiedao.reports.measures import LABELS, Measures
from jiedao.reports.monthly import MonthlyReport
from lib.days import today
from lib.months import Month
from orgs import audit
from orgs.enums import AuditAct
from orgs.models import Organization

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def monthly_report(request: HttpRequest):
    """Choose a month and an organisation of one's own branches, see the figures, download the workbook.

    Shows the last month of one's own organisation at first. An organisation out of reach is a 404.
    """
    own = _own(request.user)
    chosen = {"month": str(Month.of(today()).previous), "organization": own and str(own.pk)}
    form = MonthlyReportForm(chosen | request.GET.dict(), user=request.user)
    report = _report(form)
    if report and "download" in request.GET:
        return _download(request, report)
    context = {
        **admin.site.each_context(request),
        "title": "共建月报",
        "form": form,
        "report": report,
        "own": own,
        "measures": list(LABELS.values()),
        "rows": _rows(report) if report else [],
        "unfinished": report and today() < report.month.last,
    }
    return TemplateResponse(request, "admin/monthly_report.html", context)


def _report(form):
    """The report asked for; None where the form says what is wrong."""
    if form.is_valid():
        return MonthlyReport(form.cleaned_data["organization"], form.cleaned_data["month"])
    if form.has_error("organization", "invalid_choice"):
        raise Http404
    return None


def _own(user):
    """The organisation shown at first: the office if one works for it, else the topmost of one's own."""
    choices = reporters(user)
    office = Organization.objects.office()
    return choices.filter(pk=office.pk).first() or choices.first() if office else None


def _rows(report):
    """A row a figure: its numbers in the order of `LABELS`, each with the address of what makes it up."""
    measures, pk = Measures.of([report.organization], report.month), report.organization.pk
    days = {"total": report.month.last, "before": report.month.previous.last}
    return [
        {
            "figure": figure,
            "numbers": [
                (getattr(measures, name)[figure.key][pk], _address(figure, report, days.get(name)))
                for name in LABELS
            ],
        }
        for figure in FIGURES
    ]


def _address(figure, report, at):
    """The public page of its rows on that day, which knows no days to come and no private organisations."""
    if at is None or at > today() or not report.organization.is_public:
        return ""
    query = urlencode({"date": at, "organization": report.organization.pk})
    return f"{reverse('jiedao:figure', args=[figure.key])}?{query}"


def _download(request, report):
    file = io.BytesIO()
    report.save(file)
    file.seek(0)
    detail = f"共建月报，{report.month.label}。"
    audit.log(AuditAct.REPORT, request=request, record=report.organization, detail=detail)
    return FileResponse(file, as_attachment=True, filename=report.file_name, content_type=_XLSX)
