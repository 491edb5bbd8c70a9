"""Where a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The sender's IP address; None where the server tells none (a socket).

    `X-Forwarded-For` is believed only as far as `settings.TRUSTED_PROXIES` (networks) wrote it: read from the
    right, the first address that is no trusted proxy's. What a sender put in front of it changes nothing.
    """
    networks = [ip_network(each) for each in settings.TRUSTED_PROXIES]
    address = _address(request.META.get("REMOTE_ADDR", ""))
    # A proxy on the same machine may speak through a socket, which has no address.
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while networks and hops and (address is None or any(address in network for network in networks)):
        told = _address(hops.pop().strip())
        if told is None:
            break
        address = told
    return str(address) if address else None


def _address(text):
    """A server that listens on IPv6 says ::ffff:192.0.2.1 of a sender that has an IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
