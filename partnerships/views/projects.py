"""Public pages of projects."""

from functools import partial

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orgs.listing import Listing
from orgs.models.category import CategoryKind
from orgs.panels import sections
from partnerships.forms import ProjectFilters
from partnerships.models import Agreement, ListItem, Problem, Project, ProjectPartner
from partnerships.rows import item_brief, project_rows


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    projects = project_rows(Project.objects.public())
    listing = Listing(request, partial(ProjectFilters, kind=CategoryKind.PROJECT), projects)
    return render(request, "partnerships/project_list.html", {"listing": listing})


@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    partners = Prefetch("partners", ProjectPartner.objects.select_related("organization", "unit"))
    shown = Project.objects.public().select_related("organization", "category").prefetch_related(partners)
    project = get_object_or_404(shown, pk=pk)
    context = {
        "project": project,
        "agreement": Agreement.objects.public().filter(pk=project.agreement_id).first(),
        "demands": item_brief(ListItem.objects.public().filter(projects=project)),
        "problems": Problem.objects.public().filter(project=project).only("title", "solved_on", "result"),
        "sections": sections(project),
    }
    return render(request, "partnerships/project_detail.html", context)
