"""个人信息: for whoever manages a branch, what is kept there of one person. The staff site asks who it is.

Whom it is about is posted, never part of an address; the answers are kept by no cache (the site's own rule).
"""

import io

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from lib.days import today
from lib.masking import mask, masked
from orgs.enums import Role
from orgs.moves import Refused
from orgs.personal import requests
from orgs.personal.finding import Found, find
from orgs.personal.person import Person, numbers_in
from orgs.personal.retention import told

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING = "没有找到。换一个号码或者名字再找；您管理范围以外的，请联系上级。"


class PersonForm(forms.Form):
    person = forms.CharField(
        label="电话号码或全名",
        max_length=60,
        help_text="写完整的号码，或者联系人的全名。",
        error_messages={"required": "请填写电话号码，或者联系人的全名。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField"}),
    )

    def clean_person(self):
        try:
            return Person.asked_for(self.cleaned_data["person"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


@require_http_methods(["GET", "HEAD", "POST"])
def personal_data(request: HttpRequest) -> HttpResponse:
    """Find a person."""
    _require_manager(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    found = find(form.cleaned_data["person"], request.user) if form.is_valid() else None
    return _page(request, form, found)


@require_POST
def personal_export(request: HttpRequest) -> HttpResponse:
    """The person's own data, for that person, as a sheet or as JSON."""
    _require_manager(request)
    form, found = _asked(request)
    if not found:
        return _page(request, form, found)
    requests.log_export(found, request.user)
    if "json" in request.POST:
        content, ending, kind = requests.export_json(found), "json", "application/json"
    else:
        content, ending, kind = requests.export_sheet(found), "xlsx", _XLSX
    name = f"{requests.TITLE}-{today()}.{ending}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)


@require_POST
def personal_erase(request: HttpRequest) -> HttpResponse:
    """Asked once more; then the person's data goes."""
    _require_manager(request)
    form, found = _asked(request)
    if not found or "confirmed" not in request.POST:
        return _page(request, form, found, is_asked=bool(found))
    try:
        counts = requests.erase(form.cleaned_data["person"], request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("admin:personal")
    messages.success(request, f"已删除{found.person.masked}的个人信息：{told(counts)}")
    return redirect("admin:personal")


def _require_manager(request):
    user = request.user
    if not (user.is_superuser or user.paths_as(Role.MANAGE)):
        raise PermissionDenied


def _asked(request) -> tuple[PersonForm, Found | None]:
    form = PersonForm(request.POST)
    return form, find(form.cleaned_data["person"], request.user) if form.is_valid() else None


def _page(request, form, found: Found | None, *, is_asked: bool = False):
    context = admin.site.each_context(request) | {
        "title": requests.TITLE,
        "form": form,
        "asked": form.data.get("person", "") if found else "",
        "rows": _masked(found) if found else [],
        "is_by_name": bool(found) and not found.person.number,
        "numbers": len(_numbers(found)) if found else 0,
        "imported": len(found.imported) if found else 0,
        "former": sum(map(len, found.former.values())) if found else 0,
        "unread": len(found.unread) if found else 0,
        "nothing": _NOTHING if found is not None and not found else "",
        "is_asked": is_asked,
    }
    return TemplateResponse(request, "admin/personal_data.html", context)


def _numbers(found) -> set[str]:
    """Under which a name stands: namesakes are told before anything goes."""
    listed = [number for _, _, _, number, _ in requests.rows_of(found)] if not found.person.number else []
    return {digits for number in listed for digits in numbers_in(number)}


def _masked(found):
    """For the screen: whose numbers these are is known, the rest of a text may be others'."""
    return [
        (kind, name, contact, mask(number), masked(text))
        for kind, name, contact, number, text in requests.rows_of(found)
    ]
