"""The frame of every sign-in page: the staff site's, with or without somebody signed in."""

from django.contrib import admin
from django.shortcuts import render


def page(request, name, title, form=None, **context):
    """The template `registration/<name>.html`, which finds `form` and whatever else is given."""
    context |= {"title": title, "subtitle": None, "form": form}
    return render(request, f"registration/{name}.html", admin.site.each_context(request) | context)


def posted(request):
    """What a form is bound to; None where the page is only opened."""
    return request.POST if request.method == "POST" else None
