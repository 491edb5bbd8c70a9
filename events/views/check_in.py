"""What the code on a ticket leads to: staff check it in, nobody else learns anything."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.models import Signup
from orgs.access import Action


@require_safe
@never_cache
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """A code that is nobody's is answered to strangers as any other: they are sent to sign in."""
    if not admin.site.has_permission(request):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    signups = Signup.objects.open_to(request.user, Action.CHANGE)
    signup = signups.filter(code=code.upper()).only("pk").first() if code.isalnum() else None
    if signup is None:
        raise Http404("no such sign-up for this user")
    return HttpResponseRedirect(reverse("admin:events_signup_check_in", args=[signup.pk]))
