"""The switches for contrast and letter size."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiedao.display import CHOICES, remember
from lib.addresses import address


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep what the pressed button says (contrast=high, size=normal …) and go back to the page."""
    response = HttpResponseRedirect(_return_address(request))
    for name in CHOICES:
        remember(response, name, request.POST.get(name, ""))
    return response


def _return_address(request):
    wanted = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe and wanted.startswith("/") else address("jiedao:home")
