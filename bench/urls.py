"""The project's addresses, the bare answer that they are compared with, and the worker's clock."""

import time

from django.http import HttpResponse
from django.urls import path

from bench.server import BARE, CLOCK
from jiedao import urls
from jiedao.urls import handler400, handler500

__all__ = ["handler400", "handler500", "urlpatterns"]


def bare(request):
    return HttpResponse("ok")


def clock(request):
    """CPU seconds, user and system, that this worker process has spent since it began."""
    return HttpResponse(repr(time.process_time()))


urlpatterns = [
    path(BARE.removeprefix("/"), bare),
    path(CLOCK.removeprefix("/"), clock),
    *urls.urlpatterns,
]
