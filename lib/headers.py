"""What every answer says to the browser, whoever gave it: a page, a refusal, a failure, a file."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# Nothing here asks for any of them.
_PERMISSIONS = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
)
_POLICY = ", ".join(f"{name}=()" for name in (*_PERMISSIONS, "usb"))


def keep_in_caches(request: HttpRequest, response: HttpResponseBase, seconds: int) -> HttpResponseBase:
    """It is the same for everybody. Who is signed in gets it anew: what they have just published is in it."""
    if not _has_session(request):
        patch_cache_control(response, public=True, max_age=seconds)
    return response


class HeadersMiddleware(SecurityMiddleware):
    """Outermost, so that the headers stand on answers, too, that a failing middleware brought about.

    An answer that does not say how it may be kept is kept by nobody but its reader, and one for somebody who
    signed in not at all. One that sets a cookie is for nobody else, whatever it says. A page that looked at
    another header than cookies says so in `request.vary_on`.
    """

    def process_request(self, request: HttpRequest) -> None:
        """To HTTPS leads SecurityMiddleware itself, further in."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        patch_vary_headers(response, getattr(request, "vary_on", ()))
        if response.cookies and "public" in response.headers.get("Cache-Control", ""):
            del response.headers["Cache-Control"]
        if "Cache-Control" not in response.headers:
            is_personal = _has_session(request) or settings.SESSION_COOKIE_NAME in response.cookies
            response.headers["Cache-Control"] = f"private, {'no-store' if is_personal else 'no-cache'}"
        return response


def _has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class HostMiddleware(MiddlewareMixin):
    """Before anything answers, static files included: another Host is a bad request."""

    def process_request(self, request: HttpRequest) -> None:
        request.get_host()
