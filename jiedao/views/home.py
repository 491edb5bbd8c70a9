"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiedao import front
from jiedao.context import office_of
from jiedao.forms import OnDayForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    form = OnDayForm(request.GET)
    office = office_of(request)
    context = {"form": form, "office": office}
    if office:
        context |= front.figures(office, form.day) | front.news(office)
    return render(request, "jiedao/home.html", context)
