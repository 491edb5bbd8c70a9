"""The page behind a claim's private link: who claimed it tells what is done, without an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from lib.days import today
from lib.delivery import deliver_picture
from lib.pictures import prepare
from orgs.moves import Move, Refused
from orgs.public_form import public_form
from partnerships.claim_link import claim_of
from partnerships.models import Claim, NotePhoto
from partnerships.views.claims import SIZES
from partnerships.work_form import NoteForm, ReturnForm, WorkForm
from partnerships.workflow import claims, notes

BY = "认领单位（专用链接）"


class _Act(NamedTuple):
    move: Move
    form: type[WorkForm]
    run: Callable[[Claim, HttpRequest, WorkForm], None]
    told: str


def _contact(claim, request, form):
    claims.contact(claim, BY, request, on=today())


def _start(claim, request, form):
    claims.start(claim, BY, request)


def _note(claim, request, form):
    notes.add_note(claim, form.note(), BY, photos=form.prepared, request=request)


def _give_back(claim, request, form):
    claims.give_back(claim, BY, request, reason=form.cleaned_data["reason"])


_ACTS = {
    "contact": _Act(claims.CONTACT, WorkForm, _contact, "已登记：联系上了。"),
    "start": _Act(claims.START, WorkForm, _start, "已登记：开始办理。"),
    "note": _Act(notes.NOTE_CLAIM, NoteForm, _note, "进展已经提交，社区会看到。"),
    "return": _Act(claims.RETURN, ReturnForm, _give_back, "已经退回，谢谢您告诉我们。"),
}


@public_form
def claim_work(request: HttpRequest, token: str) -> HttpResponse:
    claim = claim_of(token)
    if claim is None:
        return _gone(request)
    sent = request.POST.get("act", "") if request.method == "POST" else None
    forms = {key: act.form(request, is_sent=key == sent) for key, act in _ACTS.items()}
    if sent in forms and (done := _done(request, claim, sent, forms[sent])):
        return done
    return _page(request, claim, forms, forms.get(sent))


@require_safe
def claim_work_photo(request: HttpRequest, token: str, pk: int, size: str) -> HttpResponseBase:
    """A picture of the claim's own notes, public or not."""
    claim = claim_of(token)
    if claim is None or size not in SIZES:
        raise Http404
    photo = get_object_or_404(NotePhoto.objects.filter(note__claim=claim), pk=pk)
    return deliver_picture(request, getattr(photo, SIZES[size]), is_public=False)


def _done(request, claim, key, form):
    """Where to go on once it is done; None where the page says why not."""
    if not form.is_valid():
        form.keep()
        return None
    if key == "note":  # outside the transaction: decoding takes its time
        form.prepared = [prepare(photo).full for photo in form.cleaned_data["photos"]]
    try:
        form.once(claim, lambda: _ran(_ACTS[key], claim, request, form))
    except Refused as refused:
        form.add_error(None, str(refused))
        form.keep()
        return None
    if key == "note":
        form.forget_held()
    if key == "return":
        return render(request, "partnerships/claim_work_returned.html", {"claim": claim})
    return redirect(f"{request.path}?done={key}")


def _ran(act, claim, request, form):
    act.run(claim, request, form)
    return claim


def _page(request, claim, forms, failed):
    open_to = {key: act.move.begins_at(claim.state()) for key, act in _ACTS.items()}
    open_to["contact"] &= claim.contacted_on is None
    done = _ACTS.get(request.GET.get("done", ""))
    context = {
        "claim": claim,
        "forms": {key: form for key, form in forms.items() if open_to[key]},
        "failed": failed,
        "told": done.told if done and failed is None else "",
        "contact_by": claim.claimed_on + timedelta(days=settings.CLAIM_CONTACT_DAYS),
        "notes": claim.notes.filter(by_link=True).prefetch_related("photos"),
        "token": request.resolver_match.kwargs["token"],
    }
    status = failed.status if failed else 200
    return render(request, "partnerships/claim_work.html", context, status=status)


def _gone(request):
    """In the same words whether it was taken back, has ended, or never was. What was typed is given back."""
    typed = [request.POST[name] for name in ("text", "reason") if request.POST.get(name)]
    return render(request, "partnerships/claim_work_gone.html", {"typed": typed}, status=404)
