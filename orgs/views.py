"""Public pages of organisations, units and stations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orgs.forms import OrganizationFilters, StationFilters, UnitFilters
from orgs.listing import Listing
from orgs.models import Organization, Station, Unit
from orgs.panels import links, opened, sections
from orgs.rows import organization_rows, station_rows, unit_rows


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request, OrganizationFilters, organization_rows(Organization.objects.public()))
    return render(request, "orgs/organization_list.html", {"listing": listing})


@require_safe
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.public().select_related("unit"), pk=pk)
    context = {
        "organization": organization,
        "ancestors": organization.ancestors().public(),
        "openings": opened(organization),
        "sections": sections(organization),
        "links": links(organization),
    }
    return render(request, "orgs/organization_detail.html", context)


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    units = unit_rows(Unit.objects.public())
    listing = Listing(request, UnitFilters, units)
    return render(request, "orgs/unit_list.html", {"listing": listing, "tabs": listing.tabs("group")})


@require_safe
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Without the contact person: only what the unit is and what it has done."""
    unit = get_object_or_404(Unit.objects.public().select_related("community"), pk=pk)
    context = {"unit": unit, "sections": sections(unit)}
    return render(request, "orgs/unit_detail.html", context)


@require_safe
def station_list(request: HttpRequest) -> HttpResponse:
    listing = Listing(request, StationFilters, station_rows(Station.objects.public()))
    return render(request, "orgs/station_list.html", {"listing": listing})


@require_safe
def station_detail(request: HttpRequest, pk: int) -> HttpResponse:
    station = get_object_or_404(Station.objects.public().select_related("organization"), pk=pk)
    return render(request, "orgs/station_detail.html", {"station": station, "sections": sections(station)})
