"""Public pages of projects."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orgs.listing import Listing
from orgs.models.category import CategoryKind
from partnerships.forms import ProjectFilters
from partnerships.models import Project
from partnerships.project_story import demands_of, story_of, with_story
from partnerships.rows import project_rows


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    projects = project_rows(Project.objects.public())
    listing = Listing(request, partial(ProjectFilters, kind=CategoryKind.PROJECT), projects)
    return render(request, "partnerships/project_list.html", {"listing": listing})


@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its story; what is still on offer has none, and asks for bids."""
    project = get_object_or_404(with_story(Project.objects.shown()), pk=pk)
    if project.is_offered():
        context = {"project": project, "demands": demands_of(project)}
        return render(request, "partnerships/project_offered.html", context)
    return render(request, "partnerships/project_detail.html", {"project": project} | story_of(project))
