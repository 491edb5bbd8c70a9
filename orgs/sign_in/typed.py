"""What was typed when the session had run out: kept in the browser's nameless session, given back to the same
person after signing in, sent again when she says so.

Files and passwords are not kept, nor anything from a browser in which no session ran out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgs.sign_in.sessions import owner_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orgs.models import User

_KEY = "typed"
_CSRF_FIELD = "csrfmiddlewaretoken"
# More than the largest form holds; a session is a row of the database.
_MOST_CHARACTERS = 500_000


@dataclass(frozen=True)
class Typed:
    address: str
    fields: list[list[str]]  # [[name, value], …] in the form's order
    files: list[str]  # names of the files that were chosen


def keep(request: HttpRequest) -> None:
    """Keep what this request posts, if a session has run out in its browser."""
    owner = owner_of(request)
    fields = [[name, value] for name, values in request.POST.lists() for value in values if _is_kept(name)]
    if owner is None or not fields or sum(len(n) + len(v) for n, v in fields) > _MOST_CHARACTERS:
        return
    files = [file.name for _, files in request.FILES.lists() for file in files]
    request.session[_KEY] = {
        "owner": owner,
        "address": request.get_full_path(),
        "fields": fields,
        "files": files,
    }


def is_kept_for(request: HttpRequest, user: User) -> bool:
    """Is there something for this user? What another one typed is dropped."""
    kept = request.session.get(_KEY)
    if kept and kept["owner"] != user.pk:
        del request.session[_KEY]
    return _KEY in request.session


def is_kept(request: HttpRequest) -> bool:
    return _KEY in request.session


def of(request: HttpRequest) -> Typed | None:
    """What the request's user typed before."""
    if not is_kept_for(request, request.user):
        return None
    kept = request.session[_KEY]
    return Typed(kept["address"], kept["fields"], kept["files"])


def settle(request: HttpRequest) -> None:
    """It has been sent again."""
    kept = request.session.get(_KEY)
    if kept and kept["address"] == request.get_full_path():
        del request.session[_KEY]


def _is_kept(name: str) -> bool:
    return name != _CSRF_FIELD and "password" not in name
