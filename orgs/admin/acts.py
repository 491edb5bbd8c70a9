"""Verbs on the staff side: buttons on a record's form, each with a page that asks for what the verb needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from lib.days import today, validate_past, validate_year
from lib.moments import DayField
from lib.privacy import validate_impersonal
from orgs.admin.form import HoldsFiles
from orgs.moves import Move, Refused, may_move, moves_open_to, steps_of
from orgs.public_posts import made_before, once

if TYPE_CHECKING:
    from orgs.models import User

BACK, START = "back", "start"  # in the address: the clerk came from the start page and goes back there
TOKEN = "act_token"  # nosec B105
_DONE_BEFORE = "刚才已经办好，没有再办一次。要再办一次，请重新打开那一页。"


class ActForm(HoldsFiles, forms.Form):
    """What a verb asks for; its cleaned data are the verb's arguments."""

    def __init__(self, *args, record: Model, user: User, **kwargs):
        self.record, self.user = record, user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "选择" if isinstance(field, forms.ChoiceField | forms.FileField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
            if isinstance(field, DayField):
                field.widget = AdminDateWidget()


class ReasonForm(ActForm):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        validators=[validate_impersonal],
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )


class DayForm(ActForm):
    on = DayField(label="日期", initial=today, validators=[validate_year, validate_past])


@dataclass(frozen=True)
class Act:
    """A verb as the staff side offers it.

    run(record, user, request, **cleaned data of the form) calls the verb and returns what to tell. It may
    return an HttpResponse instead (a page to go on with).
    """

    move: Move
    run: Callable[..., str | HttpResponse]
    form: type[ActForm] = ActForm
    guide: str = ""  # a sentence above the form
    template: str = ""  # included above the form, with `record` and `form`
    # Is it worth a button on the record's form now? The verb itself judges who comes all the same.
    fits: Callable[[Any], bool] = lambda record: True


def _named(form, data):
    """What the address says of the form's fields: it comes filled in, and is judged when it is sent. With the
    way back, which links on the form must not lose.
    """
    return {name: data[name] for name in (*form.base_fields, BACK) if name in data}


def token_of(request: HttpRequest) -> str:
    """For the page: that of the form as it was opened, or a new one."""
    return request.POST.get(TOKEN) or secrets.token_urlsafe(12)


def take_once(request: HttpRequest, subject: Model, make: Callable[[], Model]) -> int:
    """The key of what `make` makes, or made when this very form came before: nobody pays twice by a double
    tap. Who comes without a token comes anew.
    """
    return once(_fingerprint(request), subject, make) if request.POST.get(TOKEN) else make().pk


def taken_before(request: HttpRequest) -> int | None:
    """The key of what was made when this very form came before: what it chose may be gone by now."""
    return made_before(_fingerprint(request)) if request.POST.get(TOKEN) else None


def _fingerprint(request):
    """Of the form as it was opened, and all that was sent with it."""
    sent = sorted(pair for pair in request.POST.lists() if pair[0] != "csrfmiddlewaretoken")
    files = [(name, [(each.name, each.size) for each in some]) for name, some in request.FILES.lists()]
    return f"act {request.user.pk} {request.get_full_path()} {sent} {files}"


def act_address(record: Model, move: Move, *, back: bool = False) -> str:
    """The page of a verb; back: it leads back to the start page."""
    opts = record._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_act", args=[record.pk, move.key])
    return f"{address}?{BACK}={START}" if back else address


class ActsAdmin:
    """Mixed into the admin of a record with verbs, before `RecordAdmin`."""

    acts: tuple[Act, ...] = ()

    def get_urls(self):
        view = self.admin_site.admin_view(self.act_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [path("<int:pk>/act/<slug:verb>/", view, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        act = next((each for each in self.acts_of(record) if each.move.key == verb), None)
        if act is None:
            raise Http404
        if not may_move(act.move, request.user, record):
            raise PermissionDenied
        if request.method != "POST" and not act.move.begins_at(record.state()):
            words = record.words() if hasattr(record, "words") else record.state().label
            self.message_user(request, f"现在是“{words}”，不能{act.move.word}。", messages.WARNING)
            return HttpResponseRedirect(self._after(request, record))
        if taken_before(request) is not None:
            return self._answered(request, record, _DONE_BEFORE)
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = act.form(*data, record=record, user=request.user, initial=_named(act.form, request.GET))
        if form.is_bound and form.is_valid() and (answer := self._run(act, record, request, form)):
            return answer
        form.hold_files()
        return self._act_page(request, record, act, form)

    def _run(self, act, record, request, form):
        """None when the verb refused: its words are then on the form."""
        answers = []

        def run():
            answers.append(act.run(record, request.user, request, **form.cleaned_data))
            return record

        try:
            take_once(request, self.act_subject(record), run)
        except Refused as refused:
            form.add_error(None, str(refused))
            return None
        told = answers[0] if answers else _DONE_BEFORE
        return told if isinstance(told, HttpResponse) else self._answered(request, record, told)

    def _answered(self, request, record, words):
        self.message_user(request, words)
        return HttpResponseRedirect(self._after(request, record))

    def _after(self, request, record):
        if request.GET.get(BACK) == START:
            return reverse("admin:index")
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def _act_page(self, request, record, act, form):
        context = {
            **self.admin_site.each_context(request),
            "title": act.move.word,
            "opts": self.opts,
            "record": record,
            "act": act,
            "form": form,
            "act_token": token_of(request),
            "media": self.media + form.media,
            "return_address": self._after(request, record),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not context["is_popup"]:
            context["acts"] = self.acts_open_to(request, obj)
            context["record_steps"] = list(steps_of(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def act_subject(self, record: Model) -> Model:
        """Whose row is locked while a verb runs, before all others."""
        return record

    def acts_of(self, record: Model) -> tuple[Act, ...]:
        """The verbs of the record; some kinds have others, or call them otherwise."""
        return self.acts

    def acts_open_to(self, request: HttpRequest, record: Model) -> list[tuple[str, str]]:
        """(words, address) of the verbs that can be done now."""
        fitting = [act.move for act in self.acts_of(record) if act.fits(record)]
        moves = moves_open_to(fitting, record, request.user)
        return [(move.word, act_address(record, move)) for move in moves]

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        steps = {"record_steps": list(steps_of(record)) if record else []}
        return super().history_view(request, object_id, steps | (extra_context or {}))
